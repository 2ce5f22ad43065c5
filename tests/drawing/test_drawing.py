"""Drawings: on the paper, readable on a phone, and in colours that nobody confuses."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from qtlib import drawing
from qtlib.drawing import DOWN, ELECTRON, HOLE, LEFT, RIGHT, UP, canvas

PHONE = 390  # pixels
MAKE = {
    "arrow": lambda ax: drawing.arrow(ax, (2, 1), (8, 2), "10 µm", bend=0.1),
    "arrow at a distance": lambda ax: drawing.arrow(ax, (2, 1), (8, 1), "L", both=True),
    "label": lambda ax: drawing.label(ax, (5, 2), "µ_L"),
    "scale_bar": lambda ax: drawing.scale_bar(ax, (7, 1), 2, "1 µm"),
    "lead": lambda ax: drawing.lead(ax, (1, 1), (1, 3), (9, 3)),
    "instrument": lambda ax: drawing.instrument(ax, (5, 2)),
    "current_source": lambda ax: drawing.current_source(ax, (2, 2), text="I"),
    "reservoir": lambda ax: drawing.reservoir(ax, (1, 1), 2, 2, "µ_R", RIGHT),
    "wire": lambda ax: drawing.wire(ax, (1, 1), (8, 3)),
    "gate": lambda ax: drawing.gate(ax, [(3, 3), (7, 3), (5, 1)], "V_g"),
    "barrier": lambda ax: drawing.barrier(ax, (4, 1), 0.3, 2, "Γ_L"),
    "scatterers": lambda ax: drawing.scatterers(ax, [(2, 1), (3, 2)]),
    "edge_channel": lambda ax: drawing.edge_channel(ax, [(1, 1), (9, 1), (9, 2)]),
    "magnetic_field": lambda ax: drawing.magnetic_field(ax, (5, 2), out=False),
    "filled": lambda ax: drawing.filled(ax, (1, 0.2), 2, 2, "µ_L"),
    "level": lambda ax: drawing.level(ax, (4, 2), 2, "ε"),
    "electron": lambda ax: drawing.electron(ax, (2, 2)),
    "hole": lambda ax: drawing.hole(ax, (2, 2)),
    "spin": lambda ax: drawing.spin(ax, (2, 2), (1, -1)),
    "wave": lambda ax: drawing.wave(ax, (2, 2), (5, 2), "t"),
}


@pytest.fixture
def ax():
    ax = canvas(4)
    yield ax
    plt.close(ax.figure)


def test_every_function_is_tried_here():
    functions = {name for name in drawing.__all__ if callable(getattr(drawing, name))}
    assert functions - {"canvas"} <= set(MAKE)


@pytest.mark.parametrize("name", MAKE)
def test_it_is_drawn_on_the_paper(name, ax):
    ax.figure.canvas.draw()
    blank = np.asarray(ax.figure.canvas.buffer_rgba()).copy()
    assert MAKE[name](ax) in ax.get_children()
    ax.figure.canvas.draw()
    assert (np.asarray(ax.figure.canvas.buffer_rgba()) != blank).any()
    paper = ax.get_window_extent()
    for artist in (*ax.patches, *ax.lines, *ax.texts):
        box = artist.get_window_extent()
        assert paper.x0 <= box.x0 and box.x1 <= paper.x1 and paper.y0 <= box.y0 and box.y1 <= paper.y1
    assert [float(v) for v in (*ax.get_xlim(), *ax.get_ylim())] == [0, 10, 0, 4]


@pytest.mark.parametrize("name", MAKE)
def test_words_are_readable_on_a_phone(name, ax):
    MAKE[name](ax)
    points = 72 * ax.figure.get_figwidth()
    assert all(text.get_fontsize() * PHONE / points >= 11 for text in ax.texts)


def test_text_beside_an_arrow_stands_on_its_left(ax):
    for start, end, side in (((2, 2), (8, 2), 1), ((8, 2), (2, 2), -1)):
        drawing.arrow(ax, start, end, "x")
        assert np.sign(ax.texts[-1].get_position()[1] - 2) == side


def test_an_edge_channel_points_where_it_goes(ax):
    for points, forward in (([(1, 1), (9, 1)], True), ([(9, 1), (1, 1)], False)):
        drawing.edge_channel(ax, points)
        (x0, _), (x1, _) = ax.patches[-1].get_path().vertices[[0, -1]]
        assert (ax.patches[-1]._posA_posB[1][0] > ax.patches[-1]._posA_posB[0][0]) == forward
        assert x0 != x1


def test_a_film_can_move_a_particle(ax):
    one = drawing.electron(ax, (1, 1))
    ax.figure.canvas.draw()
    before = np.asarray(ax.figure.canvas.buffer_rgba()).copy()
    one.center = 5, 2
    ax.figure.canvas.draw()
    assert (np.asarray(ax.figure.canvas.buffer_rgba()) != before).any()


def test_a_canvas_can_stand_beside_a_plot():
    fig, (top, _) = plt.subplots(2, 1)
    assert canvas(3, top) is top
    plt.close(fig)
    with pytest.raises(ValueError, match="height must be positive, got -1 units"):
        canvas(-1)


# linear RGB as seen without the long- or the medium-wave cones (Machado et al., 2009, doi.org/10.1109/TVCG.2009.113,
# severity 1)
PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
TRITAN = [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
TO_XYZ = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]


def lab(colour, vision):
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    x, y, z = np.cbrt(TO_XYZ @ np.clip(np.array(vision) @ linear, 1e-3, 1) / np.sum(TO_XYZ, 1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("vision", [np.eye(3), PROTAN, DEUTAN, TRITAN], ids=["all cones", "protan", "deutan", "tritan"])
@pytest.mark.parametrize("pair", [(LEFT, RIGHT), (ELECTRON, HOLE), (UP, DOWN)])
def test_the_colours_of_a_pair_differ_for_everyone(pair, vision):
    first, second = (lab(colour, vision) for colour in pair)
    assert np.linalg.norm(first - second) > 25  # 2.3 is just noticeable
    assert all(np.linalg.norm(lab("white", vision) - c) > 25 for c in (first, second))


def test_reservoirs_and_spins_do_not_share_colours():
    assert all(a != b for a, b in itertools.product((LEFT, RIGHT), (UP, DOWN)))
