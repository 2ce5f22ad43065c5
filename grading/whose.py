"""Whose numbers a submission is graded with: those of who handed it in, in the form that the notebook's own name line
has.
"""

import ast
import re
from dataclasses import replace

from grading.execution import Setting
from qtlib.homework.variants import letters, load, variant

_MOST_LETTERS = 10_000  # of the cell with the name; a longer one is not read, for Python's own reader may not end well


def written_name(cells):
    """The name that a student wrote at the top of the notebook; empty if none can be read."""
    for cell in cells:
        if cell["cell_type"] == "code" and "student" in cell["source"] and len(cell["source"]) < _MOST_LETTERS:
            try:
                tree = ast.parse(cell["source"])
            except (SyntaxError, ValueError, MemoryError, RecursionError):
                continue
            for node in tree.body:
                if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == "student":
                    name = getattr(node.value, "value", None)
                    return name[:200] if isinstance(name, str) else ""
    return ""


def identity(student, cells):
    """The name that gives a submission its numbers: who handed it in, with or without a platform's number at its end.

    Examples
    --------
    >>> identity("José_Ñandú_4711", [{"cell_type": "code", "source": 'student = "Ñandú, José"'}])
    'José_Ñandú'
    """
    forms = [student, re.sub(r"_\d+$", "", student)]
    return next((form for form in forms if letters(form) == letters(written_name(cells))), forms[-1])


def setting(student, cells):
    """What the notebook of a student finds before its first cell, in the kernel and in the examination."""
    who = identity(student, cells)
    # for a notebook without a name, or without the cell for it
    before = f"student = ''\n__import__('os').environ.update(JUPYTERHUB_USER={who!r})"
    return Setting(before, {"student": ""}, {"QTLIB_STUDENT": who})


def remarked(found, results):
    """Results with a remark on each answer that is right for another's numbers, and on names that are not who handed
    in.
    """
    numbers = {}
    for one in found:
        if not one.problem and (number := _variant(one, identity(one.student, one.cells))):
            numbers.setdefault((one.assignment, number), set()).add(one.student)
    made = {}
    for one in found:
        result = results[one.path]
        words = []
        for task, variants in result.others.items():
            names = {name for v in variants for name in numbers.get((one.assignment, v), ())} - {one.student}
            known = "everybody's, on the website" if 0 in variants else "another variant"
            words.append(f"{task}: right for other numbers, those of {' or '.join(sorted(names)) or known}")
        name = "" if one.problem else written_name(one.cells)
        if name and letters(name) != letters(identity(one.student, one.cells)):
            words.append(f"the name in the notebook is {name!r}")
        made[one.path] = replace(result, reasons=[*result.reasons, *words]) if words else result
    return made


def _variant(one, name):
    try:
        return variant(name, one.assignment, load(one.assignment)["term"])
    except ValueError:  # a set without variants
        return 0
