"""The widgets of the chapters: a picture after a move is the picture drawn from nothing."""

import contextlib
import io
import itertools
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

from benchmarks.widgets import pictures
from qtlib.widgets.svg import Drawing

BOOK = Path(__file__).parent.parent.parent / "book"
MOVING = sorted(path.stem for path in BOOK.glob("*.ipynb") if "explore(" in path.read_text())


@contextlib.contextmanager
def shown_by(chapter):
    """The pictures of a chapter's widgets, in the style that the chapter has set: it says what the colour C0 is."""
    with mpl.rc_context():
        with contextlib.redirect_stdout(io.StringIO()):
            shown = pictures(BOOK / f"{chapter}.ipynb")
        yield shown


def assert_equal_to_a_fresh_one(picture, positions):
    for position in positions:
        moved = picture.svg(position)
        assert moved == Drawing().svg(picture.draw(**picture.values(position))), picture.values(position)
        picture.svg(position)  # a student's figure has not been drawn from nothing in between
    plt.close("all")


def every_position(picture):
    return list(itertools.product(*(range(len(slider.values)) for slider in picture.sliders.values())))


def test_moved_pictures_of_a_chapter_are_those_drawn_from_nothing():
    """A sample: three moves of each widget of the chapter that is executed fastest."""
    with shown_by("shot_noise") as shown:
        for picture in shown:
            positions = every_position(picture)
            some = np.linspace(0, len(positions) - 1, 3).astype(int)
            assert_equal_to_a_fresh_one(picture, [positions[i] for i in some])


@pytest.mark.proof
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("chapter", MOVING)
def test_every_position_of_every_widget_is_as_drawn_from_nothing(chapter):
    """In an order of no plan, so that what a move leaves behind is seen."""
    with shown_by(chapter) as shown:
        assert shown
        for number, picture in enumerate(shown):
            positions = every_position(picture)
            order = np.random.default_rng(number).permutation(len(positions))
            assert_equal_to_a_fresh_one(picture, [positions[i] for i in order])
