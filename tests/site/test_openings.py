"""The drawing that opens a chapter, drawn from its cell: all of it on the paper, no label upon another."""

import itertools

import matplotlib.pyplot as plt
import pytest

from conftest import ROOT
from tools import course, notebooks

SLACK = 2  # pixels


@pytest.mark.parametrize("name", course.chapters())
def test_everything_is_on_the_paper_and_no_label_upon_another(name):
    plt.close("all")
    cells = notebooks.read(ROOT / "book" / f"{name}.ipynb").cells
    opening = next(cell for cell in cells if cell.cell_type == "code")
    assert "figure" in opening.metadata.tags
    with plt.rc_context():
        exec(opening.source, {})
        (number,) = plt.get_fignums()
        figure = plt.figure(number)
        figure.canvas.draw()
        paper = figure.bbox
        for ax in figure.axes:
            drawn = [a for a in (*ax.patches, *ax.lines, *ax.texts) if not hasattr(a, "get_text") or a.get_text()]
            for artist in drawn:
                box = artist.get_window_extent()
                assert box.x0 > paper.x0 - SLACK and box.x1 < paper.x1 + SLACK, artist
                assert box.y0 > paper.y0 - SLACK and box.y1 < paper.y1 + SLACK, artist
            labels = [(text.get_text(), text.get_window_extent()) for text in ax.texts if text.get_text()]
            for (one, here), (other, there) in itertools.combinations(labels, 2):
                assert not here.overlaps(there), f"{one!r} and {other!r}"
        plt.close("all")
