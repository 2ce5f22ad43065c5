"""A student's own check: run a notebook from top to bottom, as grading will, and say what each visible check says.

``python -m grading.validate NOTEBOOK``. It is your own code, so it runs without a sandbox.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from tqdm import tqdm

from grading import submissions


def verdicts(path):
    """(task, message of its check or None if it passed) for each check of a notebook, run from nothing."""
    path = Path(path)
    submissions.read(path)  # says in words what is wrong with a file that is no notebook
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )
    found = []
    with client.setup_kernel():
        for number, cell in enumerate(tqdm(notebook.cells, unit="cell", leave=False)):
            if cell.cell_type != "code":
                continue
            client.execute_cell(cell, number)
            grader = cell.metadata.get("nbgrader", {})
            if grader.get("grade") and not grader.get("solution"):
                errors = [output.evalue for output in cell.outputs if output.output_type == "error"]
                found.append((grader["grade_id"].removesuffix("_check"), errors[0] if errors else None))
    return found


def main(words):
    if len(words) != 1:
        sys.exit("Say which notebook: make validate NOTEBOOK=exercises/channels/channels.ipynb")
    try:
        found = verdicts(words[0])
    except (OSError, submissions.NotGradable) as error:
        sys.exit(f"{words[0]} cannot be checked: {error}")
    if not found:
        sys.exit(f"{words[0]} has no checks: is it a problem set?")
    for task, message in found:
        print(f"✓ {task}" if message is None else f"✗ {task}: {message}")
    passed = sum(message is None for _, message in found)
    print(
        f"{passed} of {len(found)} visible checks pass. "
        "Hidden ones compare numbers at other parameters when it is graded."
    )
    sys.exit(passed < len(found))


if __name__ == "__main__":
    main(sys.argv[1:])
