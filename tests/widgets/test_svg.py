"""A figure that is drawn piece by piece looks like the same figure drawn at once, whatever changed and in whatever
order."""

import io
import re
import time
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.patches import Circle, FancyArrowPatch

from qtlib.widgets.svg import Drawing

x = np.linspace(0, 1, 50)


def test_a_layout_asked_for_again_is_found_again(scene):
    fig, changes = scene
    drawing = Drawing()
    drawing.svg(fig)
    changes["data"]()
    fig.set_layout_engine("constrained")
    picture = drawing.svg(fig)
    assert picture == Drawing().svg(fig)


@pytest.fixture
def scene():
    """A figure with one of each kind of artist, and a change to each."""
    plt.rcdefaults()  # whatever style other tests of this process have set
    fig, (ax, other) = plt.subplots(1, 2, layout="constrained")
    (line,) = ax.plot(x, x, "o-", label="line")
    image = other.imshow(np.outer(x, x), extent=(0, 1, 0, 1))
    bar = fig.colorbar(image, ax=other)
    area = ax.fill_between(x, x, 0, alpha=0.3, hatch="/")
    points = other.scatter(x, x, c=x)
    arrow = ax.add_patch(FancyArrowPatch((0, 0), (0.5, 0.5), mutation_scale=10))
    disk = ax.add_patch(Circle((0.5, 0.5), 0.1))
    note = ax.annotate("here", (0.5, 0.5), (0.2, 0.8), arrowprops={"arrowstyle": "->"})
    words = fig.text(0.5, 0.01, "below")
    legend, best = ax.legend(loc="upper left"), other.legend(*ax.get_legend_handles_labels())
    inset = other.inset_axes((0.6, 0.6, 0.3, 0.3))
    (small,) = inset.plot(x, x)
    changes = {
        "data": lambda: line.set_ydata(x**2),
        "colour": lambda: line.set_color("C3"),
        "hidden": lambda: line.set_visible(False),
        "limits": lambda: ax.set_xlim(0, 2),
        "height": lambda: ax.set_ylim(-1, 3),
        "spine at data": lambda: (ax.spines["left"].set_position(("data", 0.3)), ax.set_xlim(-1, 1)),
        "logarithm": lambda: ax.set_yscale("symlog"),
        "autoscale": lambda: (line.set_ydata(3 * x), ax.relim(), ax.autoscale_view()),
        "title": lambda: ax.set_title("T = 1 K"),
        "words": lambda: words.set_text("below zero"),
        "label": lambda: ax.set_xlabel("energy (meV)"),
        "ticks": lambda: other.set_xticks([0, 0.5], ["a", "b"]),
        "image": lambda: image.set_data(np.outer(x, 1 - x)),
        "colours": lambda: image.set_clim(0, 0.5),
        "colourbar": lambda: bar.set_label("density"),
        "area": lambda: area.set_data(x, x**2, 0),
        "points": lambda: points.set_offsets(np.c_[x, x**2]),
        "arrow": lambda: arrow.set_positions((0, 0), (1, 0)),
        "disk": lambda: setattr(disk, "center", (0.1, 0.9)),
        "note": lambda: setattr(note, "xy", (0.9, 0.1)),
        "legend": lambda: legend.get_texts()[0].set_text("a longer name"),
        "best place": lambda: best.axes.scatter(0.05 + 0.3 * x, 0.6 + 0.3 * x),
        "inset": lambda: small.set_ydata(1 - x),
        "new artist": lambda: ax.axhline(0.5),
        "artist gone": lambda: line.remove(),
        "axes gone": lambda: inset.remove(),
        "place": lambda: ax.set_position((0.1, 0.2, 0.3, 0.5)),
        "size": lambda: fig.set_size_inches(5, 3),
    }
    yield fig, changes
    plt.close(fig)


NAMES = [
    "data", "colour", "hidden", "limits", "height", "spine at data", "logarithm",
    "autoscale", "title", "words", "label", "ticks", "image",
    "colours", "colourbar", "area", "points", "arrow", "disk", "note", "legend", "best place", "inset", "new artist",
    "artist gone",
    "axes gone", "place", "size",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_change_is_drawn(name, scene):
    fig, changes = scene
    drawing = Drawing()
    before = drawing.svg(fig)
    assert drawing.svg(fig) == before
    changes[name]()
    after = drawing.svg(fig)
    assert after != before
    assert after == Drawing().svg(fig)


def test_a_figure_title_set_anew_stays_where_the_layout_has_put_it():
    fig, _ = plt.subplots(layout="constrained")
    drawing = Drawing()
    titled = []
    for _ in range(2):
        fig.suptitle("as a widget's draw sets it at each move")
        titled.append(drawing.svg(fig))
    assert titled[0] == titled[1] == Drawing().svg(fig)
    fig.suptitle("at a place of its own", y=0.5)
    assert drawing.svg(fig) == Drawing().svg(fig) != titled[0]
    plt.close(fig)


def test_an_axis_at_a_value_moves_with_the_limits_of_the_other(scene):
    fig, _ = scene
    ax = fig.axes[0]
    ax.spines["left"].set_position(("data", 0.3))
    drawing = Drawing()
    before = drawing.svg(fig)
    ax.set_xlim(-1, 1)
    after = drawing.svg(fig)
    assert after != before
    assert after == Drawing().svg(fig)


def test_changes_in_any_order(scene):
    fig, changes = scene
    drawing = Drawing()
    assert list(changes) == NAMES
    for name in np.random.default_rng(3).permutation([n for n in NAMES if n != "artist gone"]):
        changes[name]()
        picture = drawing.svg(fig)
        assert picture == Drawing().svg(fig), name


def test_nothing_is_defined_twice_and_everything_referred_to_is_defined(scene):
    text = Drawing().svg(scene[0])
    names = [e.get("id") for e in ElementTree.fromstring(text).iter() if e.get("id")]
    used = set(re.findall(r'href="#([^"]+)"', text)) | set(re.findall(r"url\(#([^)]+)\)", text))
    assert len(names) == len(set(names))
    assert used == set(names)


def test_it_looks_as_matplotlib_saves_it(scene, chrome):
    """Both pictures, as a browser shows them."""
    fig, _ = scene
    ours = Drawing().svg(fig)
    saved = io.StringIO()
    fig.savefig(saved, format="svg", dpi=144)  # for its images
    page = chrome.new_page()
    shots = []
    for svg in (ours, saved.getvalue()):
        page.set_content(f"<style>body {{ margin: 0 }}</style>{svg[svg.index('<svg') :]}")
        shots.append(plt.imread(io.BytesIO(page.locator("svg").screenshot())))
    page.close()
    assert shots[0].shape == shots[1].shape
    differ = np.abs(shots[0] - shots[1]).max(-1) > 0.2
    assert shots[0].std() > 0.1
    assert differ.mean() < 1e-4


def test_a_move_costs_a_third_of_a_saved_picture(scene):
    """Of the least times, which a busy machine spoils least."""
    fig, _ = scene
    line, drawing, times = fig.axes[0].lines[0], Drawing(), {"move": [], "saved": []}
    fig.axes[1].get_legend().remove()  # its best place is looked for at each move
    drawing.svg(fig)
    for i in range(10):
        line.set_ydata(x * i)
        for name, draw in (
            ("move", lambda: drawing.svg(fig)),
            ("saved", lambda: fig.savefig(io.StringIO(), format="svg")),
        ):
            start = time.perf_counter()
            draw()
            times[name].append(time.perf_counter() - start)
    assert 3 * min(times["move"]) < min(times["saved"])
