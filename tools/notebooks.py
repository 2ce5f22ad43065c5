"""What a notebook must be before it is committed: readable, figures' code folded, only outputs that nbval compares."""

import ast
import json
import re
from pathlib import Path

import nbformat

ROOT = Path(__file__).parent.parent
LONGEST_CELL = 15
LONGEST_FIGURE = 40
WIDTH = 76  # what a page shows without scrolling
FOLDED = {"figure", "claim"}  # site/folds.py puts the code of these below what they show
_FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.S)
_NUMBERED = re.compile(r"\b(?:chapters?|sets?) \d+", re.I)  # numbers come from _toc.yml alone
_ASKED = re.compile(r"\*\*(Find|Predict)\b|^#+ Predict\b", re.M)


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


def tags(cell):
    """The tags of a cell, as a set."""
    return set(cell.metadata.get("tags", []))


def hidden(cell):
    """Whether JupyterLab shows a bar in place of the code of this cell; a quiz does not count, it is read as text."""
    shown = not cell.metadata.get("jupyter", {}).get("source_hidden") and "hide-input" not in tags(cell)
    return not shown and "quiz" not in tags(cell)


def only_plots(source):
    """Whether a cell draws and does nothing that a reader would read: no claim, no physics, nothing printed."""
    tree = ast.parse(source)
    called = {ast.unparse(n.func) for n in ast.walk(tree) if isinstance(n, ast.Call)}
    draws = any(name == "explore" or name.startswith("plt.") for name in called)
    defines = any(isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name != "draw" for n in tree.body)
    return (
        draws and not defines and "print" not in called and not any(isinstance(n, ast.Assert) for n in ast.walk(tree))
    )


def faults(path):
    """Everything that keeps the notebook at `path` from being committed, one line each."""
    try:
        notebook = read(path)
    except ValueError as error:
        return [str(error)]
    code = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    found = [f"{path}: cell {n} {fault}" for n, cell in code for fault in (*output_faults(cell), *size_faults(cell))]
    texts = [(n, cell) for n, cell in enumerate(notebook.cells, 1) if cell.cell_type == "markdown"]
    found += [f"{path}: cell {n} {fault}" for n, cell in texts for fault in formula_faults(cell.source)]
    rules = [number_faults] if "solutions" in Path(path).parts else [number_faults, reading_faults]
    found += [f"{path}: cell {n} {fault}" for rule in rules for n, fault in rule(notebook.cells)]
    return found


def formula_faults(text):
    """Letters in formulas that JupyterLab's renderer does not know."""
    for formula in _FORMULA.findall(text):
        if strange := sorted({letter for letter in formula if not letter.isascii()}):
            yield f"has {' '.join(strange)} in the formula {formula.strip()[:40]}…: write it in TeX, such as \\mu"


def output_faults(cell):
    compared = "nbval-check-output" in tags(cell)
    if compared and "keep_output" not in tags(cell):
        yield "is compared but not tagged keep_output: stripping would empty it, and nbval passes an empty one"
    if compared and not cell.outputs:
        yield "is compared but stores no output: nbval would pass it whatever it prints; run it and save"
    if compared and cell.execution_count is None:
        yield "is compared but has no execution count: nbval would call it unrun; run it and save"
    if cell.outputs and not compared:
        yield "stores an output that is not compared: run .venv/bin/nbstripout --keep-count --keep-id on the file"


def size_faults(cell):
    for line in cell.source.splitlines():
        if len(line) > WIDTH:
            yield f"has a line of {len(line)} characters, more than {WIDTH}: {line.strip()[:40]}…"
    lines = length(cell.source)
    most = LONGEST_FIGURE if "figure" in tags(cell) else LONGEST_CELL
    graded = cell.metadata.get("nbgrader", {}).get("grade")
    if lines > most and "quiz" not in tags(cell) and not graded:
        yield f"has {lines} lines of code, more than {most}: split it, one idea a cell"
    if FOLDED & tags(cell) and not cell.metadata.get("jupyter", {}).get("source_hidden"):
        yield 'is tagged figure or claim but open in JupyterLab: its metadata need "jupyter": {"source_hidden": true}'


def number_faults(cells):
    """Numbers of chapters and sets that are written by hand."""
    for number, cell in enumerate(cells, 1):
        if by_hand := _NUMBERED.search(cell.source):
            yield number, f"says {by_hand[0]!r}: name the page and link it, [Shot noise](shot_noise.ipynb)"


def reading_faults(cells):
    """What keeps a page from being read: bars upon bars, plotting code in sight, a question that no cell answers."""
    asked = None
    before = None
    for number, cell in enumerate(cells, 1):
        if cell.cell_type == "markdown" and _ASKED.search(cell.source):
            if asked:
                yield asked, "asks (Find or Predict) and no cell tagged claim answers before the next question"
            asked = number
        if cell.cell_type == "code":
            if before is not None and hidden(before) and hidden(cell):
                yield number, "is hidden right after a hidden cell: join them, or say between them what is seen"
            if not hidden(cell) and "quiz" not in tags(cell) and only_plots(cell.source):
                yield number, 'only plots: tag it figure and hide it ("jupyter": {"source_hidden": true})'
            if "claim" in tags(cell):
                asked = None
        before = cell if cell.cell_type == "code" else None
    if asked:
        yield asked, "asks (Find or Predict) and no cell tagged claim answers it"
