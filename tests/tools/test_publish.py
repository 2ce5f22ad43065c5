"""What a reader takes away or a course sets up: the PDF, the buttons, the workflows."""

import importlib.metadata
import re
import subprocess
import sys

import nbformat
import pytest
import yaml
from pypdf import PdfReader

import qtlib
from conftest import ROOT
from qtlib.version import __version__
from tools import course, pdf, release


@pytest.fixture(scope="module")
def printed(site, chromium):
    done = subprocess.run([sys.executable, "-m", "tools.pdf"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return PdfReader(pdf.PDF)


@pytest.mark.proof
def test_pdf_holds_every_page_with_its_equations(printed):
    text = "".join(page.extract_text() for page in printed.pages).replace("’", "'")
    for name in course.pages():
        path = ROOT / f"{name.removesuffix('.md')}.ipynb"
        source = nbformat.read(path, 4).cells[0].source if path.exists() else (ROOT / f"{name}.md").read_text()
        title = re.search(r"^# (.+)$", source, re.M)[1]
        assert title in " ".join(text.split()), name
    assert "Show code cell source" not in text
    assert re.search(r"\(\s*1\.2\s*\)", text)


@pytest.mark.proof
def test_pdf_has_a_title_page_and_contents_whose_page_numbers_are_right(printed):
    front, contents = (" ".join(printed.pages[n].extract_text().split()) for n in (0, 1))
    assert "Quantum transport, taught twice" in front
    assert __version__ in front
    for number, name in enumerate(course.chapters(), 1):
        title = course.title(f"book/{name}").replace("'", "’")
        place = int(re.search(rf"\b{number} {re.escape(title)} ?(\d+)", contents)[1])
        first = " ".join(printed.pages[place - 1].extract_text().split())
        assert first.startswith(f"{number} {title}"), (title, place)


@pytest.mark.proof
def test_pdf_has_figures_an_outline_and_links_that_stay_inside(printed):
    assert len(printed.outline) > 10
    inside = outside = 0
    for page in printed.pages:
        for note in page.get("/Annots", []):
            action = note.get_object().get("/A", {})
            inside += "/Dest" in note.get_object() or action.get("/S") == "/GoTo"
            outside += "/URI" in action
            assert "127.0.0.1" not in str(action.get("/URI", ""))
    assert inside > 100
    assert outside > 50
    pictures = sum(len(page.images) > 0 or b" Do" in page.get_contents().get_data() for page in printed.pages)
    assert pictures > 20


def test_no_buttons_without_an_address(site):
    assert yaml.safe_load((ROOT / "_config.yml").read_text())["repository"]["url"] == ""
    text = (site / "book" / f"{course.chapters()[0]}.html").read_text()
    assert "mybinder" not in text
    assert "colab" not in text


def test_workflows_call_targets_that_exist():
    called = "".join(path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    targets = set(re.findall(r"run: make (\w+)", called))
    assert {"test", "book", "proof", "linkcheck", "edition", "release"} <= targets
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert [name for name in targets if f"make {name} " not in listed] == []
    files = set(re.findall(r"\b(?:python|sh) (tools/[\w.]+)", called))
    assert {"tools/packages.sh", "tools/try_library.py", "tools/try_notebooks.py"} <= files
    assert [name for name in files if not (ROOT / name).exists()] == []


def test_the_site_and_the_edition_are_published_only_after_the_tests():
    for name in ("pages", "edition", "release"):
        flow = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text())
        first, *_ = flow["jobs"].values()
        assert set(flow[True]) == {"workflow_run", "workflow_dispatch"}  # yaml reads the word on as true
        assert flow[True]["workflow_run"]["workflows"] == ["Tests"]
        assert "workflow_run.conclusion == 'success'" in first["if"]


def test_students_systems_and_pythons_are_tested():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text())["jobs"]
    assert jobs["bare"]["strategy"]["matrix"] == {
        "os": ["ubuntu-latest", "macos-latest", "windows-latest"],
        "python": ["3.11", "3.12", "3.13", "3.14"],
    }
    assert {"windows-latest", "macos-latest"} < set(jobs["student"]["strategy"]["matrix"]["os"])


def test_a_release_is_named_alike_everywhere():
    date, text = release.notes()
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert (citation["version"], str(citation["date-released"])) == (__version__, date)
    assert len(text) > 100
    assert qtlib.__version__ == __version__ == importlib.metadata.version("qtlib-course")


def test_the_paper_cites_what_its_bibliography_has():
    paper = (ROOT / "paper" / "paper.md").read_text()
    known = set()
    for path in ("paper/paper.bib", "book/references.bib"):
        known.update(re.findall(r"^@\w+\{(\w+),", (ROOT / path).read_text(), re.M))
    cited = set(re.findall(r"@([A-Za-z]+\d{4})", paper))
    assert len(cited) > 8
    assert cited <= known
