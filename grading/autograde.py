"""Grade one submission: an isolated nbgrader course folder with its own gradebook, thrown away when its results are
read.
"""

import contextlib
import copy
import io
import json
import logging
import tempfile
import threading
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Any

from grading import examiner, execution, feedback, harmless, sandbox, whose
from grading.assemble import assemble
from grading.release import Released, course_in, release
from grading.sandbox import Limits
from grading.wording import go_on

__all__ = ["GRADED", "NOT_GRADABLE", "PARTLY", "Job", "Released", "Result", "grade", "release"]
GRADED = "graded"
PARTLY = "partly graded"
NOT_GRADABLE = "not gradable"
_PAGE_SECONDS = 20
_one_at_a_time = threading.Lock()  # nbgrader and SQLAlchemy write to places that threads share
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A submission and all that grading it needs, so that any executor on any machine can do it."""

    student: str
    released: Released
    cells: list
    timestamp: str | None
    limits: Limits
    sandboxed: bool


@dataclass
class Result:
    """What became of one submission."""

    student: str
    assignment: str
    status: str
    reasons: list = field(default_factory=list)
    scores: dict = field(default_factory=dict)  # grade id -> points, None where a person must grade
    comments: dict = field(default_factory=dict, kw_only=True)
    autograded: str = field(default="", kw_only=True)
    page: dict = field(default_factory=dict, kw_only=True)  # what `feedback.page` puts together
    limited_by: str = field(default="", kw_only=True)  # what kept the student's code in its place
    others: dict = field(default_factory=dict, kw_only=True)  # grade id -> the variants for which the answer is right

    def as_json(self):
        return json.dumps(asdict(self))


class Executed(NbGraderPreprocessor):
    """In place of nbgrader's `Execute`: the cells as they were run before, outside of nbgrader."""

    outputs = Any()

    def preprocess(self, nb, resources):
        for cell in nb.cells:
            if cell.cell_type == "code" and cell.id in self.outputs:
                cell.outputs, cell.execution_count = self.outputs[cell.id]
        return nb, resources


def grade(job):
    """The `Result` of a job; whatever goes wrong becomes its reason. What may be the grader's fault is tried twice."""
    for _attempt in (1, 2):
        try:
            return _grade(job)
        except (sandbox.Broken, examiner.Lost) as error:
            reason = f"no sandbox could be kept running ({error}); grade again with {go_on()}"
        except Exception as error:
            reason = (
                f"grading failed ({type(error).__name__}: {error}); this is a fault of the grader, please report it"
            )
            _log.debug(traceback.format_exc())
    return Result(job.student, job.released.name, NOT_GRADABLE, [reason])


def _grade(job):
    name = job.released.name
    released = nbformat.reads(job.released.notebook, 4)
    notebook, remarks = assemble(released, job.cells)
    ran = with_hidden_tests(notebook, job.released.solved)
    setting = whose.setting(job.student, job.cells)
    report = execution.run(ran, job.released.answers, job.limits, job.sandboxed, setting)
    outputs = {cell.id: (cell.outputs, cell.execution_count) for cell in ran.cells if cell.cell_type == "code"}
    harmless.texts(notebook, released, _formed)
    with tempfile.TemporaryDirectory(prefix="grading-") as folder, _one_at_a_time:
        folder = Path(folder)
        (folder / "gradebook.db").write_bytes(job.released.gradebook)
        place = folder / "submitted" / job.student / name
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{name}.ipynb")
        if job.timestamp:
            (place / "timestamp.txt").write_text(job.timestamp)
        _autograde(folder, job.student, name, outputs)
        scores, comments = _scores(folder, job.student, name)
        autograded = (folder / "autograded" / job.student / name / f"{name}.ipynb").read_text()
    page = _page(name, ran, released)
    return Result(
        student=job.student,
        assignment=name,
        status=PARTLY if report.trouble else GRADED,
        reasons=[*report.trouble, *remarks, *report.remarks],
        scores=scores,
        comments=comments,
        autograded=autograded,
        page=page,
        limited_by=sandbox.description(job.sandboxed, job.limits),
        others=report.others,
    )


def with_hidden_tests(notebook, solved):
    """A copy of an assembled notebook whose locked cells are the instructor's, hidden tests included."""
    sources = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in nbformat.reads(solved, 4).cells
        if cell.metadata.get("nbgrader", {}).get("locked")
    }
    made = copy.deepcopy(notebook)
    for cell in made.cells:
        cell.source = sources.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return made


def _autograde(folder, student, name, outputs):
    config = course_in(folder)
    config.CourseDirectory.student_id = student
    config.CourseDirectory.assignment_id = name
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.log = logging.getLogger("grading.nbgrader")
    converter.log.setLevel(logging.CRITICAL)
    converter.autograde_preprocessors = [Executed(outputs=outputs), *converter.autograde_preprocessors[1:]]
    with contextlib.redirect_stderr(io.StringIO()):
        converter.start()


def _page(name, notebook, released):
    """What the feedback page is made of, in a process that has a limit of time and memory; without any formatting
    where that is not enough.
    """
    content = feedback.content(name, notebook, released)
    try:
        with examiner.server().line(b"page") as line:
            line.send(content)
            return line.receive(_PAGE_SECONDS)
    except examiner.Lost:
        return feedback.pieces(**content, formatted=False)


def _formed(texts):
    """The student's text cells as HTML, made where time and memory are limited; without formatting if that is not
    enough.
    """
    try:
        with examiner.server().line(b"texts") as line:
            line.send(texts)
            return line.receive(_PAGE_SECONDS)
    except examiner.Lost:
        return harmless.typed(texts)


def _scores(folder, student, name):
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
        submission = book.find_submission(name, student).notebooks[0]
        return (
            {
                g.name: None if g.needs_manual_grade and g.auto_score is None else g.auto_score
                for g in submission.grades
            },
            {c.name: c.auto_comment for c in submission.comments if c.auto_comment},
        )
