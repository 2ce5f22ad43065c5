"""A submission as it may be shown in an instructor's browser by a program that is not ours: nbgrader's formgrader
trusts what it shows.
"""

import re

from grading import markup


def texts(notebook, released, form=None):
    """Exchange every text of the student's, in place, for HTML without code; texts of the instructor's stay as they
    are.

    Outputs are clean already: `outputs.clean` lets only text and pictures through.

    Parameters
    ----------
    notebook, released : NotebookNode
    form : callable, optional
        `formed`, or what calls it where the time that it takes is limited.
    """
    ours = {cell.source for cell in released.cells}
    theirs = [cell for cell in notebook.cells if cell.cell_type != "code" and cell.source not in ours]
    made = (form or formed)([(cell.cell_type, cell.source) for cell in theirs])
    for cell, html in zip(theirs, made, strict=True):
        cell.source = as_block(html)
        cell.cell_type = "markdown"


def formed(texts):
    """HTML of each (kind of cell, text)."""
    return [markup.as_typed(text) if kind == "raw" else markup.formatted(text) for kind, text in texts]


def typed(texts):
    """The same without any formatting."""
    return [markup.as_typed(text) for _, text in texts]


def as_block(html):
    """HTML as one block of Markdown in which nothing is read as Markdown or as a formula.

    Examples
    --------
    >>> as_block("<p>$a$</p>")
    '<div><p>&#36;a&#36;</p></div>'
    """
    html = re.sub(r"[$\\`*_\[\]]", lambda match: f"&#{ord(match[0])};", html.rstrip("\n"))
    return f"<div>{html}</div>".replace("\n", "&#10;")
