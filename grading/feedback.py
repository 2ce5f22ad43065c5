"""The page that a student gets back: the own work, each check's verdict and hint, no hidden test, and nothing that a
browser would run.
"""

import base64
import html
import re

from grading import markup
from grading.assemble import grade_id, hidden_removed

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
body {{ color: #222; background: #fff }}
pre {{ overflow-x: auto; background: #f6f6f6; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere }}
img, math {{ max-width: 100%; overflow-x: auto }}
table {{ border-collapse: collapse }} td, th {{ padding: .3rem .8rem; text-align: left; border-bottom: 1px solid #ccc }}
.check {{ border-left: 4px solid #444; padding-left: .8rem }}
</style></head><body>
<h1>{title}</h1>
<table><tr><th>task</th><th>points</th><th>to look at</th></tr>{table}</table>
{body}
</body></html>
"""


def content(student, assignment, notebook, scores, comments):
    """What the page shows, as plain data that can be sent to another process: arguments of `page`."""
    cells = []
    tasks = []
    for cell in notebook.cells:
        grader = cell.metadata.get("nbgrader", {})
        name = grade_id(cell)
        shown = {
            "kind": cell.cell_type,
            "source": hidden_removed(cell.source),
            "task": name,
            "check": False,
            "outputs": [],
        }
        if cell.cell_type == "code":
            shown["outputs"] = [dict(output) for output in cell.outputs]
        if grader.get("grade"):
            shown["check"] = not grader.get("solution")
            message = next((o["evalue"] for o in shown["outputs"] if o["output_type"] == "error"), "")
            tasks.append(
                {"task": name, "points": scores.get(name), "most": grader.get("points", 0),
                 "message": message if shown["check"] else "", "comment": comments.get(name) or ""}
            )  # fmt: skip
        cells.append(shown)
    return {"student": student, "assignment": assignment, "tasks": tasks, "cells": cells}


def page(student, assignment, tasks, cells, formatted=True):
    """HTML of the page. Every text in the arguments is taken for a student's.

    Parameters
    ----------
    student, assignment : str
    tasks : list of dict
        With task, points (None where a person grades), most, message and comment.
    cells : list of dict
        With kind, source, task, check and outputs.
    formatted : bool
        Whether Markdown and formulas are formatted, which takes time.
    """
    title = html.escape(f"{assignment}: {student}")
    table = "".join(_row(task) for task in tasks)
    body = "".join(_cell(cell, markup.formatted if formatted else markup.plain) for cell in cells)
    return _PAGE.format(title=title, table=table, body=body)


def _row(task):
    points = "by hand" if task["points"] is None else f"{task['points']:g}"
    words = html.escape(task["message"] or task["comment"])
    name = html.escape(task["task"].removesuffix("_check"))
    return f"<tr><td>{name}</td><td>{points} of {task['most']:g}</td><td>{words}</td></tr>"


def _cell(cell, text):
    if cell["kind"] == "markdown":
        return text(cell["source"])
    shown = f"<pre><code>{html.escape(cell['source'])}</code></pre>"
    kind = ' class="check"' if cell["check"] else ""
    return f"<div{kind}>{shown}{''.join(map(_output, cell['outputs']))}</div>\n"


def _output(output):
    if output["output_type"] == "stream":
        return _text(output["text"])
    if output["output_type"] == "error":
        return _text("\n".join(output["traceback"]))
    data = output["data"]
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            picture = base64.b64encode(base64.b64decode(data[kind])).decode()
            alt = html.escape(data.get("text/plain", "a figure")[:200])
            return f'<img alt="{alt}" src="data:{kind};base64,{picture}">'
    return _text(data.get("text/plain", ""))


def _text(text):
    return f"<pre>{html.escape(_COLOURS.sub('', text))}</pre>"
