"""Grade a class: find everything, run it in parallel, keep each result as it comes, and merge them into one course folder."""

import concurrent.futures
import csv
import hashlib
import json
import logging
import multiprocessing
import os
import shutil
import signal
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.plugins.export import CsvExportPlugin
from sqlalchemy.exc import SAWarning
from tqdm import tqdm

import qtlib
from grading import autograde, report, submissions
from grading.autograde import NOT, ROOT, Job, Result
from grading.sandbox import Limits

_CONFIG = '''"""The graded course: run nbgrader formgrader here to look at submissions and to grade by hand."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "qtlib"
c.OverwriteCells.add_missing_cells = True
'''


@dataclass(frozen=True)
class Class:
    """Everything that was found, the problem sets it belongs to, and where the results go."""

    found: list
    released: dict
    out: Path


def grade(
    folder, out, assignment=None, source=ROOT / "solutions", executor=None, sandboxed=True, resume=False, limits=None
):
    """Grade every notebook under `folder` into the course folder `out`; returns the results.

    Parameters
    ----------
    folder, out : path
        What was handed in, never modified; where the graded course goes.
    assignment : str, optional
        Grade this problem set only.
    source : path
        The instructor's problem sets.
    executor : concurrent.futures.Executor, optional
        Where the work is done; a process for each core if not given.
    sandboxed : bool
        Whether students' code runs under bubblewrap.
    resume : bool
        Keep results of an earlier run in `out` for submissions that have not changed.
    limits : grading.sandbox.Limits, optional
        What a student's kernel may use.

    Raises
    ------
    ValueError
        If a folder or problem set does not exist, or `out` holds something and `resume` is not asked for.
    """
    out, source = Path(out), Path(source)
    sets = _sets(source, assignment)
    if out.exists() and any(out.iterdir()) and not resume:
        raise ValueError(f"OUT {str(out)!r} is not empty; name another folder, or add --resume to go on with it")
    if Path(folder).resolve() in (out.resolve(), *out.resolve().parents):
        raise ValueError("OUT must not lie inside SUBMISSIONS, which stays as it is")
    known = {name: _grade_ids(source, name) for name in _sets(source)}
    found = submissions.find(folder, known, assignment)
    if not found:
        raise ValueError(f"SUBMISSIONS {str(folder)!r} holds no files")
    wanted = sorted({one.assignment for one in found if not one.problem} or set(sets))
    with tempfile.TemporaryDirectory() as prepared:
        released = {name: autograde.release(source.resolve(), name, prepared) for name in wanted}
        results = _run(Class(found, released, out), executor, sandboxed, resume, limits or Limits())
        _write(Class(found, released, out), results, source, Path(prepared))
    return results


def _sets(source, assignment=None):
    names = sorted(p.parent.name for p in source.glob("*/*.ipynb") if p.stem == p.parent.name)
    if assignment is None:
        return names
    if assignment not in names:
        raise ValueError(f"ASSIGNMENT {assignment!r} is not a problem set; there are {', '.join(names)}")
    return [assignment]


def _grade_ids(source, name):
    cells = nbformat.read(source / name / f"{name}.ipynb", 4).cells
    return {c.metadata.nbgrader.grade_id for c in cells if "nbgrader" in c.metadata}


def _digest(job):
    """Changes with anything that a result depends on."""
    code = sorted((*Path(qtlib.__file__).parent.rglob("*.py"), *Path(__file__).parent.glob("*.py")))
    data = Path(qtlib.__file__).parent / "homework" / "data" / f"{job.released.name}.bin"
    parts = [
        job.student,
        data.read_bytes().hex() if data.exists() else "",
        json.dumps(job.cells),
        job.released.notebook,
        job.released.solved,
        repr(job.limits),
        repr(job.sandboxed),
        *(p.read_text() for p in code),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _run(course, executor, sandboxed, resume, limits):
    """Results by path; each is on disk before the next is waited for, so a crash or Ctrl-C loses none."""
    results, waiting = {}, {}
    kept = course.out / ".results"
    kept.mkdir(parents=True, exist_ok=True)
    for one in course.found:
        if one.problem:
            results[one.path] = Result(one.student, one.assignment or "", NOT, [one.problem])
            continue
        job = Job(one.student, course.released[one.assignment], one.cells, one.timestamp, limits, sandboxed)
        file = kept / f"{one.student}-{one.assignment}-{_digest(job)[:20]}.json"
        if resume and file.exists():
            results[one.path] = Result(**json.loads(file.read_text()))
        else:
            waiting[one.path] = job, file
    own = executor is None
    executor = executor or _processes(len(waiting))
    futures = {executor.submit(autograde.grade, job): path for path, (job, _) in waiting.items()}
    progress = tqdm(total=len(futures), unit="notebook", desc="grading", disable=not futures)

    def keep(future):
        path = futures[future]
        job, file = waiting[path]
        if future.exception():  # the worker itself was lost; --resume tries this one again
            reason = (
                f"the process that graded it was lost ({type(future.exception()).__name__}); run again with --resume"
            )
            results[path] = Result(job.student, job.released.name, NOT, [reason])
        else:
            results[path] = future.result()
            if results[path].status != NOT:  # a fault of ours is tried again by --resume
                _write_whole(file, results[path].as_json())
        progress.update()

    try:
        for future in concurrent.futures.as_completed(futures):
            keep(future)
    except KeyboardInterrupt:
        progress.set_description("stopping, when what is at work is done")
        for future in futures:
            future.cancel()
        for future in concurrent.futures.wait(futures).done:
            if not future.cancelled() and futures[future] not in results:
                keep(future)
        raise
    finally:
        progress.close()
        if own:
            executor.shutdown()
    return {one.path: results[one.path] for one in course.found}


def _processes(jobs):
    os.environ["OMP_NUM_THREADS"] = "1"  # each worker has a core of its own
    return concurrent.futures.ProcessPoolExecutor(
        max(1, min(jobs, len(os.sched_getaffinity(0)))), multiprocessing.get_context("spawn"),
        signal.signal, (signal.SIGINT, signal.SIG_IGN),  # Ctrl-C is the main process's to handle
    )  # fmt: skip


def _is_plain_file(path):
    return path.is_file() and not path.is_symlink()


def _write_whole(path, text):
    """Write a file so that it is there whole or not at all."""
    part = path.with_suffix(".part")
    part.write_text(text)
    part.replace(path)


def _write(course, results, source, prepared):
    """The graded course folder: nbgrader's layout, the merged gradebook, grades.csv and the summary page."""
    out = course.out
    (out / "nbgrader_config.py").write_text(_CONFIG)
    for name in course.released:
        shutil.copytree(source / name, out / "source" / name, dirs_exist_ok=True)
        shutil.copytree(prepared / "release" / name, out / "release" / name, dirs_exist_ok=True)
    timestamps = {one.path: one.timestamp for one in course.found}
    for path, result in results.items():
        if result.status != NOT:
            place = Path(result.student) / result.assignment
            for folder, suffix, text in (
                ("autograded", "ipynb", result.autograded),
                ("feedback", "html", result.feedback),
            ):
                (out / folder / place).mkdir(parents=True, exist_ok=True)
                (out / folder / place / f"{result.assignment}.{suffix}").write_text(text)
            (out / "submitted" / place).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, out / "submitted" / place / f"{result.assignment}.ipynb")
            # with these nbgrader's exchange knows what was graded, and addresses the feedback
            for note in filter(_is_plain_file, map(path.with_name, ("timestamp.txt", "submission_secret.txt"))):
                if note.name != "timestamp.txt" or timestamps[path]:
                    for folder in ("submitted", "autograded", "feedback"):
                        shutil.copyfile(note, out / folder / place / note.name)
    book = out / "gradebook.db"
    if not book.exists():
        shutil.copyfile(prepared / "gradebook.db", book)
    _merge(book, timestamps, results)
    rows = _rows(book, results)
    with (out / "grades.csv").open("w", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    (out / "summary.html").write_text(report.page(course, results, rows))


def _merge(book, timestamps, results):
    """Put every result into one gradebook; scores that a person gave stay."""
    warnings.simplefilter("ignore", SAWarning)  # nbgrader's own
    with Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        for path, result in results.items():
            gradebook.update_or_create_student(result.student)
            if result.status == NOT:
                continue
            when = {"timestamp": timestamps[path]} if timestamps[path] else {}
            (notebook,) = gradebook.update_or_create_submission(result.assignment, result.student, **when).notebooks
            for grade in notebook.grades:
                score = result.scores[grade.name]
                by_hand = grade.manual_score is not None
                grade.needs_manual_grade = (score is None and not by_hand) or (by_hand and score != grade.auto_score)
                grade.auto_score = score
            for comment in notebook.comments:
                comment.auto_comment = result.comments.get(comment.name)
            gradebook.db.commit()


def _rows(book, results):
    """Rows of grades.csv: nbgrader's own, then status and reason, one for each student and set and one for each file left out."""
    with tempfile.TemporaryDirectory() as folder, Gradebook(f"sqlite:///{book}", "qtlib") as gradebook:
        export = CsvExportPlugin()
        export.to = str(Path(folder) / "grades.csv")
        export.log.setLevel(logging.ERROR)
        export.export(gradebook)
        with open(export.to, newline="") as file:
            graded = {(row["student_id"], row["assignment"]): row for row in csv.DictReader(file)}
    rows, used = [], set()
    columns = list(next(iter(graded.values()), {"assignment": "", "student_id": ""}))
    for path, result in results.items():
        key = result.student, result.assignment
        row = (
            graded[key]
            if result.status != NOT
            else dict.fromkeys(columns, "") | {"student_id": key[0], "assignment": key[1]}
        )
        used |= {key}
        rows.append(row | {"status": result.status, "reason": "; ".join(result.reasons), "file": path.name})
    # earlier runs into the same folder, and sets that a student did not hand in
    for key in graded.keys() - used:
        rows.append(graded[key] | {"status": "not handed in", "reason": "", "file": ""})
    return sorted(rows, key=lambda row: (row["assignment"], row["student_id"], row["file"]))
