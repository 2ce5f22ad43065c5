"""What goes back: feedback pages, grades.csv and summary.html, from the gradebook as it is now.

``python -m grading.returned graded`` writes them again with the points and comments that a person gave in formgrader.
"""

import json
import shutil
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from grading import feedback, gradebook, report
from grading.autograde import NOT_GRADABLE, Result
from grading.store import write_whole

_FEW = 5  # in a smaller class the others are known by name
_SAME = 3  # so many must have had a hint before others hear of it


class Nothing(ValueError):
    """The folder is no graded course; the message says so."""


def keep(out, sets, results):
    """Keep in the graded course `out` what `write` needs of the results, which are by file; those of other sets than
    `sets` stay as an earlier run left them.
    """
    gone = {(r.student, r.assignment) for r in results.values() if r.assignment in sets}
    for result in results.values():
        if result.status != NOT_GRADABLE:
            gone.discard((result.student, result.assignment))
            place = _place(out, result.assignment, result.student)
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, json.dumps(result.page))
    for student, assignment in gone:  # it was gradable in an earlier run
        _place(out, assignment, student).unlink(missing_ok=True)
        for folder in ("autograded", "feedback"):
            shutil.rmtree(out / folder / student / assignment, ignore_errors=True)
    others = []
    earlier = {}
    with suppress(Nothing):  # the first, or one that cannot be read
        others, earlier = _kept(out)
    results = results | {
        path: result for path, result in earlier.items() if result.assignment in set(others) - set(sets)
    }
    kept = [
        {**asdict(result), "path": str(path), "autograded": "", "page": {}, "scores": {}, "comments": {}}
        for path, result in results.items()
    ]
    _index(out).parent.mkdir(parents=True, exist_ok=True)
    write_whole(_index(out), json.dumps({"sets": sorted({*others, *sets}), "results": kept}))


def write(out):
    """Write every page, grades.csv and summary.html of the graded course `out`; returns how many pages.

    Raises
    ------
    Nothing
        If no class was graded into `out`.
    """
    out = Path(out)
    sets, results = _kept(out)
    if not (out / "gradebook.db").exists():
        raise Nothing(f"gradebook.db is missing in {str(out)!r}: grade again with RESUME=1")
    book = gradebook.points(out / "gradebook.db")
    for name in sets:
        hard = found_hard(out, name, book)
        for student in sorted(r.student for r in results.values() if (r.assignment, r.status) != (name, NOT_GRADABLE)):
            if _place(out, name, student).exists():
                place = out / "feedback" / student / name / f"{name}.html"
                place.parent.mkdir(parents=True, exist_ok=True)
                write_whole(place, page(out, name, student, book, hard))
    rows = gradebook.rows(out / "gradebook.db", results)
    with (out / "grades.csv").open("w", newline="", encoding="utf-8") as file:
        gradebook.write(rows, file)
    write_whole(out / "summary.html", report.page(out, sets, results, rows, book))
    return sum(1 for _ in out.glob("feedback/*/*/*.html"))


def page(out, name, student, book, hard):
    """HTML of one student's page of the set `name`."""
    made = _pieces(_place(out, name, student))
    points, comments = book.get((student, name), ({}, {}))
    return feedback.page(student, **made, points=points, comments=comments, hard=hard)


def found_hard(out, name, book):
    """(title, how many have full points, of how many, the hint most often told or "") of up to three tasks of a set."""
    scores = [points for (_, assignment), (points, _) in book.items() if assignment == name]
    pages = [_pieces(path)["tasks"] for path in sorted(_place(out, name, "").parent.glob("*.json"))]
    found = []
    for place, task in enumerate(pages[0] if pages else ()):
        known = [points[task["task"]] for points in scores if points.get(task["task"]) is not None]
        full = sum(p >= task["most"] for p in known)
        hints = Counter(tasks[place]["hint"] for tasks in pages if tasks[place]["hint"])
        hint, times = next(iter(hints.most_common(1)), ("", 0))
        if len(known) >= _FEW and full < 0.6 * len(known):
            found.append((task["title"], full, len(known), hint if times >= _SAME else ""))
    return sorted(found, key=lambda hard: hard[1] / hard[2])[:3]


def _index(out):
    return Path(out) / ".returned" / "class.json"


def _place(out, name, student):
    return Path(out) / ".returned" / name / f"{student}.json"


def _pieces(path):
    return json.loads(path.read_text())


def _kept(out):
    try:
        kept = json.loads(_index(out).read_text())
        return kept["sets"], {Path(one.pop("path")): Result(**one) for one in kept["results"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Nothing(f"{str(out)!r} is no graded class: name the folder that make grade wrote") from None


def main(words):
    if len(words) != 1:
        return "Say which graded class: python -m grading.returned graded"
    try:
        number = write(words[0])
    except (Nothing, OSError) as error:
        return f"Nothing was written: {error}"
    print(f"{number} pages, grades.csv and summary.html are as the gradebook of {words[0]} is.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
