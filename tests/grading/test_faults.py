"""Folders, files and disks as they fail in real classes: nobody's result is lost, and each run ends in plain words."""

import csv
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import pytest
from nbgrader.api import Gradebook

from conftest import ROOT
from grading import autograde, course, sandbox
from grading.autograde import GRADED, NOT_GRADABLE, Result
from grading.store import Store
from grading.wording import go_on
from one_set import FULL, NAME, grade_id

PAGE = {"title": "", "tasks": [], "cells": []}


@pytest.fixture
def grade(monkeypatch, tmp_path):
    """Grades a class, without running any notebook: what is found, kept and written is the same."""
    work = []

    def fake(job):
        work.append(job.student)
        cells = nbformat.reads(job.released.notebook, 4).cells
        others = {grade_id(cell): 1.0 for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")}
        scores = dict(FULL) if job.released.name == NAME else others
        page = {"title": "", "tasks": [], "cells": []}
        return Result(job.student, job.released.name, GRADED, scores=scores, autograded="{}", page=page)

    monkeypatch.setattr(course.autograde, "grade", fake)

    def grade(resume=False, **more):
        work.clear()
        with ThreadPoolExecutor(1) as threads:
            course.grade(tmp_path / "in", tmp_path / "out", executor=threads, sandboxed=False, resume=resume, **more)
        with (tmp_path / "out" / "grades.csv").open() as file:
            return list(csv.DictReader(file)), list(work)

    return grade


@pytest.fixture
def hand_in(tmp_path):
    def hand_in(student, name=NAME, text=None):
        place = tmp_path / "in" / student / name
        place.mkdir(parents=True, exist_ok=True)
        right = (ROOT / "exercises" / name / f"{name}.ipynb").read_text()
        (place / f"{name}.ipynb").write_text(right if text is None else text)
        return place / f"{name}.ipynb"

    return hand_in


def test_results_cut_off_or_of_another_form_are_graded_again(grade, hand_in, tmp_path):
    for student in ("ana", "bea", "eve", "zoe"):
        hand_in(student)
    first, _ = grade()
    kept = {json.loads(p.read_text())["student"]: p for p in (tmp_path / "out" / ".results").glob("*[0-9a-f].json")}
    for student, text in (("ana", '{"student": "an'), ("bea", ""), ("eve", None)):
        text = text if text is not None else kept["eve"].read_text().replace('"scores": {', '"scores": 5, "x": {')
        kept[student].write_text(text)
    assert grade(resume=True) == (first, ["ana", "bea", "eve"])


@pytest.mark.parametrize("content", [b"", b"no database", None])
def test_a_gradebook_that_is_empty_or_none_is_made_anew(grade, hand_in, tmp_path, content):
    hand_in("ana")
    first, _ = grade()
    book = tmp_path / "out" / "gradebook.db"
    book.write_bytes(book.read_bytes()[:5000] if content is None else content)
    assert grade(resume=True) == (first, [])
    with Gradebook(f"sqlite:///{book}", "qtlib") as opened:
        assert opened.find_submission(NAME, "ana").score == 9


def test_a_file_that_vanishes_or_is_closed_meanwhile_keeps_its_grade(grade, hand_in, monkeypatch):
    gone, closed = hand_in("ana"), hand_in("bea")
    hand_in("eve")
    real, read_bytes = course._write, type(gone).read_bytes

    def write(*words):
        gone.unlink()
        monkeypatch.setattr(type(gone), "read_bytes", read)
        real(*words)

    def read(path):
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(course, "_write", write)
    assert [(row["student_id"], row["score"]) for row in grade()[0]] == [("ana", "9.0"), ("bea", "9.0"), ("eve", "9.0")]


def test_old_feedback_goes_when_a_file_is_not_gradable_any_more(grade, hand_in, tmp_path):
    hand_in("ana")
    hand_in("bea")
    grade()
    hand_in("ana", text='{"cells": [')
    rows, _ = grade(resume=True)
    assert [(row["student_id"], row["status"], row["score"]) for row in rows] == [
        ("ana", "not gradable", ""), ("bea", "graded", "9.0"),
    ]  # fmt: skip
    assert not list((tmp_path / "out" / "feedback" / "ana").rglob("*.html"))
    assert not list((tmp_path / "out" / "autograded" / "ana").rglob("*.ipynb"))
    assert list((tmp_path / "out" / "feedback" / "bea").rglob("*.html"))


def test_asking_for_one_set_later_leaves_the_others_alone(grade, hand_in, tmp_path):
    for name in (NAME, "channels"):
        hand_in("ana", name)
    grade()
    pages = sorted((tmp_path / "out" / "feedback").rglob("*.html"))
    assert len(pages) == 2
    rows, _ = grade(resume=True, assignment="channels")
    assert sorted((tmp_path / "out" / "feedback").rglob("*.html")) == pages
    assert {row["assignment"]: row["status"] for row in rows} == {NAME: "graded", "channels": "graded"}


def test_nobody_is_listed_twice(grade, hand_in):
    """Who handed in something of which the set is not known is not also said to have handed in nothing."""
    hand_in("ana")
    hand_in("bea", text="nothing")
    (hand_in("eve").parent.parent / "notes.pdf").write_text("x")
    hand_in("zoe", "channels")
    rows, _ = grade()
    listed = {(row["student_id"], row["assignment"]): row["status"] for row in rows if row["file"] != "notes.pdf"}
    assert listed == {
        ("ana", NAME): "graded", ("ana", "channels"): "not handed in", ("bea", NAME): "not gradable",
        ("bea", "channels"): "not handed in", ("eve", NAME): "graded",
        ("zoe", NAME): "not handed in", ("zoe", "channels"): "graded",
    }  # fmt: skip


def test_two_graders_in_one_folder(tmp_path):
    store = Store(tmp_path / "out" / ".results")
    with store.alone(), pytest.raises(ValueError, match="another grader is at work"), store.alone():
        pass
    with store.alone():
        pass


def test_what_may_be_the_grader_s_fault_is_graded_again(monkeypatch, hand_in, tmp_path):
    """At once, in a fresh kernel; and at the next run, for it is not kept."""
    hand_in("ana")
    faults = [sandbox.Broken("one"), sandbox.Broken("two"), sandbox.Broken("three")]

    def sometimes(job):
        if faults:
            raise faults.pop()
        return Result(job.student, job.released.name, GRADED, [], dict(FULL), page=dict(PAGE))

    monkeypatch.setattr(autograde, "_grade", sometimes)

    def grade(resume):
        with ThreadPoolExecutor(1) as threads:
            return course.grade(tmp_path / "in", tmp_path / "out", executor=threads, sandboxed=False, resume=resume)

    (first,) = grade(False).values()
    assert first.status == NOT_GRADABLE
    assert "no sandbox could be kept running (two)" in first.reasons[0]
    (second,) = grade(True).values()  # its first attempt fails
    assert (second.status, second.scores, faults) == (GRADED, FULL, [])


@pytest.mark.skipif(os.getuid() != 0, reason="only root mounts a full disk")
@pytest.mark.parametrize(
    ("options", "words"),
    [("size=16k", "No space left"), ("ro", "Read-only file system")],
)
def test_a_full_or_read_only_disk_is_said_in_a_line(hand_in, tmp_path, options, words):
    hand_in("ana", text="{")
    (tmp_path / "out").mkdir()
    program = f"{sys.executable} -m grading {tmp_path}/in --no-sandbox --assignment {NAME} --out {tmp_path}/out"
    mount = f"mount -t tmpfs -o {options} none {tmp_path}/out && exec {program}"
    done = subprocess.run(["unshare", "--mount", "sh", "-c", mount], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert words in done.stderr
    assert "go on with --resume" in done.stderr
    assert "Traceback" not in done.stderr


def test_make_speaks_of_its_own_words(monkeypatch):
    assert go_on() == "--resume"
    monkeypatch.setenv("GRADING_CALLED_BY", "make")
    assert go_on() == "RESUME=1"
    asked = ["make", "-n", "grade", "SUBMISSIONS=x"]
    assert "GRADING_CALLED_BY=make" in subprocess.run(asked, cwd=ROOT, capture_output=True, text=True).stdout


def test_ctrl_c_while_a_set_is_made_ready_is_no_fault_of_the_set(monkeypatch, hand_in, tmp_path, capsys):
    from grading import __main__, release

    hand_in("ana")

    def interrupted(self):
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(release.NbGraderAPI, "generate_assignment", lambda *a, **k: release_fails(interrupted))
    with pytest.raises(SystemExit) as end:
        __main__.main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--no-sandbox"])
    assert end.value.code == "\nStopped before anything was graded."


def release_fails(start):
    """What nbgrader answers when `start` raises, whatever it is."""
    from types import SimpleNamespace

    from nbgrader.utils import capture_log
    from traitlets.config import Application

    class App(Application):
        def start(self):
            start(SimpleNamespace())

    return capture_log(App())


def test_a_source_without_sets_is_said_in_a_line(hand_in, tmp_path):
    hand_in("ana")
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ValueError, match="holds no problem sets"):
        course.grade(tmp_path / "in", tmp_path / "out", source=tmp_path / "nothing", sandboxed=False)
    assert not (tmp_path / "out").exists()


def test_a_notebook_of_nothing_but_cells_is_refused(hand_in, tmp_path, grade):
    many = {"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code", "source": ""}] * 3000}
    hand_in("ana", text=json.dumps(many))
    assert ["3000 cells" in row["reason"] for row in grade()[0] if row["file"]] == [True]


@pytest.mark.parametrize(
    "line",
    [f"student{'.a' * 400} = 1", f"a{'[0]' * 450} = student", "student = 0x" + "f" * 9000, "student = '\\ud800'",
     "student = " + "-" * 200_000 + "1", "student = " + "1 < " * 400_000 + "1"],
)  # fmt: skip
def test_no_name_at_the_top_stops_a_class(hand_in, grade, line):
    place = hand_in("ana")
    hand_in("bea")
    notebook = nbformat.read(place, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(line))
    nbformat.write(notebook, place)
    assert [row["status"] for row in grade()[0]] == ["graded", "graded"]
