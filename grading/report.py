"""The instructor's summary of a graded class, as one page without anything from outside."""

import html
import shlex
from collections import Counter
from io import StringIO

import matplotlib.pyplot as plt
import nbformat

from grading.autograde import GRADED, NOT_GRADABLE, PARTLY
from qtlib.widgets import style

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Grades</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
body {{ color: #222; background: #fff }}
table {{ border-collapse: collapse; display: block; overflow-x: auto }}
td, th {{ padding: .3rem .8rem; text-align: left; border-bottom: 1px solid #ccc }}
svg {{ max-width: 100%; height: auto }}
</style></head><body>
<h1>Grades</h1>
<p>{counts}. Every file is listed in <a href="grades.csv">grades.csv</a>; scores are in <code>gradebook.db</code>, which
nbgrader shows with each notebook and where it takes the points for the open questions: <code>cd</code> to this
folder, start JupyterLab there (<code>jupyter lab</code> of the course's environment), and choose <em>Nbgrader →
Formgrader</em>; <code>make feedback OUT={folder}</code> then brings points and comments here.</p>
{sets} <h2>To look at</h2> {attention} <h2>What kept students' code in its place</h2>
<p>{limited}</p> </body></html>
"""


def page(out, sets, results, rows, book):
    """HTML of the summary: how many came through, points and difficulty of each set, and what needs a person's eyes."""
    counts = Counter(result.status for result in results.values())
    shown = ", ".join(f"{counts[status]} {status}" for status in (GRADED, PARTLY, NOT_GRADABLE))
    sets = "".join(_set(name, out / "release" / name / f"{name}.ipynb", results, book) for name in sets)
    limited = sorted({result.limited_by for result in results.values() if result.limited_by}) or ["nothing was run"]
    return _PAGE.format(
        folder=html.escape(shlex.quote(str(out))),
        counts=shown,
        sets=sets,
        attention=_attention(rows),
        limited=html.escape("; ".join(limited)),
    )


def _set(name, released, results, book):
    cells = [
        c.metadata.nbgrader for c in nbformat.read(released, 4).cells if c.metadata.get("nbgrader", {}).get("grade")
    ]
    points = {cell.grade_id: float(cell.points) for cell in cells}
    graded = [(r.student, name) for r in results.values() if r.assignment == name and r.status != NOT_GRADABLE]
    scores = [book[whose][0] for whose in graded]
    if not scores:
        return f"<h2>{html.escape(name)}</h2><p>Nothing was graded.</p>"
    automatic = [task for task in points if any(s[task] is not None for s in scores)]
    totals = [sum(s[task] or 0 for task in points) for s in scores]
    lines = "".join(_task(task, points[task], [s[task] for s in scores]) for task in points)
    most = sum(points[task] for task in automatic)
    return (
        f"<h2>{html.escape(name)}</h2>{_histogram(totals, most)}"
        f"<table><tr><th>task</th><th>points</th><th>mean</th><th>full points</th><th>none</th></tr>{lines}</table>"
    )


def _task(task, points, scores):
    known = [s for s in scores if s is not None]
    name = html.escape(task.removesuffix("_check"))
    if not known:
        return f"<tr><td>{name}</td><td>{points:g}</td><td colspan=3>to be graded by hand</td></tr>"
    full, none = sum(s >= points for s in known) / len(known), sum(s <= 0 for s in known) / len(known)
    by_hand = f", {len(scores) - len(known)} by hand" if len(known) < len(scores) else ""
    mean = sum(known) / len(known)
    return (
        f"<tr><td>{name}</td><td>{points:g}</td><td>{mean:.2f}</td><td>{full:.0%}</td><td>{none:.0%}{by_hand}</td></tr>"
    )


def _histogram(totals, most):
    style()
    fig, ax = plt.subplots(figsize=(6.4, 2.4))
    ax.hist(totals, bins=[x - 0.5 for x in range(int(most) + 2)], color="C0", edgecolor="white")
    ax.yaxis.get_major_locator().set_params(integer=True)
    ax.set(xlabel="points", ylabel="notebooks", xlim=(-0.5, most + 0.5))
    out = StringIO()
    with plt.rc_context({"svg.hashsalt": "grades"}):
        fig.savefig(out, format="svg", metadata={"Date": None})
    plt.close(fig)
    svg = out.getvalue()
    mean = sum(totals) / len(totals)
    alt = f"Histogram of points: {len(totals)} notebooks, mean {mean:.1f} of {most:g}."
    return svg[svg.index("<svg") :].replace("<svg", f'<svg role="img" aria-label="{alt}"', 1) + f"<p>{alt}</p>"


def _attention(rows):
    rows = [row for row in rows if row["reason"]]
    if not rows:
        return "<p>Nothing: every notebook came as it was handed out.</p>"
    cells = "".join(
        "<tr>"
        + "".join(f"<td>{html.escape(row[c])}</td>" for c in ("student_id", "assignment", "status", "reason"))
        + "</tr>"
        for row in rows
    )
    return f"<table><tr><th>student</th><th>set</th><th>status</th><th>reason</th></tr>{cells}</table>"
