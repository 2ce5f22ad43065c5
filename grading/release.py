"""A problem set made ready for grading, by nbgrader: what students receive, and a gradebook that knows the hidden
tests.
"""

import contextlib
import logging
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import alembic.config
import nbformat
import nbgrader
from alembic.script import ScriptDirectory
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from grading import execution

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Released:
    """A problem set ready for grading: as students received it and with its answers, and the names of these."""

    name: str
    notebook: str
    solved: str
    answers: frozenset


def release(source, name, folder):
    """A problem set from the folder `source`, made ready in `folder`; raises ValueError with nbgrader's words if it
    is not valid.
    """
    source = Path(source).resolve()
    folder = Path(folder)
    config = Config()
    ours = source.parent / "nbgrader_config.py"
    if ours.exists():
        config = PyFileConfigLoader(str(ours)).load_config()
    config.merge(course_in(folder))
    config.CourseDirectory.source_directory = str(source)
    config.CourseDirectory.release_directory = "release"
    config.NbGraderAPI.log_level = logging.ERROR
    if not (folder / "gradebook.db").exists():
        _new_gradebook(folder / "gradebook.db")
    done = NbGraderAPI(config=config).generate_assignment(name, force=True, create=True)
    said = done.get("error") or done.get("log")
    if not done["success"] and said.rstrip().endswith("KeyboardInterrupt"):  # nbgrader takes Ctrl-C for an error
        raise KeyboardInterrupt
    if not done["success"]:
        raise ValueError(f"{source}/{name} is not a valid problem set:\n{said}")
    solved, made = ((place / name / f"{name}.ipynb").read_text() for place in (source, folder / "release"))
    return Released(name, made, solved, execution.answers_of(nbformat.reads(solved, 4)))


def course_in(folder):
    """nbgrader's settings for a course in `folder`."""
    config = Config()
    config.CourseDirectory.root = str(folder)
    config.CourseDirectory.db_url = f"sqlite:///{folder}/gradebook.db"
    config.OverwriteCells.add_missing_cells = True
    return config


def _new_gradebook(path):
    """A gradebook that holds only its version; nbgrader would start a program to find that out, which takes seconds
    and must be on PATH.
    """
    config = alembic.config.Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    head = ScriptDirectory.from_config(config).get_current_head()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version (version_num) VALUES (?)", (head,))
        database.commit()
