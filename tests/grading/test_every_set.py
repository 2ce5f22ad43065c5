"""The checks of every set work outside the student's process."""

import nbformat
import pytest

from conftest import ROOT
from grading import execution, submissions, whose
from grading.assemble import assemble
from grading.sandbox import Limits
from one_set import cell_of, grade_id
from tools import course


@pytest.mark.usefixtures("barred")
@pytest.mark.parametrize("name", course.sets())
def test_checks_of_every_set_work_outside_the_student_s_process(name):
    released = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", 4)
    solved = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", 4)
    notebook, _ = assemble(released, submissions.read(ROOT / "solutions" / name / f"{name}.ipynb"))
    for cell in notebook.cells:
        if grade_id(cell) and grade_id(cell).endswith("_check"):
            cell.source = cell_of(solved, grade_id(cell)).source
    report = execution.run(notebook, execution.answers_of(solved), Limits(), setting=whose.setting("ana", []))
    assert (report.trouble, report.remarks) == ([], [])
    failed = [c for c in notebook.cells if c.cell_type == "code" and any(o.output_type == "error" for o in c.outputs)]
    assert [(grade_id(c), c.outputs[-1].evalue) for c in failed] == []
