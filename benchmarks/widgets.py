"""How long a move of each chapter's sliders takes in a live kernel: physics, drawing and alt text together.

Run with OMP_NUM_THREADS=1. Executes the chapters and moves their widgets; prints a Markdown table of medians. The
aim is 40 ms.
"""

import contextlib
import io
import statistics
import time
from pathlib import Path

import matplotlib as mpl

mpl.use("agg")

import ipywidgets
import matplotlib.pyplot as plt
import nbformat
import numpy as np

import qtlib.widgets

BOOK = Path(__file__).parent.parent / "book"
MOVES = 25


def shown_by(chapter):
    """The widgets that a chapter displays."""
    shown, namespace = [], {"display": lambda *_: None}
    qtlib.widgets.display = shown.append
    for cell in nbformat.read(chapter, 4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, str(chapter), "exec"), namespace)
            plt.close("all") if "explore(" not in cell.source else None
    return [w for w in shown if isinstance(w, ipywidgets.VBox)]


def median_move(widget, rng):
    sliders = [child for child in widget.children if isinstance(child, ipywidgets.SelectionSlider)]
    times = []
    for _ in range(MOVES):
        slider = sliders[rng.integers(len(sliders))]
        index = (slider.index + rng.integers(1, len(slider.options))) % len(slider.options)
        start = time.perf_counter()
        slider.index = int(index)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    rng, rows = np.random.default_rng(1), []
    with contextlib.redirect_stdout(
        io.StringIO()
    ):  # chapters print, and outside a kernel clearing an output prints too
        for chapter in sorted(BOOK.glob("*.ipynb")):
            for number, widget in enumerate(shown_by(chapter), 1):
                rows.append(f"| {chapter.stem} | {number} | {median_move(widget, rng) * 1e3:.0f} |")
    print("| chapter | widget | a move (ms) |", "|---|---|---|", *rows, sep="\n")


if __name__ == "__main__":
    main()
