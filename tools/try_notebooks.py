"""Run notebooks as students do, from top to bottom: ``python tools/try_notebooks.py [FOLDER [NAME …]]``.

Chapters and solved sets must run without an error. A blank set must stop at its tasks and nowhere else.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

_BLANK = ("NotImplementedError", "NameError", "Wrong")  # a task that is still empty, and the check below it


def faults(path):
    """What went wrong in the notebook at `path`, a line each; its folder is where it runs."""
    notebook = nbformat.read(path, 4)
    client = NotebookClient(
        notebook, timeout=600, allow_errors=True, resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    blank = any("your code here" in cell.source for cell in notebook.cells)
    errors = [
        (number, cell.metadata.get("nbgrader", {}), output.ename, output.evalue)
        for number, cell in enumerate(notebook.cells, 1)
        for output in cell.get("outputs", ())
        if output.output_type == "error"
    ]
    found = [
        f"{path}: cell {n}: {name}: {text}"
        for n, marks, name, text in errors
        if not (blank and name in _BLANK and (marks.get("solution") or marks.get("grade")))
    ]
    if blank and not errors:
        found.append(f"{path}: a blank set ran without a word")
    return found


def main(folder=".", *names):
    root = Path(folder).resolve()
    paths = sorted(p for part in ("book", "exercises", "solutions") for p in root.glob(f"{part}/**/*.ipynb"))
    paths = [p for p in paths if ".ipynb_checkpoints" not in p.parts and (not names or p.stem in names)]
    broken = []
    for path in paths:
        print(path.relative_to(root), flush=True)
        broken += faults(path)
    print("\n".join(broken) or f"{len(paths)} notebooks run")
    return int(bool(broken) or not paths)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
