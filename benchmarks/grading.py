"""Grading a class: `python -m grading` with its sandbox against `nbgrader autograde` on the same notebooks.

Of 60 students, or as many as the first argument says. Answers are right, wrong in the ways that the author of the set
knows, or blank. Ours also writes feedback, grades.csv and a summary; nbgrader's run only grades. Prints a Markdown
table; takes a quarter of an hour. Both give the same points, or it says so.
"""

import copy
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
from grading import release  # noqa: E402
from tools import variants  # noqa: E402

NAME, CLASS = "shot_noise", int(sys.argv[1]) if len(sys.argv) > 1 else 60


def hand_in(folder):
    rng = random.Random(1)
    wrong = {task.name: task.wrong for task in variants.author(NAME).tasks}
    solved, released = (nbformat.read(ROOT / f / NAME / f"{NAME}.ipynb", 4) for f in ("solutions", "exercises"))
    right = {
        c.metadata.nbgrader.grade_id: c.source for c in solved.cells if c.metadata.get("nbgrader", {}).get("solution")
    }
    for student in range(CLASS):
        notebook = copy.deepcopy(released)
        for cell in notebook.cells:
            task = cell.metadata.get("nbgrader", {}).get("grade_id")
            luck = rng.random()
            if task in right and luck < 0.6:
                cell.source = right[task]
            elif task in wrong and luck < 0.85:
                cell.source = rng.choice(wrong[task])[0]
        place = folder / "submitted" / f"student{student:02d}" / NAME
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{NAME}.ipynb")


def points(gradebook):
    with Gradebook(f"sqlite:///{gradebook}") as book:
        return {s.student.id: s.score for s in book.assignment_submissions(NAME)}


def timed(*words, cwd):
    start = time.perf_counter()
    subprocess.run(words, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def main():
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        hand_in(folder)
        release.release(ROOT / "solutions", NAME, folder)
        ours = timed(sys.executable, "-m", "grading", folder / "submitted", "--out", folder / "graded", cwd=ROOT)
        theirs = timed("nbgrader", "autograde", NAME, cwd=folder)
        same = points(folder / "gradebook.db") == points(folder / "graded" / "gradebook.db")
    print(f"{CLASS} notebooks, {len(os.sched_getaffinity(0))} cores\n")
    print("| | total (s) | a notebook (s) | ratio |", "|---|---|---|---|", sep="\n")
    print(f"| nbgrader autograde | {theirs:.0f} | {theirs / CLASS:.2f} | 1 |")
    print(f"| grading, sandboxed | {ours:.0f} | {ours / CLASS:.2f} | {theirs / ours:.1f} |")
    print("\nThe same points for everyone." if same else "\nNOT the same points.")


if __name__ == "__main__":
    main()
