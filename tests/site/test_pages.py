"""What holds for every page of the book, without building it: references known, equations labelled."""

import re
from urllib.parse import unquote

import pytest

from conftest import ROOT
from tools import notebooks

CHAPTERS = [p for p in notebooks.sources() if p.parent.name == "book" and p.stem not in ("intro", "conventions")]
BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text()


def prose(path):
    return "\n".join(c.source for c in notebooks.read(path).cells if c.cell_type == "markdown")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_every_doi_is_in_the_bibliography(path):
    dois = {unquote(d.rstrip(".")) for d in re.findall(r"doi\.org/([^)\s]+)", prose(path))}
    assert dois
    assert [d for d in sorted(dois) if f"doi={{{d}}}" not in BIBLIOGRAPHY] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_a_chapter_has_its_parts(path):
    text = prose(path)
    for part in (
        "## Where it fails",
        "## Take away",
        "misconception",
        "## References",
        "{dropdown}",
        "**Problem set:**",
    ):
        assert part in text, f"no {part}"
    code = "\n".join(c.source for c in notebooks.read(path).cells if c.cell_type == "code")
    assert "explore(" in code
    assert 2 <= len(re.findall(r"\bquiz\(", code)) <= 4


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda p: p.stem)
def test_displayed_equations_are_labelled(path):
    displays = re.findall(r"^\$\$\n(.*?)^\$\$([^\n]*)$", prose(path), re.S | re.M)
    assert all(re.fullmatch(r" \([\w-]+\)", label) for _, label in displays)
