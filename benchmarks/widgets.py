"""What a move of each chapter's sliders costs in a live kernel, beside saving the same figure as SVG.

Run with OMP_NUM_THREADS=1, with names of chapters for these alone. Executes the chapters and moves their widgets by
hand; prints a Markdown table of medians of processor time in one run: the move (physics, drawing, alt text), the
physics in it, `savefig` of the same figure, how many times faster than this a move is (aim: 3), and the physics as a
fraction of it (aim: at most 0.2). Every picture is compared with one drawn from nothing.
"""

import contextlib
import io
import statistics
import sys
import time
from pathlib import Path
from unittest import mock

import matplotlib as mpl

mpl.use("agg")

import matplotlib.pyplot as plt
import nbformat
import numpy as np

import qtlib.widgets
from qtlib.widgets.svg import Drawing

BOOK = Path(__file__).parent.parent / "book"
MOVES = 25


def pictures(chapter):
    """What a chapter's widgets draw."""
    shown = []
    namespace = {"display": lambda *_: None}
    made = qtlib.widgets.Picture
    with (
        mock.patch.object(qtlib.widgets, "Picture", lambda *given: shown.append(made(*given)) or shown[-1]),
        mock.patch.object(qtlib.widgets, "display"),
    ):
        for cell in nbformat.read(chapter, 4).cells:
            if cell.cell_type == "code":
                exec(compile(cell.source, str(chapter), "exec"), namespace)
                plt.close("all")
    return shown


def seconds(action):
    start = time.process_time()
    result = action()
    return result, time.process_time() - start


def row(picture, rng):
    """Median times in milliseconds of a move, of the physics in it and of saving the same figure."""
    sizes = [len(s.values) for s in picture.sliders.values()]
    position = list(picture.first())
    moves, physics, saved = [], [], []
    for _ in range(MOVES):
        picture.svg(position)  # what a student sees before the move: the savefig of the last one made all stale
        which = rng.integers(len(sizes))
        position[which] = int((position[which] + rng.integers(1, sizes[which])) % sizes[which])
        values = picture.values(position)
        figure, drawing = seconds(lambda values=values: picture.draw(**values))
        text, rest = seconds(lambda figure=figure: (picture.drawing.svg(figure), picture.alt_text(position))[0])
        if text != Drawing().svg(figure):
            raise AssertionError(f"the picture at {values} differs from one drawn from nothing")
        moves.append(drawing + rest)
        physics.append(drawing)
        with mpl.rc_context({"figure.constrained_layout.use": False}):  # its layout is found already
            saved.append(seconds(lambda figure=figure: figure.savefig(io.StringIO(), format="svg"))[1])
    return [1e3 * statistics.median(times) for times in (moves, physics, saved)]


def main():
    rng = np.random.default_rng(1)
    rows = []
    for chapter in sorted(BOOK.glob("*.ipynb")):
        if sys.argv[1:] and chapter.stem not in sys.argv[1:]:
            continue
        with contextlib.redirect_stdout(io.StringIO()):  # chapters print
            shown = pictures(chapter)
        for number, picture in enumerate(shown, 1):
            move, physics, saved = row(picture, rng)
            cells = (f"{move:.1f}", f"{physics:.1f}", f"{saved:.0f}", f"{saved / move:.1f}", f"{physics / saved:.2f}")
            rows.append(f"| {' | '.join((chapter.stem, str(number), *cells))} |")
    print(
        "| chapter | widget | move (ms) | physics (ms) | savefig (ms) | times faster | physics / savefig |",
        "|---|---|---|---|---|---|---|",
        *rows,
        sep="\n",
    )


if __name__ == "__main__":
    main()
