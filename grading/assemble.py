"""A submission put back on the released notebook: every task once, in order, with the checks as released, and the
student's work in it.
"""

import copy

import nbformat


def hidden_removed(source):
    """A check without its hidden tests."""
    return _lines(source, hidden=False)


def hidden_only(source):
    r"""The hidden tests of a check; empty if it has none.

    Examples
    --------
    >>> hidden_only("a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc")
    'b'
    """
    return _lines(source, hidden=True)


def _lines(source, hidden):
    kept = []
    inside = False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line:
            inside = True
        elif "END HIDDEN TESTS" in line and inside:
            inside = False
        elif inside == hidden:
            kept.append(line)
    return "\n".join(kept)


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def assemble(released, cells):
    """(notebook, remarks): the released notebook with the answers and the additional cells of a submission.

    Parameters
    ----------
    released : NotebookNode
        What students received.
    cells : list of dict
        From `submissions.read`.

    Returns
    -------
    notebook : NotebookNode
    remarks : list of str
        What was found changed and put right, in words.
    """
    tasks = {grade_id(cell): copy.deepcopy(cell) for cell in released.cells if grade_id(cell)}
    order = list(tasks)
    after = {name: [] for name in (None, *order)}
    seen = []
    remarks = []
    anchor = None
    last = {cell["grade_id"]: i for i, cell in enumerate(cells)}
    for i, cell in enumerate(cells):
        name = cell["grade_id"]
        if name not in tasks:
            after[anchor].append(_additional(cell))
            continue
        if i != last[name]:
            remarks.append(f"{name} was there more than once: the last one counts")
            if not tasks[name].metadata.nbgrader.get("locked"):
                after[anchor].append(_additional(cell))
            continue
        anchor = name
        seen.append(name)
        if not tasks[name].metadata.nbgrader.get("locked"):
            tasks[name].source = cell["source"]
        elif cell["source"].strip() != tasks[name].source.strip():
            remarks.append(f"{name} had been changed: put back")
    remarks += [f"{name} was missing: put back" for name in order if name not in seen]
    if seen != [name for name in order if name in seen]:
        remarks.append("the cells were in another order: put back")
    made = after[None] + [cell for name in order for cell in (tasks[name], *after[name])]
    for number, cell in enumerate(made):
        cell.id = f"cell-{number}"  # a student's ids need not be unique
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return nbformat.v4.new_notebook(cells=made, metadata=copy.deepcopy(released.metadata)), remarks


def _additional(cell):
    new = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    return new[cell["cell_type"]](cell["source"])
