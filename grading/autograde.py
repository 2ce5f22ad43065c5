"""Grade one submission: an isolated nbgrader course folder with its own gradebook, thrown away when its results are read."""

import contextlib
import io
import json
import logging
import sqlite3
import tempfile
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ClassVar

import alembic.config
import jinja2
import nbformat
import nbgrader
from alembic.script import ScriptDirectory
from nbconvert.exporters import HTMLExporter
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor
from traitlets import Any
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading import execution, whose
from grading.assemble import assemble
from grading.sandbox import Limits

ROOT = Path(__file__).parent.parent
GRADED, PARTLY, NOT = "graded", "partly graded", "not gradable"


@dataclass(frozen=True)
class Released:
    """A problem set ready for grading: what students received and with its answers, the names of these, and a gradebook that knows the hidden tests."""

    name: str
    notebook: str
    solved: str
    answers: frozenset
    gradebook: bytes


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
    comments: dict = field(default_factory=dict)
    autograded: str = ""
    feedback: str = ""

    def as_json(self):
        return json.dumps(asdict(self), ensure_ascii=False)


class ExecuteInSandbox(NbGraderPreprocessor):
    """In place of nbgrader's `Execute`: the student's cells in the sandbox, the checks outside of it."""

    job = Any()
    report = Any()

    def preprocess(self, nb, resources):
        student = whose.identity(self.job.student, self.job.cells)
        self.report = execution.run(nb, self.job.released.answers, self.job.limits, self.job.sandboxed, student)
        return nb, resources


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept in memory."""

    kept: ClassVar = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


class FeedbackPage(HTMLExporter):
    """The page that nbgrader makes, without compiling its templates anew for each."""

    def _create_environment(self):
        environment = super()._create_environment()
        environment.bytecode_cache = Compiled()
        return environment


def release(source, name, folder):
    """A problem set from the folder `source`, made ready in `folder` by nbgrader; raises with nbgrader's words if it is not valid."""
    config = PyFileConfigLoader(str(ROOT / "nbgrader_config.py")).load_config()
    config.merge(_course(folder))
    config.CourseDirectory.source_directory, config.CourseDirectory.release_directory = str(source), "release"
    config.NbGraderAPI.log_level = logging.ERROR
    if not (Path(folder) / "gradebook.db").exists():
        _new_gradebook(Path(folder) / "gradebook.db")
    done = NbGraderAPI(config=config).generate_assignment(name, force=True, create=True)
    if not done["success"]:
        raise ValueError(f"{source}/{name} is not a valid problem set:\n{done.get('error') or done.get('log')}")
    solved, made = ((Path(place) / name / f"{name}.ipynb").read_text() for place in (source, Path(folder) / "release"))
    answers = execution.answers_of(nbformat.reads(solved, 4))
    return Released(name, made, solved, answers, (Path(folder) / "gradebook.db").read_bytes())


def _new_gradebook(path):
    """A gradebook that holds only its version; nbgrader would start a program to find that out, which takes seconds and must be on PATH."""
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (head,))
        database.commit()


def grade(job):
    """The `Result` of a job; whatever goes wrong becomes its reason."""
    try:
        return _grade(job)
    except Exception as error:
        reason = f"grading failed ({type(error).__name__}: {error}); this is a fault of the grader, please report it"
        logging.getLogger(__name__).debug(traceback.format_exc())
        return Result(job.student, job.released.name, NOT, [reason])


def _grade(job):
    name = job.released.name
    notebook, remarks = assemble(nbformat.reads(job.released.notebook, 4), job.cells)
    with tempfile.TemporaryDirectory(prefix="grading-") as folder:
        folder = Path(folder)
        (folder / "gradebook.db").write_bytes(job.released.gradebook)
        place = folder / "submitted" / job.student / name
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{name}.ipynb")
        if job.timestamp:
            (place / "timestamp.txt").write_text(job.timestamp)
        config = _course(folder)
        config.CourseDirectory.student_id, config.CourseDirectory.assignment_id = job.student, name
        report = _autograde(config, job)
        _feedback(config)
        scores, comments = _scores(folder, job.student, name)
        return Result(
            job.student, name, PARTLY if report.trouble else GRADED, [*report.trouble, *remarks, *report.remarks], scores, comments,
            (folder / "autograded" / job.student / name / f"{name}.ipynb").read_text(),
            (folder / "feedback" / job.student / name / f"{name}.html").read_text(),
        )  # fmt: skip


def _course(folder):
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = f"sqlite:///{folder}/gradebook.db"
    config.OverwriteCells.add_missing_cells = True
    return config


def _convert(converter, config):
    converter = converter(coursedir=CourseDirectory(config=config), config=config)
    converter.log = logging.getLogger("grading.nbgrader")
    converter.log.setLevel(logging.CRITICAL)
    return converter


def _autograde(config, job):
    converter = _convert(Autograde, config)
    execute = ExecuteInSandbox(job=job)
    steps = list(converter.autograde_preprocessors)
    converter.autograde_preprocessors = [execute, *steps[1:]]
    with contextlib.redirect_stderr(io.StringIO()):
        converter.start()
    return execute.report


def _feedback(config):
    """The page a student gets: the own work, the verdicts with their hints, and no hidden tests."""
    converter = _convert(GenerateFeedback, config)
    converter.preprocessors = [ClearHiddenTests, *converter.preprocessors]
    converter.exporter_class = FeedbackPage
    with contextlib.redirect_stderr(io.StringIO()):
        converter.start()


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
