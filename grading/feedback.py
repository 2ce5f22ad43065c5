"""The page that a student gets back: the own work, each check's verdict and hint, no hidden test, and nothing that a
browser would run.

It is made in two steps. What takes time and is a student's is formatted with the grading (`pieces`); points, an
instructor's comments and the class come later, and again whenever a person has changed them (`page`).
"""

import base64
import html
import re
from pathlib import Path

from grading import markup
from grading.assemble import grade_id, hidden_removed

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_STYLE = Path(__file__).with_name("feedback.css").read_text()
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>{title}: {student}</title>
<style>
{style}</style></head><body>
<h1>{title}</h1>
<p>{student}: <strong>{total}</strong></p>
<table class="tasks"><thead><tr><th>task</th><th>points</th><th>to look at</th></tr></thead>
<tbody>{table}</tbody></table>
{hard}
<h2>Your work</h2>
{body}
</body></html>
"""


def content(assignment, notebook, released):
    """What the page shows of the work, as plain data that can be sent to another process: arguments of `pieces`."""
    title, headings = _headings(released, assignment)
    cells = []
    tasks = []
    answer = None
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        name = grade_id(cell)
        outputs = [dict(output) for output in cell.outputs] if cell.cell_type == "code" else []
        answer = name if marks.get("solution") else answer
        is_check = bool(marks.get("grade") and not marks.get("solution"))
        if marks.get("grade"):
            error = next((o for o in outputs if o["output_type"] == "error"), {"ename": "", "evalue": ""})
            tasks.append(
                {"task": name, "answer": answer, "title": headings[name], "most": marks.get("points", 0),
                 "message": error["evalue"] if is_check else "", "hint": _authors(error) if is_check else "",
                 "by_hand": not is_check}
            )  # fmt: skip
        if not cell.source.strip().startswith("check.progress("):
            cells.append(
                {"kind": cell.cell_type, "source": hidden_removed(cell.source).removeprefix(f"# {title}\n"),
                 "name": name, "check": is_check, "folded": bool(marks.get("locked") and not is_check),
                 "outputs": outputs}
            )  # fmt: skip
    return {"title": title, "tasks": tasks, "cells": cells}


def _headings(released, assignment):
    """The title of a set, and of each of its graded cells the heading above it; as they were handed out."""
    title = assignment
    above = ""
    found = {}
    for cell in released.cells:
        for heading in re.findall(r"^#+ +(.+)$", cell.source, re.M) if cell.cell_type == "markdown" else ():
            title, above = (heading, above) if title == assignment and not above else (title, heading)
        found[grade_id(cell)] = re.sub(r"\s*\([^()]*point[^()]*\)\s*$", "", above) or str(grade_id(cell))
    return title, found


def _authors(error):
    """The hint in a check's message, if all of it is the author's: of it alone others may hear."""
    told = error["ename"] == "Hint" or (error["ename"] == "Wrong" and error["evalue"].startswith("the result is not "))
    return error["evalue"].partition(": ")[2] if told else ""


def pieces(title, tasks, cells, formatted=True):
    """What `page` puts together, with everything of the student's as HTML. Every text is taken for a student's.

    Parameters
    ----------
    title : str
        Of the problem set.
    tasks : list of dict
        With task, answer, title, most, message, hint and by_hand.
    cells : list of dict
        With kind, source, name, check, folded and outputs.
    formatted : bool
        Whether Markdown and formulas are formatted, which takes time.
    """
    text = markup.formatted if formatted else markup.as_typed
    shown = [{"name": cell["name"], "check": cell["check"], "html": _cell(cell, text)} for cell in cells]
    return {
        "title": _line(title, formatted),
        "tasks": [task | {"title": _line(task["title"], formatted)} for task in tasks],
        "cells": shown,
    }


def _line(text, formatted):
    """A heading, without the paragraph that Markdown makes of it."""
    made = markup.formatted(text).strip() if formatted else html.escape(text)
    return made.removeprefix("<p>").removesuffix("</p>") if made.count("<p>") == 1 else html.escape(text)


def _cell(cell, text):
    if cell["check"]:
        return ""  # its verdict says it
    if cell["kind"] == "markdown":
        return text(cell["source"])
    shown = f"<pre><code>{html.escape(cell['source'])}</code></pre>{''.join(map(_output, cell['outputs']))}"
    return f"<details><summary>Given cell</summary>{shown}</details>\n" if cell["folded"] else f"{shown}\n"


def page(student, title, tasks, cells, *, points, comments, hard=()):
    """HTML of the page.

    Parameters
    ----------
    student : str
    title, tasks, cells
        From `pieces`.
    points : dict
        By task: the points, None where a person has yet to give them.
    comments : dict
        By cell: what a person, or nbgrader, wrote to it.
    hard : list of tuple
        (title of a task, how many have full points, of how many, the hint that came most often or "").
    """
    by_task = {task["task"]: task for task in tasks}
    placed = {cell["name"] for cell in cells}
    body = []
    for cell in cells:
        name = cell["name"]
        task = by_task.get(name)
        own = cell["html"]
        if name in comments and not cell["check"]:
            own += _comment(comments[name])
        if task:
            own += _verdict(task, points.get(name), comments.get(name, "") if cell["check"] else "")
        body.append(f'<section id="{html.escape(str(name))}">{own}</section>\n' if task else own)
    table = "".join(_row(task, points.get(task["task"]), _said(task, comments, placed)) for task in tasks)
    return _PAGE.format(
        title=title, student=html.escape(student), style=_STYLE, total=_total(tasks, points), table=table,
        hard=_hard(hard), body="".join(body),
    )  # fmt: skip


def _total(tasks, points):
    known = [points[task["task"]] for task in tasks if points.get(task["task"]) is not None]
    most = sum(task["most"] for task in tasks)
    waiting = len(tasks) - len(known)
    more = f", {waiting} {'answer' if waiting == 1 else 'answers'} yet to be read" if waiting else ""
    return f"{sum(known):g} of {most:g} points{more}"


def _said(task, comments, placed):
    """The first line of what there is to say of a task: a person's words before a check's."""
    said = next(
        (comments[name] for name in (task["task"], task["answer"]) if name in placed and comments.get(name)), ""
    )
    return (said.strip().splitlines() or [""])[0] if said else task["message"]


def _row(task, points, said):
    mark = _mark(task, points)
    words = html.escape(said if len(said) <= 160 else f"{said[:159]}…") or {"○": "to be read by a person"}.get(mark, "")
    shown = "–" if points is None else f"{points:g}"
    link = f'<a href="#{html.escape(task["task"])}">{task["title"]}</a>'
    return f"<tr><td>{mark} {link}</td><td>{shown} of {task['most']:g}</td><td>{words}</td></tr>"


def _mark(task, points):
    return "○" if points is None else "✓" if points >= task["most"] else "✗" if not points else "◐"


def _verdict(task, points, comment):
    mark = _mark(task, points)
    kind = {"✓": "right", "○": "open"}.get(mark, "wrong")
    shown = "not yet read" if points is None else f"{points:g} of {task['most']:g}"
    message = f"<p>{html.escape(task['message'])}</p>" if task["message"] else ""
    return f'<div class="verdict {kind}"><p><strong>{mark} {shown}</strong></p>{message}{_comment(comment)}</div>'


def _comment(text):
    return f'<blockquote class="comment">{markup.formatted(text)}</blockquote>' if text else ""


def _hard(hard):
    if not hard:
        return ""
    lines = "".join(
        f"<li>{title}: {full} of {of} have full points{f'; most often said: {html.escape(hint)}' if hint else ''}</li>"
        for title, full, of, hint in hard
    )
    return f"<h2>What the class found hard</h2><ul>{lines}</ul>"


def _output(output):
    if output["output_type"] == "stream":
        return _text(output["text"])
    if output["output_type"] == "error":
        return _text("\n".join(output["traceback"]), "error")
    data = output["data"]
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            picture = base64.b64encode(base64.b64decode(data[kind])).decode()
            alt = html.escape(data.get("text/plain", "a figure")[:200])
            return f'<img alt="{alt}" src="data:{kind};base64,{picture}">'
    return _text(data.get("text/plain", ""))


def _text(text, kind="output"):
    return f'<pre class="{kind}">{html.escape(_COLOURS.sub("", text))}</pre>'
