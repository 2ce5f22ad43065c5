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


def test_an_equation_label_stands_once_in_the_book():
    pages = [prose(path) for path in notebooks.sources() if path.parent.name == "book"]
    labels = [label for text in pages for label in re.findall(r"^\$\$ \(([\w-]+)\)", text, re.M)]
    assert sorted(set(labels)) == sorted(labels)


def test_no_title_spans_panels():
    """On a phone panels are cut apart, and a title across them would be cut through."""
    code = {p.stem: [c.source for c in notebooks.read(p).cells if c.cell_type == "code"] for p in notebooks.sources()}
    assert [name for name, cells in code.items() if any(".suptitle(" in cell for cell in cells)] == []
