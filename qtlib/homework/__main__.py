"""A student's own check of a whole notebook: ``python -m qtlib.homework NOTEBOOK``.

The notebook is run from top to bottom in a fresh kernel, as grading will, and each check says what it says there,
without the hidden tests. Nothing is written.
"""

import subprocess
import sys
import warnings
from pathlib import Path

from qtlib.homework.session import progress

__all__ = ["NotChecked", "main", "verdicts"]

_SECONDS = 60  # for a cell, as when it is graded


class NotChecked(ValueError):
    """The file cannot be checked; the message says why."""


def verdicts(path):
    """What the checks of a notebook say.

    Parameters
    ----------
    path : path
        The notebook; it stays as it is.

    Returns
    -------
    list of tuple
        (task, message) of each check in the notebook's order; the message is None if the task passes.
    int
        How many open questions the notebook has, which a person grades.

    Raises
    ------
    NotChecked
        If the file is missing, no notebook, or no problem set, or if its kernel died.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    path = Path(path)
    try:
        notebook = nbformat.read(path, as_version=4)
    except OSError as error:
        raise NotChecked(error.strerror) from None
    except Exception:
        raise NotChecked("it is no notebook, or was cut off") from None
    graded = [cell for cell in notebook.cells if _marks(cell).get("grade")]
    if not graded:
        raise NotChecked("it has no checks; is it a problem set?")
    too_long = {"ename": "Timeout", "evalue": f"it ran longer than {_SECONDS} s", "traceback": []}
    client = NotebookClient(
        notebook, timeout=_SECONDS, interrupt_on_timeout=True, error_on_timeout=too_long, allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    client.log.disabled = True
    found = []
    with client.setup_kernel(stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
        for number, cell in enumerate(notebook.cells):
            try:
                client.execute_cell(cell, number)
            except DeadKernelError:
                raise NotChecked(f"its kernel died at the cell {_marks(cell).get('grade_id', number + 1)}") from None
            if cell in graded and not _marks(cell).get("solution"):
                said = [output.evalue for output in cell.outputs if output.output_type == "error"]
                found.append((_marks(cell)["grade_id"].removesuffix("_check"), said[0] if said else None))
    return found, len(graded) - len(found)


def _marks(cell):
    return cell.metadata.get("nbgrader", {})


def main(words):
    if len(words) != 1:
        return "Say which notebook: python -m qtlib.homework exercises/channels/channels.ipynb"
    warnings.simplefilter("ignore")  # of the packages that run notebooks
    try:
        found, open_questions = verdicts(words[0])
    except ModuleNotFoundError as missing:
        return f"This needs the package {missing.name}: pip install 'qtlib-course[course]'"
    except NotChecked as reason:
        return f"{words[0]} cannot be checked: {reason}"
    for task, message in found:
        print(f"✓ {task}" if message is None else f"✗ {task}: {message}")
    passed = sum(message is None for _, message in found)
    print(progress(passed, len(found), open_questions))
    return int(passed < len(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
