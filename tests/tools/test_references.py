"""The lists of references come from the bibliography; what is cited and not there is refused by name."""

import nbformat
import pytest

from tools import references


def test_a_line_has_authors_title_place_and_link():
    assert references.line("buttiker1986") == (
        "- M. Büttiker, *Four-terminal phase-coherent conductance*, Phys. Rev. Lett. 57, 1761 (1986), "
        "[doi:10.1103/PhysRevLett.57.1761](https://doi.org/10.1103/PhysRevLett.57.1761)."
    )
    assert references.line("vanwees1988").startswith("- B. J. van Wees et al., *Quantized")
    assert "https://doi.org/10.1016/S0370-1573%2899%2900123-4" in references.line("blanter2000")


def test_what_is_linked_and_what_the_list_names_are_found_in_order():
    text = "as in [1](https://doi.org/10.1103/PhysRevLett.57.1761)."
    assert references.keys_of(text, "text") == ["buttiker1986"]
    rows = "\n".join(["- das2003", references.line("sharvin1965"), "- doi:10.1038/35075009"])
    assert references.keys_of(rows, "list") == ["das2003", "sharvin1965", "depicciotto2001"]


@pytest.mark.parametrize("row", ["- nobody2026", "- [doi:10.1/x](https://doi.org/10.1/x)", "- A. Nobody, *Nothing*."])
def test_what_the_bibliography_does_not_have_is_refused(row):
    with pytest.raises(ValueError, match="bib"):
        references.keys_of(row, "chapter, list")


@pytest.mark.parametrize("ending", ["## References", "## References\n", "Text.\n\n## References  \n\n- das2003"])
def test_the_heading_is_found_however_its_cell_ends(tmp_path, ending):
    path = tmp_path / "chapter.ipynb"
    cell = nbformat.v4.new_markdown_cell("As in [1](https://doi.org/10.1103/PhysRevLett.57.1761).\n\n" + ending)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    assert references.HEADING.search(cell.source)
    assert "## References\n\n" + references.line("buttiker1986") in references.listed(path)


def test_lists_are_what_the_bibliography_gives():
    assert len(references.chapters()) >= 13
    assert references.faults() == []


def test_what_a_docstring_cites_is_in_the_bibliography():
    known = "(M. Büttiker, Phys. Rev. Lett. 57,\n    1761 (1986); A. Yu. Kitaev, Phys.-Usp. 44 (suppl.), 131 (2001))"
    assert references.uncited(known, "qtlib/x.py") == []
    assert references.uncited("A. Nobody, Phys. Rev. Lett. 57, 1762 (1986).", "qtlib/x.py") == [
        "qtlib/x.py: 57, 1762 (1986) is not in book/references.bib"
    ]
