"""A course changes by `_toc.yml` alone: numbers follow the order, and what is left out leaves no link behind."""

import json
import zipfile

import pytest
from bs4 import BeautifulSoup

import small
from conftest import ROOT
from tools import contents, course

pytestmark = pytest.mark.skipif(not (ROOT / ".venv" / "ready").exists(), reason="in the environment that make sets up")
SETS = ("exercises/waves/waves", "exercises/noise/noise")


def build(folder, *chapters, **others):
    small.contents(folder, *chapters, **others)
    code, said = small.make(folder, "book")
    assert code == 0, said
    return folder / "_build" / "html"


def page(site, name):
    return BeautifulSoup((site / f"{name}.html").read_text(), "html.parser").find("article")


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Two chapters that refer to each other, two problem sets, and a glossary that refers to all."""
    folder = small.copy(tmp_path_factory.mktemp("two"))
    waves = "$$\nG = 1\n$$ (step)", "See {eq}`hiss`, [noise](noise.ipynb), {doc}`noise`."
    cells = small.code("drawn = 6 * 7\nprint(drawn)", "figure"), small.text("."), small.code("assert drawn", "claim")
    small.notebook(folder / "book" / "waves.ipynb", small.text("# Waves", "## Steps", *waves), *cells)
    small.notebook(
        folder / "book" / "noise.ipynb",
        small.text("# Noise", "## Hissing", "$$\nS = 2\n$$ (hiss)", "$$\nF = 3\n$$ (fano)", "See {eq}`step`."),
    )
    for name in ("waves", "noise"):
        for place in ("solutions", "exercises"):
            words = small.text(f"# Problem set: {name}", f"[{name}](../../book/{name}.ipynb)")
            small.notebook(folder / place / name / f"{name}.ipynb", words)
    (folder / "book" / "words.md").write_text(
        "# Words\n\n:::{glossary}\nfano\n  See {doc}`noise` and [the set](../exercises/noise/noise.ipynb).\n:::\n"
    )
    return folder


@pytest.fixture(scope="module")
def whole(two):
    return build(two, "waves", "noise", pages=("book/words",), sets=SETS)


def test_chapters_sections_and_equations_are_numbered_by_the_order(whole):
    assert [h.contents[0].text for h in page(whole, "book/noise").select("h1 .section-number")] == ["2 "]
    assert [e.text for e in page(whole, "book/noise").select(".section-number")] == ["2 ", "2.1 "]
    assert [e.text.strip("#") for e in page(whole, "book/noise").select(".eqno")] == ["(2.1)", "(2.2)"]
    assert page(whole, "book/waves").find("a", href="noise.html#equation-hiss").text == "(2.1)"


def test_code_of_figures_and_claims_is_folded_below_what_it_shows(whole):
    figure, claim = page(whole, "book/waves").select("div.cell")
    shown, fold = figure.find_all(recursive=False)
    assert "42" in shown.text
    assert fold.summary.text == "Code of this figure"
    assert "print(drawn)" in fold.text
    assert claim.details.summary.text == "Check it"


def test_moving_a_chapter_is_moving_a_line_and_leaving_it_out_is_taking_it(two, whole):
    """Built again and again on the same files, as a lecturer does, so that nothing of an earlier order may stay."""
    site = build(two, "noise", "waves", pages=("book/words",), sets=SETS)
    assert [e.text.strip("#") for e in page(site, "book/noise").select(".eqno")] == ["(1.1)", "(1.2)"]
    assert page(site, "book/waves").find("a", href="noise.html#equation-hiss").text == "(1.1)"

    site = build(two, "waves", pages=("book/words",), sets=SETS[:1])
    assert not (site / "book" / "noise.html").exists()
    assert "See (in Noise), noise, Noise." in page(site, "book/waves").text
    assert "See Noise and the set." in page(site, "book/words").text
    assert not BeautifulSoup((site / "book" / "waves.html").read_text(), "html.parser").select('a[href*="noise"]')
    with zipfile.ZipFile(site / "qtlib-course.zip") as archive:
        names = {name.removeprefix("qtlib-course/") for name in archive.namelist() if name.endswith(".ipynb")}
    assert names == {"book/waves.ipynb", "exercises/waves/waves.ipynb", "contents.ipynb"}


def test_a_reference_to_nothing_stays_an_error(two):
    small.notebook(two / "book" / "wrong.ipynb", small.text("# Wrong", "{eq}`nowhere` and {doc}`no_page`"))
    small.contents(two, "waves", "noise", "wrong", pages=("book/words",), sets=SETS)
    code, said = small.make(two, "book")
    assert code != 0
    assert "The first error: book/wrong.ipynb" in said.replace(f"{two}/", "")


def test_a_page_that_is_not_there_is_named(two):
    small.contents(two, "waves", "gone", sets=("exercises/other/other",))
    code, said = small.make(two, "book")
    assert code != 0
    assert "_toc.yml: there is no book/gone.ipynb and no book/gone.md" in said
    assert "Traceback" not in said
    assert course.faults(two) == [
        "_toc.yml: there is no book/gone.ipynb and no book/gone.md",
        "_toc.yml: there is no exercises/other/other.ipynb and no exercises/other/other.md",
        "_toc.yml: problem set other is named as no chapter of the course",
        "_toc.yml: problem set other has no solutions/other/other.ipynb",
    ]


def test_contents_in_jupyterlab_are_in_the_order_of_the_course(two):
    small.contents(two, "noise", "waves", pages=("book/words",), sets=SETS[:1])
    (cell,) = contents.notebook(two).cells
    rows = [line for line in cell.source.splitlines() if "(book/" in line]
    assert rows[0] == "| 1 | [Noise](book/noise.ipynb) |  |  |"
    assert rows[1] == "| 2 | [Waves](book/waves.ipynb) |  | [problem set](exercises/waves/waves.ipynb) |"
    assert contents.notebook(ROOT).cells[0].source.count("book/") >= len(course.chapters())


def test_old_addresses_lead_to_new_ones(site):
    moved = json.loads((ROOT / "site" / "moved.json").read_text())
    assert len(moved) == 13
    for before, now in moved.items():
        old = site / f"{before}.html"
        if now in course.pages():
            document = BeautifulSoup(old.read_text(), "html.parser")
            address = document.find("meta", attrs={"http-equiv": "refresh"})["content"].partition("url=")[2]
            assert (old.parent / address).resolve() == (site / f"{now}.html").resolve()
        else:
            assert not old.exists()
