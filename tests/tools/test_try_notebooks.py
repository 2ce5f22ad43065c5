"""A blank set may stop at its tasks, and nowhere else."""

import small
from tools import try_notebooks


def test_an_error_outside_of_a_task_is_a_fault(tmp_path):
    task, check = small.code("# your code here\nraise NotImplementedError"), small.code("answer")
    task.metadata["nbgrader"], check.metadata["nbgrader"] = {"solution": True}, {"grade": True}
    small.notebook(tmp_path / "set.ipynb", small.code("missing"), task, check)
    (fault,) = try_notebooks.faults(tmp_path / "set.ipynb")
    assert fault.endswith("cell 1: NameError: name 'missing' is not defined")
