"""explore and its sliders, outside a browser: positions, readings, refusals, the page's pack."""

import base64
import gzip
import json
import re

import matplotlib.pyplot as plt
import pytest

from qtlib.units import meV
from qtlib.widgets import Slider, explore


@pytest.fixture
def draw():
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1], [0, 1])

    def draw(slope, offset=0.0):
        line.set_ydata([offset, offset + slope])
        return fig

    return draw


def test_slider_reads_in_its_unit():
    slider = Slider([-1 * meV, 0, 0.5 * meV], "µ", "meV", meV, start=0.5 * meV)
    assert slider.texts == ["−1 meV", "0 meV", "0.5 meV"]
    assert slider.first == 2


def test_slider_of_choices():
    slider = Slider(["parabolic", "linear"], start="linear")
    assert slider.texts == ["parabolic", "linear"]
    assert slider.first == 1


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Slider([1]), "two positions or more"),
        (lambda: Slider([1, 2], start=3), "must be one of its values, got 3"),
        (lambda: explore(print, alt="nothing"), "at least one control"),
        (lambda: explore(print, alt="much", a=range(100), b=range(100)), "10000 pictures on the website, at most 1500"),
        (lambda: explore(print, alt="no time", play="time", a=[1, 2]), r"play must name a control \(a\), got 'time'"),
        (lambda: explore(print, alt="long", play="a", a=range(121)), "through 121 pictures of a, at most 120"),
    ],
)
def test_refusals(make, words):
    with pytest.raises(ValueError, match=words):
        make()


def test_tests_draw_every_position_and_let_errors_out(draw):
    seen = []

    def watched(slope):
        seen.append(slope)
        return draw(slope)

    explore(watched, alt="A line of slope {slope}.", slope=Slider([1, 2, 3, 4], start=3))
    assert set(seen) == {1, 2, 3, 4}
    with pytest.raises(ZeroDivisionError):
        explore(lambda slope: draw(1 / slope), alt="A line.", slope=[1, 0])


def test_page_holds_every_picture(draw, monkeypatch, capsys):
    shown = []
    monkeypatch.setenv("QTLIB_WIDGETS", "frames")
    monkeypatch.setattr("qtlib.widgets.display", shown.append)
    explore(draw, alt="Slope {slope}, offset {offset}.", slope=[0.1, 0.2, 0.3], offset=Slider([0, 0.5], start=0.5))
    text = shown[0].data
    assert text.count('type="range"') == 2
    assert 'alt="Slope 0.1, offset 0.5."' in text
    pack = json.loads(gzip.decompress(base64.b64decode(re.search(r"octet-stream\">(.*?)</script>", text)[1])))
    assert pack["alts"][3] == "Slope 0.2, offset 0.5."  # the last slider runs fastest
    frames = ["\n".join(pack["parts"][i] for i in frame) for frame in pack["frames"]]
    assert len(set(frames)) == 6
    assert all(frame.startswith("<svg") and frame.rstrip().endswith("</svg>") for frame in frames)


def test_a_later_cell_that_reuses_a_name_does_not_change_the_figure(monkeypatch):
    shown = []
    monkeypatch.setenv("QTLIB_WIDGETS", "live")
    monkeypatch.setattr("qtlib.widgets.display", shown.append)
    notebook = {"plt": plt, "explore": explore}
    cell = """
fig, ax = plt.subplots()
title = lambda: "{name}"
def draw(slope):
    ax.set_title(f"{{title()}} {{slope}}")
    fig.set_label("{name}")
    return fig
explore(draw, alt="{name}", slope=[1, 2])
"""
    exec(cell.format(name="first"), notebook)
    exec(cell.format(name="second"), notebook)
    first, second = (box.children[1] for box in shown)
    before = first.value, second.value
    shown[0].children[0].index = 1
    shown[0].children[0].index = 0
    assert (first.value, second.value) == before


def test_play_moves_its_slider_and_waits_to_be_asked(draw, monkeypatch):
    shown = []
    monkeypatch.setattr("qtlib.widgets.display", shown.append)
    monkeypatch.setenv("QTLIB_WIDGETS", "live")
    explore(draw, alt="Slope {slope}.", play="slope", slope=Slider([1, 2, 3], start=2), offset=[0, 1])
    slider, _, player, image, _ = shown[0].children
    assert (player.min, player.max, player.value, player.playing) == (0, 2, 1, False)
    before = image.value
    player.value = 2
    assert slider.index == 2
    assert image.value != before
    slider.index = 0
    assert player.value == 0


def test_page_has_a_button_for_the_played_slider(draw, monkeypatch):
    shown = []
    monkeypatch.setattr("qtlib.widgets.display", shown.append)
    monkeypatch.setenv("QTLIB_WIDGETS", "frames")
    explore(draw, alt="Slope {slope}.", play="offset", slope=[1, 2], offset=Slider([0, 1], label="offset b"))
    explore(draw, alt="Slope {slope}.", slope=[1, 2])
    assert re.findall(
        r'<button type="button" class="explore-play" data-plays="1" data-label="offset b">', shown[0].data
    )
    assert "<button" not in shown[1].data
