"""The built website in a browser: nothing fails, nothing leaves this machine, every widget moves."""

import itertools
import re
import subprocess
import sys
import tomllib
import urllib.parse
import zipfile

import nbformat
import pytest
from bs4 import BeautifulSoup
from in_browser import VIEWPORTS, watched

from conftest import ROOT
from tools.course import chapters, pages, title

# formulas that reach beyond the screen in nothing that scrolls
OFF_SCREEN = """() => [...document.querySelectorAll('mjx-container')].filter(formula => {
    if (formula.getBoundingClientRect().right <= innerWidth) return false;
    for (let box = formula; box.tagName !== 'ARTICLE'; box = box.parentElement)
        if (getComputedStyle(box).overflowX === 'auto') return false;
    return true;
}).map(formula => formula.textContent.slice(0, 60))"""


# formulas that have to scroll or are cut; readings of sliders and open code wider than their place
CUT = """() => [...document.querySelectorAll(
        'mjx-container.wide, mjx-container[display], .explore-controls output, .cell_input pre')]
    .filter(e => e.clientWidth && !e.closest('details:not([open])'))
    .filter(e => e.matches('.wide') || e.scrollWidth > e.clientWidth + 1)
    .map(e => e.textContent.slice(0, 60))"""


def move_everything(page):
    """Every slider to its other end by keyboard: the picture, its text and the announced reading change."""
    for figure in page.locator("figure.explore").all():
        image = figure.locator("img")
        assert len(image.get_attribute("alt")) > 20
        for slider in figure.get_by_role("slider").all():
            before, reading = image.get_attribute("src"), slider.get_attribute("aria-valuetext")
            at_end = slider.input_value() == slider.get_attribute("max")
            slider.focus()
            page.keyboard.press("Home" if at_end else "End")
            page.wait_for_function("([i, b]) => i.src !== b", arg=[image.element_handle(), before], timeout=10_000)
            assert slider.get_attribute("aria-valuetext") != reading
            assert slider.locator("xpath=..").locator("output").inner_text() == slider.get_attribute("aria-valuetext")
            assert image.evaluate("i => i.decode().then(() => i.naturalWidth)") > 0


@pytest.mark.parametrize("name", pages())
def test_page(name, server, chrome):
    """Opens without an error or an outside request under a strict policy; sliders move; axe-core finds nothing."""
    page, faults = watched(chrome, server, viewport=VIEWPORTS["desktop"])
    page.goto(f"{server}/{name}.html", wait_until="networkidle")
    move_everything(page)
    missing = page.evaluate("[...document.querySelectorAll('main img')].filter(i => !i.alt).map(i => i.src.slice(-60))")
    # the dark theme differs in colours alone
    cut = still(page, CUT)
    barriers = serious(page, "light", {}) + serious(page, "dark", {"runOnly": ["color-contrast"]})
    page.set_viewport_size(VIEWPORTS["phone"])
    off_screen = still(page, OFF_SCREEN)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size(VIEWPORTS["desktop"])
    cut += still(page, CUT)  # also after a turn of the screen
    page.close()
    assert not faults
    assert not missing, "pictures without alt text"
    assert not barriers
    assert not cut, "formulas, readings or code that do not fit a desktop page"
    assert not off_screen, "formulas that a phone cuts off"
    assert wide <= 0, f"on a phone the page is {wide} px wider than the screen"


def still(page, what):
    """What does not fit once formulas have found their size, which takes a moment."""
    for _ in range(20):
        if not (found := page.evaluate(what)):
            break
        page.wait_for_timeout(200)
    return found


def serious(page, theme, rules):
    """What axe-core finds moderate or worse in a theme."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_function("t => document.documentElement.dataset.theme === t", arg=theme)
    page.evaluate((ROOT / "site" / "node_modules" / "axe-core" / "axe.min.js").read_text())
    found = page.evaluate("rules => axe.run(document, {resultTypes: ['violations', 'incomplete'], ...rules})", rules)
    barriers = [(v["id"], n) for v in found["violations"] if v["impact"] != "minor" for n in v["nodes"]]
    # letters in the colour of their ground count as possibly hidden on purpose
    unseen = [n for v in found["incomplete"] for n in v["nodes"] if any(is_unseen(c) for c in n["any"])]
    return [(name, n["html"][:200]) for name, n in barriers] + [("unseen", n["html"][:200]) for n in unseen]


def is_unseen(check):
    return isinstance(check["data"], dict) and check["data"].get("messageKey") == "equalRatio"


@pytest.mark.parametrize("name", [pages()[0], *(f"book/{chapters()[n]}" for n in (0, -1))])
def test_page_from_the_file_system(name, site, chrome):
    address = site.as_uri()
    page, faults = watched(chrome, address, viewport=VIEWPORTS["desktop"])
    page.goto(f"{address}/{name}.html", wait_until="load")
    page.wait_for_selector("mjx-container", state="attached")
    move_everything(page)
    page.close()
    assert not faults


def test_search_finds_from_a_server_and_from_the_file_system(site, server, chrome):
    name = chapters()[-1]
    word = max(re.findall(r"\w+", title(f"book/{name}")), key=len)
    for address in (server, site.as_uri()):
        page, faults = watched(chrome, address)
        page.goto(f"{address}/search.html?q={word}", wait_until="load")
        page.wait_for_selector("#search-results li a")
        links = page.locator("#search-results li a").evaluate_all("all => all.map(a => a.href)")
        page.close()
        assert any(name in link for link in links)
        # from a file the theme cannot fetch the excerpts of what it found; and Sphinx reads the dot in a module's
        # anchor as a class, and complains that it is not there
        assert address != server or not [f for f in faults if "Anchored content block" not in f]


def test_slider_by_mouse_and_by_touch(server, chrome):
    for options in ({"viewport": VIEWPORTS["desktop"]}, {"viewport": VIEWPORTS["phone"], "has_touch": True}):
        page, faults = watched(chrome, server, **options)
        page.goto(f"{server}/book/intro.html", wait_until="networkidle")
        slider = page.get_by_role("slider").first
        slider.scroll_into_view_if_needed()
        picture = page.locator("figure.explore img").first
        before, box = picture.get_attribute("src"), slider.bounding_box()
        at = box["x"] + box["width"] - 4, box["y"] + box["height"] / 2
        page.touchscreen.tap(*at) if "has_touch" in options else page.mouse.click(*at)
        page.wait_for_function("([i, b]) => i.src !== b", arg=[picture.element_handle(), before])
        assert slider.input_value() == slider.get_attribute("max")
        page.close()
        assert not faults


def test_no_page_shows_the_name_of_a_python_object(site):
    """A cell whose last line has a value prints it above its figure, such as <matplotlib.patches.Circle at 0x7f…>."""
    shown = {
        page.name: found
        for page in (site / "book").glob("*.html")
        if (found := re.findall(r"&lt;[\w.]+ at 0x\w+&gt;|\[&lt;[\w.]+ ", page.read_text()))
    }
    assert not shown


def test_quick_questions_answer_by_keyboard(server, chrome):
    page, faults = watched(chrome, server, viewport=VIEWPORTS["desktop"])
    page.goto(f"{server}/book/spin.html", wait_until="networkidle")
    typed, chosen = page.locator("fieldset.quiz:has([type=text])"), page.locator("fieldset.quiz:has([type=radio])")
    reply = typed.first.get_by_role("status")
    for text, words in (
        ("4/3", "Right."),
        ("1,333", "Right."),
        ("3", "No. Both spins"),
        ("7", "No. Two series"),
        ("x", "That is not"),
    ):
        typed.first.get_by_role("textbox").fill(text)
        page.keyboard.press("Enter")
        assert reply.inner_text().startswith(words)
    replies = set()
    chosen.first.get_by_role("radio").first.focus()
    for _ in range(chosen.first.get_by_role("radio").count()):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        replies.add(chosen.first.get_by_role("status").inner_text())
    page.close()
    assert len(replies) == 3
    assert len([r for r in replies if r.startswith("Right.")]) == 1
    assert not faults


def test_motion_is_reduced_where_it_is_asked_for(server, chrome):
    page = chrome.new_page(reduced_motion="reduce")
    page.goto(f"{server}/book/intro.html")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);"
        " return s.transitionDuration.split(',').some(d => parseFloat(d) > 0) || s.animationName !== 'none' }).length"
    )
    page.close()
    assert moving == 0


def test_links_and_anchors_lead_somewhere(site):
    pages = [p for p in site.rglob("*.html") if "_static" not in p.parts]  # where the theme leaves a template
    documents = {p: BeautifulSoup(p.read_text(), "html.parser") for p in pages}
    anchors = {
        p: {e["id"] for e in d.find_all(id=True)} | {e["name"] for e in d.find_all("a", attrs={"name": True})}
        for p, d in documents.items()
    }
    broken = []
    for page, document in documents.items():
        for link in document.find_all(["a", "link", "img", "script"]):
            address = link.get("href") or link.get("src") or ""
            parts = urllib.parse.urlsplit(address)
            if parts.scheme or not address:
                continue
            target = (page.parent / urllib.parse.unquote(parts.path)).resolve() if parts.path else page
            wanted = urllib.parse.unquote(parts.fragment)
            if not target.exists() or (wanted and target in anchors and wanted not in anchors[target]):
                broken.append((page.name, address))
    assert not broken


def test_previous_and_next_pass_every_page(site):
    for name, following in itertools.pairwise(pages()):
        document = BeautifulSoup((site / f"{name}.html").read_text(), "html.parser")
        (link,) = document.select("a.right-next")
        assert (site / f"{name}.html").parent.joinpath(link["href"]).resolve() == (site / f"{following}.html").resolve()


def test_download_holds_what_a_student_needs(site, tmp_path):
    with zipfile.ZipFile(site / "qtlib-course.zip") as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / "qtlib-course"
    wanted = {f"{page}.ipynb" for page in pages() if (ROOT / f"{page}.ipynb").exists()} | {"contents.ipynb"}
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*.ipynb")} == wanted
    assert not list(folder.rglob("solutions"))
    wanted = (folder / "requirements.txt").read_text()
    used = set(re.findall(r"^(?:import|from) (\w+)", "\n".join(
        c.source for p in folder.rglob("*.ipynb") for c in nbformat.read(p, 4).cells if c.cell_type == "code"
    ), re.M))  # fmt: skip
    assert wanted == "-c requirements.lock\n-e .[course]\n"
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    installed = [*project["dependencies"], *project["optional-dependencies"]["course"]]
    given = {re.split("[<>=]", name)[0] for name in installed} | {"qtlib", "IPython", "contourpy"}
    assert used - set(sys.stdlib_module_names) <= given
    done = subprocess.run(
        [sys.executable, "-c", "import qtlib; print(qtlib.__file__)"], cwd=folder, capture_output=True, text=True
    )
    assert str(folder) in done.stdout


def test_pages_are_light(site):
    """A page with the pictures that are its own."""
    heavy = {}
    for page in site.rglob("*.html"):
        pictures = {
            (page.parent / i["src"]).resolve()
            for i in BeautifulSoup(page.read_text(), "html.parser").select("main img[src]")
            if not i["src"].startswith("data:")
        }
        weight = page.stat().st_size + sum(p.stat().st_size for p in pictures)
        if weight > 2_500_000:
            heavy[page.name] = weight
    assert not heavy


def test_the_bibliography_keeps_the_capitals_of_names(site):
    document = BeautifulSoup((site / "book" / "bibliography.html").read_text(), "html.parser")
    entries = [" ".join(e.get_text().split()) for e in document.select(".citation")]
    written = document.find("article").get_text()
    for name in ("Landauer", "Coulomb", "Kubo", "Hall", "Majorana"):
        assert name.lower() not in written.replace(f"{name}", "")
    assert [e.split("]")[0].strip("[") for e in entries] == [str(i + 1) for i in range(len(entries))]
    names = ("Göres", "Halperin", "König", "Kumar")
    first = [next(i for i, e in enumerate(entries) if name in e[:26]) for name in names]
    assert first == sorted(first)


def test_the_map_leads_to_every_chapter(site):
    document = BeautifulSoup((site / "book" / "intro.html").read_text(), "html.parser")
    for place in (".course-map-drawing a", ".course-map-list a"):
        assert sorted(a["href"] for a in document.select(place)) == sorted(f"{name}.html" for name in chapters())
    for link in document.select(".course-map-drawing a"):
        number = chapters().index(link["href"].removesuffix(".html")) + 1
        assert link.text.startswith(f"{number} ")
