"""What a reader takes away or a course sets up: the PDF, the buttons, the workflows."""

import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from pypdf import PdfReader

from conftest import ROOT
from tools import course, pdf


@pytest.fixture(scope="module")
def printed(site, chromium):
    done = subprocess.run([sys.executable, "-m", "tools.pdf"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return PdfReader(pdf.PDF)


def test_pdf_holds_every_page_with_its_equations(printed):
    text = "".join(page.extract_text() for page in printed.pages).replace("’", "'")
    for name in course.pages():
        path = ROOT / f"{name.removesuffix('.md')}.ipynb"
        source = nbformat.read(path, 4).cells[0].source if path.exists() else (ROOT / f"{name}.md").read_text()
        title = re.search(r"^# (.+)$", source, re.M)[1]
        assert title in " ".join(text.split()), name
    assert "Show code cell source" not in text
    assert re.search(r"\(\s*12\s*\)", text)


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
    text = (site / "book" / "channels.html").read_text()
    assert "mybinder" not in text
    assert "colab" not in text


def test_workflows_call_what_the_readme_names():
    called = "".join(path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml"))
    targets = set(re.findall(r"- run: make (\w+)", called))
    assert targets == {"test", "book"}
    assert "tools/packages.sh" in called
    assert Path(ROOT / "tools" / "packages.sh").exists()
