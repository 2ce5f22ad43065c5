"""Each problem set opens, its given cells run, and each empty task says that it is empty."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

SETS = sorted(Path(__file__).parents[2].glob("exercises/*/*.ipynb"))


@pytest.mark.parametrize("path", SETS, ids=lambda p: p.stem)
def test_a_blank_set_stops_at_its_tasks_and_nowhere_else(path):
    notebook = nbformat.read(path, 4)
    NotebookClient(
        notebook, timeout=300, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    ).execute()
    for cell in notebook.cells:
        errors = {o.ename for o in cell.get("outputs", ()) if o.output_type == "error"}
        tasks = cell.metadata.get("nbgrader", {})
        if tasks.get("solution"):
            assert errors <= {"NotImplementedError"}
        else:
            assert errors <= ({"NameError", "NotImplementedError", "Wrong"} if tasks.get("grade") else set())
