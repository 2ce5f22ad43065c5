"""Figures on the built website: films play, panels stand below each other on a phone, the map is legible."""

import re

import pytest
from bs4 import BeautifulSoup
from in_browser import VIEWPORTS, watched

from tools.course import chapters


def test_panels_stand_below_each_other_on_a_phone(server, chrome):
    """The same pictures, cut to their panels, larger than in the whole; they follow the sliders, and are read once."""
    page, faults = watched(chrome, server, viewport=VIEWPORTS["phone"])
    page.goto(f"{server}/book/channels.html", wait_until="networkidle")
    rows = page.locator(".panels")
    rows.nth(1).wait_for()
    assert [rows.nth(i).locator("img").count() for i in range(rows.count())] == [3, 2]  # drawings stay whole
    for row in rows.all():
        whole = page.viewport_size["width"]
        assert all(i.bounding_box()["width"] > 1.4 * whole for i in row.locator("img").all())
        assert [bool(i.get_attribute("alt")) for i in row.locator("img").all()][:2] == [True, False]
        places = [panel.bounding_box() for panel in row.locator("> div").all()]
        assert all(b["x"] >= 0 and b["x"] + b["width"] <= whole + 1 for b in places)
    figure = page.locator("figure.explore:has(.panels)")
    panels, slider = figure.locator(".panels img"), figure.get_by_role("slider").first
    before, words = panels.nth(1).get_attribute("src"), panels.first.get_attribute("alt")
    slider.focus()
    page.keyboard.press("End")
    page.wait_for_function("([i, b]) => i.src !== b", arg=[panels.nth(1).element_handle(), before])
    assert panels.first.get_attribute("src") == panels.nth(1).get_attribute("src")
    assert panels.first.get_attribute("alt") != words
    page.set_viewport_size(VIEWPORTS["desktop"])
    rows.first.wait_for(state="detached")
    assert page.locator("main img[hidden]").count() == 0
    page.close()
    assert not faults


FILM = "figure.explore:has(.explore-play)"


def film(chrome, server, **options):
    """A page with a film that nobody has touched, which shows a picture from its middle."""
    page, faults = watched(chrome, server, viewport=VIEWPORTS["desktop"], **options)
    page.goto(f"{server}/book/shot_noise.html", wait_until="networkidle")
    figure = page.locator(FILM).first
    button, place = (
        figure.locator("button"),
        figure.get_by_role("slider").nth(int(figure.locator("button").get_attribute("data-plays"))),
    )
    return page, faults, figure.locator("img"), button, place


def test_a_film_plays_when_asked_and_stops_at_its_end(server, chrome):
    page, faults, picture, button, place = film(chrome, server)
    last = int(place.get_attribute("max"))
    start = int(place.input_value())
    assert start > 30
    assert button.inner_text() == "▶ Play"
    button.focus()
    page.keyboard.press("Space")
    page.wait_for_function("i => i.value > 2 && i.value < 30", arg=place.element_handle())  # from its beginning
    assert "Pause" in button.inner_text()
    page.keyboard.press("Enter")
    paused, shown = place.input_value(), picture.get_attribute("src")
    page.wait_for_timeout(400)
    assert (place.input_value(), picture.get_attribute("src")) == (paused, shown)
    place.fill(str(last - 2))
    button.click()
    page.wait_for_function("i => i.value === i.max", arg=place.element_handle())
    page.wait_for_function("b => b.textContent === '▶ Play'", arg=button.element_handle())
    button.click()
    page.wait_for_function("i => Number(i.value) < 5", arg=place.element_handle())
    place.focus()
    page.keyboard.press("End")  # who moves the slider takes over
    page.wait_for_timeout(400)
    assert int(place.input_value()) == last
    page.close()
    assert not faults


def test_a_film_moves_one_picture_at_a_time_for_those_who_want_no_motion(server, chrome):
    page, faults, picture, button, place = film(chrome, server, reduced_motion="reduce")
    assert button.inner_text() == "▶ Next picture"
    before, start = picture.get_attribute("src"), int(place.input_value())
    button.click()
    page.wait_for_function("([i, b]) => i.src !== b", arg=[picture.element_handle(), before])
    page.wait_for_timeout(400)
    assert int(place.input_value()) == start + 1
    page.close()
    assert not faults


NAMED = {"shot_noise", "breit_wigner", "ohms_law", "kinetic_derivation", "quantum_hall", "superconductors"}


def test_there_are_films_and_each_has_something_to_find(site):
    """At least eight, the promised ones included; a question stands near every one."""
    found = {}
    for name in chapters():
        article = BeautifulSoup((site / "book" / f"{name}.html").read_text(), "html.parser").find("article")
        for button in article.select(".explore-play"):
            section = button.find_parent("section")
            found[name] = re.search(r"\bFind:|\bPredict\b|\bWatch\b|\bStop each film\b", section.get_text())
    assert len(found) >= 8
    assert set(found) >= NAMED & set(chapters())
    assert [name for name, asked in found.items() if not asked] == []


@pytest.mark.proof
def test_every_film_starts_within_two_seconds_and_runs_to_its_end(server, chrome):
    for name in chapters():
        page, faults = watched(chrome, server, viewport=VIEWPORTS["desktop"])
        page.goto(f"{server}/book/{name}.html", wait_until="networkidle")
        for figure in page.locator(FILM).all():
            button, picture = figure.locator("button"), figure.locator("img")
            place = figure.get_by_role("slider").nth(int(button.get_attribute("data-plays")))
            before = picture.get_attribute("src")
            button.click()
            page.wait_for_function("([i, b]) => i.src !== b", arg=[picture.element_handle(), before], timeout=2_000)
            page.wait_for_function("i => i.value === i.max", arg=place.element_handle(), timeout=60_000)
            page.wait_for_function("b => b.textContent === '▶ Play'", arg=button.element_handle())
        page.close()
        assert not faults


def test_the_words_of_the_map_stay_in_their_boxes_and_its_lines_outside(server, chrome):
    page, faults = watched(chrome, server, viewport=VIEWPORTS["desktop"])
    page.goto(f"{server}/book/intro.html", wait_until="networkidle")
    boxes = [box.bounding_box() for box in page.locator(".course-map-drawing rect").all()]
    for box, words in zip(boxes, page.locator(".course-map-drawing text").all(), strict=True):
        inner = words.bounding_box()
        assert inner["x"] > box["x"] and inner["x"] + inner["width"] < box["x"] + box["width"], words.inner_text()
    crossed = page.evaluate("""() => {
        const boxes = [...document.querySelectorAll('.course-map-drawing rect')].map(r => r.getBBox());
        const inside = p => boxes.some(b => p.x > b.x + 1 && p.x < b.x + b.width - 1
            && p.y > b.y + 1 && p.y < b.y + b.height - 1);
        return [...document.querySelectorAll('.course-map-drawing path')].filter(path =>
            [...Array(200).keys()].some(i => inside(path.getPointAtLength(path.getTotalLength() * i / 199)))).length;
    }""")
    page.close()
    assert not faults
    assert crossed == 0
