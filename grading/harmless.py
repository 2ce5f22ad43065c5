"""A submission as it may be shown in an instructor's browser by a program that is not ours: nbgrader's formgrader
trusts what it shows.
"""

import re

from grading import markup


def texts(notebook, released):
    """Exchange every text of the student's, in place, for HTML without code; texts of the instructor's stay as they
    are.

    Outputs are clean already: `outputs.clean` lets only text and pictures through.
    """
    ours = {cell.source for cell in released.cells}
    for cell in notebook.cells:
        if cell.cell_type != "code" and cell.source not in ours:
            made = markup.plain(cell.source) if cell.cell_type == "raw" else markup.formatted(cell.source)
            cell.source = as_block(made)
            cell.cell_type = "markdown"


def as_block(html):
    """HTML as one block of Markdown in which nothing is read as Markdown or as a formula.

    Examples
    --------
    >>> as_block("<p>$a$</p>")
    '<div><p>&#36;a&#36;</p></div>'
    """
    html = re.sub(r"[$\\`*_\[\]]", lambda match: f"&#{ord(match[0])};", html.rstrip("\n"))
    return f"<div>{html}</div>".replace("\n", "&#10;")
