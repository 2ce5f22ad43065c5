"""A whole notebook checked in a terminal: what matters is said, in the words of grading, and nothing else."""

import copy
import shutil
import subprocess
import sys

import nbformat
import pytest

from conftest import ROOT
from grading import execution, whose
from grading.assemble import assemble
from grading.sandbox import Limits
from grading.submissions import read
from one_set import NAME, cell_of, grade_id
from qtlib.homework import __main__ as whole

_DIVIDED = "unsupported operand type(s) for /: 'list' and 'int'"
MISTAKES = {
    "charge": "charge_over_e = given.S / (e * given.I)",  # a listed mistake
    "s_total": "def S_total(T_n, V, T):\n    return T_n / 0 * {}",  # code that raises
    "crossover": "raise NotImplementedError('this task is still empty')",
}


@pytest.fixture
def spoiled(notebook, tmp_path):
    """A notebook with a student's name, three mistakes, and a cell that writes to the terminal's error stream."""
    for name, source in MISTAKES.items():
        cell_of(notebook, name).source = source
    next(c for c in notebook.cells if c.source.startswith("student =")).source = 'student = "Ana"'
    notebook.cells.insert(1, nbformat.v4.new_code_cell("import os\nos.write(2, b'a kernel warns')"))
    path = tmp_path / "mine.ipynb"
    nbformat.write(notebook, path)
    return path


def command(*words):
    done = subprocess.run(
        [sys.executable, "-m", "qtlib.homework", *map(str, words)], cwd=ROOT, capture_output=True, text=True
    )
    return done.returncode, done.stdout, done.stderr


def test_it_says_what_matters_and_nothing_else(spoiled):
    before = spoiled.read_bytes()
    code, said, warned = command(spoiled)
    assert (code, warned) == (1, "")
    assert said.splitlines() == [
        "✗ charge: charge_over_e: one-sided shot noise is 2qI",
        f"✗ s_total: two channels at rest: your code raised TypeError: {_DIVIDED}",
        "✗ crossover: eV_over_kT is not defined yet: the cell with your answer did not run, or not to its end",
        "✓ density",
        "✓ counting",
        "2 of 5 tasks pass; one open question",
    ]
    assert spoiled.read_bytes() == before
    made = subprocess.run(["make", "-s", "validate", f"NOTEBOOK={spoiled}"], cwd=ROOT, capture_output=True, text=True)
    assert (made.returncode, made.stdout, made.stderr) == (0, said, "")


@pytest.mark.usefixtures("barred")
def test_grading_says_the_same_words(spoiled, handed_out, solved):
    said, open_questions = whole.verdicts(spoiled)
    assembled, _ = assemble(handed_out, read(spoiled))
    names = execution.answers_of(nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", 4))
    execution.run(assembled, names, Limits(), setting=whose.setting("Ana", read(spoiled)))
    graded = {}
    for cell in assembled.cells:
        if (grade_id(cell) or "").endswith("_check"):
            graded[grade_id(cell).removesuffix("_check")] = next(
                (o.evalue for o in cell.outputs if o.output_type == "error"), None
            )
    assert dict(said) == graded
    assert open_questions == 1


def test_what_cannot_be_checked_says_why(tmp_path, handed_out):
    assert command()[2].startswith("Say which notebook: python -m qtlib.homework ")
    cut = tmp_path / "cut.ipynb"
    cut.write_text('{"cells": [')
    assert command(cut)[2] == f"{cut} cannot be checked: it is no notebook, or was cut off\n"
    assert "No such file" in command(tmp_path / "none.ipynb")[2]
    assert "is it a problem set?" in command(ROOT / "book" / "channels.ipynb")[2]
    dies = copy.deepcopy(handed_out)
    cell_of(dies, "charge").source = "import os\nos._exit(3)"
    nbformat.write(dies, tmp_path / "dies.ipynb")
    assert "its kernel died at the cell charge" in command(tmp_path / "dies.ipynb")[2]


def test_nothing_of_grading_is_needed(tmp_path, spoiled):
    """In the library alone, as the zip and the edition have it."""
    shutil.copytree(ROOT / "qtlib", tmp_path / "qtlib")
    barred = "import sys\nfor name in ('grading', 'nbgrader', 'tools'):\n    sys.modules[name] = None\n"
    code = f"{barred}from qtlib.homework import __main__ as m\nprint(m.__file__)\nsys.exit(m.main([{str(spoiled)!r}]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.startswith(str(tmp_path))
    assert done.stdout.endswith("2 of 5 tasks pass; one open question\n"), done.stderr
