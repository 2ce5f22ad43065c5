"""Whose numbers a submission is graded with: those of who handed it in, in the form that the notebook's own name line has."""

import ast
import re

from qtlib.homework.variants import plain


def typed(cells):
    """The name that a student wrote at the top of the notebook; empty if none can be read."""
    for cell in cells:
        if cell["cell_type"] == "code" and "student" in cell["source"]:
            try:
                tree = ast.parse(cell["source"])
            except (SyntaxError, ValueError, MemoryError, RecursionError):
                continue
            for node in tree.body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "student":
                    return str(node.value.value)[:200] if isinstance(node.value, ast.Constant) else ""
    return ""


def identity(student, cells):
    """The name that gives a submission its numbers: who handed it in, with or without a platform's number at its end.

    Examples
    --------
    >>> identity("José_Ñandú_4711", [{"cell_type": "code", "source": 'student = "Ñandú, José"'}])
    'José_Ñandú'
    """
    forms = [student, re.sub(r"_\d+$", "", student)]
    return next((form for form in forms if plain(form) == plain(typed(cells))), forms[-1])
