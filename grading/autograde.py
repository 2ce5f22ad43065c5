"""Grade one submission: its notebook is run, and what its checks put out becomes points by nbgrader's rules."""

import copy
import json
import logging
import traceback
from dataclasses import asdict, dataclass, field

import nbformat

from grading import examiners, execution, feedback, harmless, points, sandbox, whose
from grading.assemble import assemble
from grading.release import Released
from grading.sandbox import Limits
from grading.wording import go_on

__all__ = ["GRADED", "NOT_GRADABLE", "PARTLY", "Job", "Result", "grade"]
GRADED = "graded"
PARTLY = "partly graded"
NOT_GRADABLE = "not gradable"
_PAGE_SECONDS = 20
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


def grade(job):
    """The `Result` of a job; whatever goes wrong becomes its reason. What may be the grader's fault is tried twice."""
    for _attempt in (1, 2):
        try:
            return _grade(job)
        except (sandbox.Broken, examiners.Lost) as error:
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
    harmless.texts(notebook, released, _formed)
    graded = with_hidden_tests(notebook, job.released.solved)
    for shown, cell in zip(graded.cells, ran.cells, strict=True):
        if cell.cell_type == "code":
            shown.outputs, shown.execution_count = copy.deepcopy(cell.outputs), cell.execution_count
    scores, comments = points.given(graded)
    page = _page(name, ran, released)
    return Result(
        student=job.student,
        assignment=name,
        status=PARTLY if report.trouble else GRADED,
        reasons=[*report.trouble, *remarks, *report.remarks],
        scores=scores,
        comments=comments,
        autograded=nbformat.writes(graded),
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


def _page(name, notebook, released):
    """What the feedback page is made of, in a process that has a limit of time and memory; without any formatting
    where that is not enough.
    """
    content = feedback.content(name, notebook, released)
    try:
        with examiners.server().line(b"page") as line:
            line.send(content)
            return line.receive(_PAGE_SECONDS)
    except examiners.Lost:
        return feedback.pieces(**content, formatted=False)


def _formed(texts):
    """The student's text cells as HTML, made where time and memory are limited; without formatting if that is not
    enough.
    """
    try:
        with examiners.server().line(b"texts") as line:
            line.send(texts)
            return line.receive(_PAGE_SECONDS)
    except examiners.Lost:
        return harmless.typed(texts)
