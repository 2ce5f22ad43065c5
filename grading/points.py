"""Points from what the checks of a notebook put out, by nbgrader's rules: what `nbgrader autograde` would note."""

from nbgrader import utils
from nbgrader.preprocessors import LimitOutput


def given(notebook):
    """(points by task, None where a person must give them; comments by cell) of a notebook that was run.

    The notebook is changed as nbgrader's is: long outputs are cut, and cells have the checksums of what was handed out.

    Parameters
    ----------
    notebook : NotebookNode
        With the instructor's locked cells, hidden tests included; other cells have the checksum that they were handed
        out with.

    Examples
    --------
    >>> import nbformat
    >>> mine = {"grade": True, "solution": True, "locked": False, "grade_id": "why", "points": 2, "schema_version": 3}
    >>> cell = nbformat.v4.new_markdown_cell("*Your answer here.*", metadata={"nbgrader": mine})
    >>> cell.metadata.nbgrader.checksum = utils.compute_checksum(cell)
    >>> given(nbformat.v4.new_notebook(cells=[cell]))
    ({'why': 0.0}, {'why': 'No response.'})
    """
    limit = LimitOutput()
    scores = {}
    comments = {}
    for place, cell in enumerate(notebook.cells):
        limit.preprocess_cell(cell, {}, place)
        marks = cell.metadata.get("nbgrader", {})
        if utils.is_locked(cell):
            marks["checksum"] = utils.compute_checksum(cell)
        if utils.is_grade(cell):
            score = utils.determine_grade(cell)[0]
            scores[marks["grade_id"]] = None if score is None else float(score)
        if utils.is_solution(cell) and marks.get("checksum") == utils.compute_checksum(cell):
            comments[marks["grade_id"]] = "No response."
    return scores, comments
