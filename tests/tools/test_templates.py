"""The templates have all that is asked for, and what is taken out of one is named."""

import os
import shutil
import subprocess

import nbformat
import pytest

import small
from conftest import ROOT
from tools import chapters, notebooks, variants

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


# a problem set


def test_the_template_of_a_problem_set_can_be_drawn_and_its_hints_are_reached(tmp_path):
    small.from_template(tmp_path, "new")
    data = variants.data("new", "2026-autumn", tmp_path / "solutions")
    assert data["open"] == 1
    numbers = [variant["given"] for variant in data["variants"]]
    assert numbers[0] == {"N": 4.0, "tau": 0.3}
    assert len({tuple(own.values()) for own in numbers}) == len(numbers)


@pytest.fixture
def repository(tmp_path):
    """A copy of what git would hold, with this environment."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if (ROOT / name).is_file():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    os.utime(ROOT / ".venv" / "ready")
    return tmp_path


@pytest.mark.proof
def test_a_chapter_and_its_set_begun_from_the_templates_pass_all_checks(repository):
    """As CONTRIBUTING.md says it: two files copied, two lines in _toc.yml, one link."""
    small.from_template(repository, "new")
    chapter = nbformat.read(TEMPLATE, 4)
    last = chapter.cells[-1]
    last.source = "**Problem set:** [Title](../exercises/new/new.ipynb).\n\n" + last.source
    nbformat.write(chapter, repository / "book" / "new.ipynb")
    toc = repository / "_toc.yml"
    words = toc.read_text()
    for page, new in (("book/spin", "book/new"), ("exercises/spin/spin", "exercises/new/new")):
        words = words.replace(f"- file: {page}\n", f"- file: {page}\n      - file: {new}\n")
    toc.write_text(words)
    code, said = small.make(repository, "check")
    assert code != 0
    assert "exercises/new/new.ipynb is not made yet; run: make exercises" in said
    for target in ("exercises", "check"):
        code, said = small.make(repository, target)
        assert code == 0, said
    tests = ["-m", "not proof", "-k", "new", "tests/homework"]
    done = subprocess.run(
        [repository / ".venv" / "bin" / "python", "-m", "pytest", "-q", f"--basetemp={repository / 'tmp'}", *tests],
        cwd=repository, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
