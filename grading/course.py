"""Grade a class: find everything, run it in parallel, keep each result as it comes, and merge them into one course
folder.
"""

import functools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from tqdm import tqdm

from grading import autograde, examiners, gradebook, kernel, pool, returned, sandbox, submissions, whose
from grading.autograde import NOT_GRADABLE, Job, Result
from grading.release import ROOT, release
from grading.sandbox import Limits
from grading.store import Store, nothing_in, write_whole
from grading.wording import go_on

tqdm.monitor_interval = 0  # it would be a thread, beside which no worker could be forked
_CONFIG = f'''"""The graded course: nbgrader's formgrader, started here, shows submissions and takes points."""

import sys
from pathlib import Path

sys.path.append({str(ROOT)!r})  # where the grader is
c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(__file__).parent)  # whatever course this user has elsewhere
c.CourseDirectory.course_id = "qtlib"
c.OverwriteCells.add_missing_cells = True
c.GenerateFeedback.exporter_class = "grading.button.FeedbackPage"  # nbgrader's own page shows the hidden tests
c.GenerateFeedback.preprocessors = []
'''


@dataclass(frozen=True)
class Class:
    """Everything that was found, the problem sets it belongs to, and where the results go."""

    found: list
    released: dict
    out: Path


def grade(
    folder, out, *, assignment=None, source=ROOT / "solutions", executor=None, sandboxed=True, resume=False, limits=None
):
    """Grade every notebook under `folder` into the course folder `out`; returns the results by file.

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
    grading.sandbox.Unavailable
        If there is no sandbox here, or a kernel could read the solutions, what was handed in, or the results.
    OSError
        If `out` cannot be written; what was graded before is kept there.
    """
    out, source = Path(out), Path(source)
    sets = _sets(source, assignment)
    if not sets:
        raise ValueError(
            f"SOURCE {str(source)!r} holds no problem sets, NAME/NAME.ipynb: say where they are by --source"
        )
    if not resume and not nothing_in(out):
        raise ValueError(f"OUT {str(out)!r} is not empty; name another folder, or add {go_on()} to go on with it")
    if Path(folder).resolve() in (out.resolve(), *out.resolve().parents):
        raise ValueError("OUT must not lie inside SUBMISSIONS, which stays as it is")
    if sandboxed:
        sandbox.look()
        sandbox.refuse_to_show((source, folder, out, ROOT / "solutions", ROOT / "tests"))
    store = Store(out / ".results")
    with store.alone():
        return _grade(
            folder, store, out=out, assignment=assignment, source=source, executor=executor, sandboxed=sandboxed,
            resume=resume, limits=limits,
        )  # fmt: skip


def _grade(folder, store, *, out, assignment, source, executor, sandboxed, resume, limits):
    sets = _sets(source, assignment)
    known = {name: _grade_ids(source, name) for name in _sets(source)}
    found = submissions.find(folder, known, assignment, out / ".results" / "names.json")
    if not found:
        raise ValueError(f"SUBMISSIONS {str(folder)!r} holds no files")
    wanted = sorted({one.assignment for one in found if not one.problem} or set(sets))
    with tempfile.TemporaryDirectory() as prepared:
        released = {name: release(source, name, prepared) for name in wanted}
        graded = Class(found, released, out)
        limits = limits or Limits()
        results, jobs = _plan(graded, store, sandboxed, resume, limits)
        results |= _execute(jobs, store, executor, functools.partial(kernel.check, limits) if sandboxed else None)
        results = whose.remarked(found, {one.path: results[one.path] for one in found})
        _write(graded, results, source, Path(prepared))
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


def _plan(graded, store, sandboxed, resume, limits):
    """(results that are known, jobs to be done), both by path."""
    results = {}
    jobs = {}
    for one in graded.found:
        if one.problem:
            results[one.path] = Result(one.student, one.assignment or "", NOT_GRADABLE, [one.problem])
            continue
        job = Job(one.student, graded.released[one.assignment], one.cells, one.timestamp, limits, sandboxed)
        kept = store.get(job) if resume else None
        if kept:
            results[one.path] = kept
        else:
            jobs[one.path] = job
    return results, jobs


def _execute(jobs, store, executor, first):
    """Results by path; each is on disk before the next is waited for."""
    results = {}
    if jobs and not executor:
        examiners.server()  # the workers' too
    with tqdm(total=len(jobs), unit="notebook", desc="grading", disable=not jobs) as progress:
        for path, result in pool.results(jobs, autograde.grade, executor, first):
            if isinstance(result, BaseException):
                reason = f"grading it was given up ({type(result).__name__}: {result}); try again with {go_on()}"
                result = Result(jobs[path].student, jobs[path].released.name, NOT_GRADABLE, [reason])
            results[path] = result
            store.put(jobs[path], result)
            progress.update()
    return results


def _write(graded, results, source, prepared):
    """The graded course folder: nbgrader's layout, the merged gradebook, grades.csv and the summary page."""
    out = graded.out
    write_whole(out / "nbgrader_config.py", _CONFIG)
    for name in graded.released:
        shutil.copytree(source / name, out / "source" / name, dirs_exist_ok=True)
        shutil.copytree(prepared / "release" / name, out / "release" / name, dirs_exist_ok=True)
    timestamps = {one.path: one.timestamp for one in graded.found}
    returned.keep(out, graded.released, results)
    for path, result in results.items():
        if result.status != NOT_GRADABLE:
            _write_one(out, path, result, timestamps[path])
    gradebook.merge(out / "gradebook.db", prepared / "gradebook.db", timestamps, results)
    returned.write(out)


def _write_one(out, path, result, timestamp):
    """The files of one student and set."""
    place = Path(result.student) / result.assignment
    for folder in ("submitted", "autograded", "feedback"):
        (out / folder / place).mkdir(parents=True, exist_ok=True)
    write_whole(out / "autograded" / place / f"{result.assignment}.ipynb", result.autograded)
    _copy(path, out / "submitted" / place / f"{result.assignment}.ipynb")
    # with these nbgrader's exchange knows what was graded, and addresses the feedback
    for name in ("timestamp.txt", "submission_secret.txt"):
        note = path.with_name(name)
        if note.is_file() and not note.is_symlink() and (name != "timestamp.txt" or timestamp):
            for folder in ("submitted", "autograded", "feedback"):
                _copy(note, out / folder / place / name)


def _copy(path, target):
    """Copy a file of the student's that may have gone meanwhile, or may not be read any more."""
    try:
        content = path.read_bytes()
    except OSError:
        return
    target.write_bytes(content)
