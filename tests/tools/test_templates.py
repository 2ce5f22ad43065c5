"""The templates have all that is asked for, and what is taken out of one is named."""

import shutil

import nbformat
import pytest

import small
from conftest import ROOT
from tools import chapters, notebooks

TEMPLATE = ROOT / "templates" / "chapter.ipynb"


@pytest.fixture
def course(tmp_path):
    (tmp_path / "book").mkdir()
    shutil.copy2(TEMPLATE, tmp_path / "book" / "new.ipynb")
    small.contents(tmp_path, "new")
    return tmp_path


def test_the_template_of_a_chapter_lacks_nothing(course):
    assert chapters.faults(course) == []
    assert notebooks.faults(course / "book" / "new.ipynb") == []


def test_the_template_of_a_chapter_runs():
    space = {}
    for cell in nbformat.read(TEMPLATE, 4).cells:
        if cell.cell_type == "code":
            exec(cell.source, space)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("## Where it fails", "no section 'Where it fails'"),
        (":::{dropdown} Answer", "no folded answer"),
        ("The usual misconception", "The usual misconception"),
        ("**Which question does it answer?**", "no question in bold"),
        (" (template-fano)\n", "a displayed equation without a label"),
        ("explore(\n", "no figure to move"),
        ("quiz(\n", "0 quick questions"),
    ],
)
def test_what_is_missing_is_named(course, words, said):
    path = course / "book" / "new.ipynb"
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        cell.source = (cell.source + "\n").replace(words, "\n").replace("**Find:**", "Find:")
    nbformat.write(notebook, path)
    assert any(said in fault for fault in chapters.faults(course)), chapters.faults(course)


def test_a_problem_set_needs_its_link_and_a_link_its_page(course):
    small.contents(course, "new", sets=("exercises/new/new",))
    assert "book/new.ipynb has no link to its problem set, [..](../exercises/new/new.ipynb)" in chapters.faults(course)
    path = course / "book" / "new.ipynb"
    path.write_text(path.read_text().replace("The cell that computes it", "[So](nowhere.ipynb)"))
    assert "book/new.ipynb has a link to nowhere.ipynb, which does not exist" in chapters.faults(course)


def test_a_label_is_used_by_one_chapter(course):
    shutil.copy2(TEMPLATE, course / "book" / "other.ipynb")
    small.contents(course, "new", "other")
    (fault,) = chapters.faults(course)
    assert fault == "book/other has an equation 'template-fano', and so has book/new: rename one"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{eq}`template-fano`", "{eq}`elsewhere`", "an equation of another page, {eq}`elsewhere`"),
        ("template-fano", "the-first-idea", "the label the-first-idea of an equation on a heading too"),
    ],
)
def test_labels_work_in_jupyterlab_too(course, old, new, said):
    path = course / "book" / "new.ipynb"
    path.write_text(path.read_text().replace(old, new))
    (fault,) = chapters.faults(course)
    assert said in fault
