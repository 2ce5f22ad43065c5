"""Problem sets: every check fails on the blank exercise, which hides the answers (nbval: solutions)."""

import contextlib
import io
import json
import re
import warnings

import matplotlib.pyplot as plt
import nbformat
import pytest

from conftest import ROOT
from tools import course, exercises, notebooks

SETS = course.sets()
HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS", re.S)


def code_cells(folder, name):
    notebook = nbformat.read(ROOT / folder / name / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            yield cell.metadata.get("nbgrader", {}), cell.source


def run(source, space):
    """Execute a cell quietly and return what it raised, None if nothing."""
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(source, space)
    except Exception as error:
        return error
    finally:
        plt.close("all")
    return None


def grade(folder, name, replaced=None):
    """Result of every graded cell, after running the notebook with the cells in `replaced` exchanged."""
    space, results = {}, {}
    for grader, source in code_cells(folder, name):
        problem = run((replaced or {}).get(grader.get("grade_id"), source), space)
        if grader.get("grade") and not grader.get("solution"):
            results[grader["grade_id"]] = problem
    return results


@pytest.mark.parametrize("name", SETS)
def test_blank_exercise_fails(name):
    results = grade("exercises", name)
    assert results
    assert [task for task, problem in results.items() if problem is None] == []


@pytest.mark.parametrize("name", SETS)
def test_points_add_up_to_ten(name):
    cells = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", as_version=4).cells
    assert sum(c.metadata.get("nbgrader", {}).get("points", 0) for c in cells) == 10


@pytest.mark.parametrize("name", SETS)
def test_exercise_hides_the_answers(name):
    text = (ROOT / "exercises" / name / f"{name}.ipynb").read_text()
    assert "BEGIN SOLUTION" not in text
    assert "HIDDEN TESTS" not in text


@pytest.mark.parametrize("name", SETS)
def test_visible_checks_alone_pass_on_the_solution(name):
    visible = {g["grade_id"]: HIDDEN.sub("", s) for g, s in code_cells("solutions", name) if g.get("grade")}
    assert not any(grade("solutions", name, visible).values())


def test_committed_exercises_are_what_the_solutions_give(tmp_path):
    exercises.generate(tmp_path)
    for name in SETS:
        made, committed = ((p / name / f"{name}.ipynb").read_text() for p in (tmp_path, ROOT / "exercises"))
        assert made == committed


def notebook_file(tmp_path, cell):
    notebook = nbformat.v4.new_notebook(cells=[cell])
    path = tmp_path / "some.ipynb"
    path.write_text(json.dumps(notebook))
    return path


def test_compared_cell_without_output_is_refused(tmp_path):
    cell = nbformat.v4.new_code_cell("print(1)", metadata={"tags": ["nbval-check-output", "keep_output"]})
    assert any("stores no output" in fault for fault in notebooks.faults(notebook_file(tmp_path, cell)))


def test_uncompared_output_is_refused(tmp_path):
    output = nbformat.v4.new_output("stream", text="1\n")
    cell = nbformat.v4.new_code_cell("print(1)", outputs=[output], execution_count=1)
    assert any("not compared" in fault for fault in notebooks.faults(notebook_file(tmp_path, cell)))


def test_long_cell_is_refused(tmp_path):
    cell = nbformat.v4.new_code_cell("\n".join(f"a = {i}" for i in range(20)))
    assert any("20 lines" in fault for fault in notebooks.faults(notebook_file(tmp_path, cell)))


def test_broken_notebook_is_named_in_one_line(tmp_path):
    path = tmp_path / "broken.ipynb"
    path.write_text('{"cells": [')
    (fault,) = notebooks.faults(path)
    assert "broken.ipynb" in fault
    assert "not JSON" in fault
