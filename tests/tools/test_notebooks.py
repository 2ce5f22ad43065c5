"""What a chapter's cells must be so that its page can be read: each rule refuses a notebook that breaks it."""

import nbformat
import pytest

from tools import notebooks

text = nbformat.v4.new_markdown_cell


def code(source, *tags, hidden=None):
    hidden = bool(tags) if hidden is None else hidden
    return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags), "jupyter": {"source_hidden": hidden}})


def faults(tmp_path, *cells):
    path = tmp_path / "chapter.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return [fault.partition(": ")[2] for fault in notebooks.faults(path)]


def claim():
    return code("assert 1 + 1 == 2", "claim")


GOOD = [
    text("**Predict:** how much?"),
    claim(),
    text("Look."),
    code("\n".join(["import matplotlib.pyplot as plt", *["plt.plot()"] * 40]), "figure"),
    text("**Find:** the largest."),
    claim(),
    code("def current(V):\n    return V\n\n\nplt.plot(current(1))"),
    code("quiz()", "quiz"),
]


def test_a_chapter_laid_out_for_reading_passes(tmp_path):
    assert faults(tmp_path, *GOOD) == []


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (text(r"It is $77\ \text{µS}$."), "has µ in the formula"),
        (code("\n".join(["plt.plot()"] * 41), "figure"), "41 lines of code, more than 40"),
        (code("\n".join(["assert 1"] * 16), "claim"), "16 lines of code, more than 15"),
        (code("x = 1  # " + "x" * 68), "a line of 77 characters, more than 76"),
        (code(f'quiz("{"why " * 20}")', "quiz"), "a line of 88 characters"),
        (code("x = 1", "figure", hidden=False), "open in JupyterLab"),
        (code("assert 1", "claim", hidden=False), "open in JupyterLab"),
        (code("x = 1\nplt.plot(x)"), "only plots"),
        (code("def draw(a):\n    return fig\n\n\nexplore(draw)"), "only plots"),
        (text("See chapter 7."), "says 'chapter 7'"),
        (code('quiz("a", why="As in Chapter 12.")', "quiz"), "says 'Chapter 12'"),
        (text("**Find:** nothing."), "no cell tagged claim"),
        (text("### Predict, then move"), "no cell tagged claim"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path, cell, said):
    (fault,) = faults(tmp_path, *GOOD, text("On."), cell)
    assert fault.startswith("cell 10 ")
    assert said in fault


def test_two_hidden_cells_in_a_row_are_refused(tmp_path):
    (fault,) = faults(tmp_path, claim(), code("plt.plot()", "figure"))
    assert "cell 2 is hidden right after" in fault


def test_each_question_has_its_own_claim(tmp_path):
    (fault,) = faults(tmp_path, text("**Predict:** how much?"), text("**Find:** where."), claim())
    assert fault.startswith("cell 1 asks")
