"""What a notebook must be before it is committed: readable, without outputs except those that nbval compares."""

import ast
import json
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
LONGEST_CELL = 15


def sources():
    """The notebooks that people write: chapters and solutions."""
    return sorted(
        p
        for folder in ("book", "solutions")
        for p in (ROOT / folder).rglob("*.ipynb")
        if ".ipynb_checkpoints" not in p.parts
    )


def read(path):
    """The notebook at `path`; raises ValueError that says in one line why it cannot be read."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        notebook = json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not a notebook, its text is not JSON ({error})") from None
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise ValueError(f"{path}: not a valid notebook ({str(error).splitlines()[0]})") from None
    return nbformat.reads(text, as_version=4)


def length(source):
    """Lines of code in a cell, without imports, comments and blank lines."""
    imports = (n for n in ast.parse(source).body if isinstance(n, ast.Import | ast.ImportFrom))
    skipped = {i for n in imports for i in range(n.lineno, n.end_lineno + 1)}
    lines = enumerate(source.splitlines(), 1)
    return sum(bool(line.strip()) and not line.strip().startswith("#") and i not in skipped for i, line in lines)


def faults(path):
    """Everything that keeps the notebook at `path` from being committed, one line each."""
    try:
        notebook = read(path)
    except ValueError as error:
        return [str(error)]
    found = []
    for number, cell in enumerate(notebook.cells, 1):
        if cell.cell_type != "code":
            continue
        tags, where = cell.metadata.get("tags", []), f"{path}: cell {number}"
        compared = "nbval-check-output" in tags
        if compared and "keep_output" not in tags:
            found.append(
                f"{where} is compared but not tagged keep_output: stripping would empty it, and nbval passes an empty one"
            )
        if compared and not cell.outputs:
            found.append(
                f"{where} is compared but stores no output: nbval would pass it whatever it prints; run it and save"
            )
        if compared and cell.execution_count is None:
            found.append(f"{where} is compared but has no execution count: nbval would call it unrun; run it and save")
        if cell.outputs and not compared:
            found.append(f"{where} stores an output that is not compared: run nbstripout --keep-count --keep-id {path}")
        lines = length(cell.source)
        graded = cell.metadata.get("nbgrader", {}).get("grade")
        if lines > LONGEST_CELL and "quiz" not in tags and not graded:
            found.append(f"{where} has {lines} lines of code, more than {LONGEST_CELL}: split it, one idea a cell")
    return found
