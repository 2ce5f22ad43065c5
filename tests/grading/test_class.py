"""Grading a class by the command: files of every kind, all results kept, resumed, merged."""

import copy
import csv
import hashlib
import json
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import nbformat
import pytest
from distributed import LocalCluster
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from conftest import ROOT
from grading import course, kernel
from grading.__main__ import main
from one_set import FULL, NAME, cell_of, grade_id

pytestmark = pytest.mark.usefixtures("barred")


def digest(folder):
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(Path(folder).rglob("*")) if p.is_file()}


def command(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "grading", *map(str, words)], cwd=ROOT, capture_output=True, text=True, **options
    )


@pytest.fixture
def here(capsys, monkeypatch):
    """The command in this process: (exit code, what it said)."""

    def here(*words):
        monkeypatch.chdir(ROOT)
        code = 0
        said = ""
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code, said = 1, str(end)
        return code, said + capsys.readouterr().err

    return here


def table(out):
    with (out / "grades.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, handed_out, solved):
    """A folder such as a learning platform exports, with what students really upload."""
    folder = tmp_path_factory.mktemp("handed in")
    right = copy.deepcopy(handed_out)
    for cell in right.cells:
        if (name := grade_id(cell)) in solved:
            cell.source = solved[name]
    text = nbformat.writes(right)

    def put(name, content):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    put(f"ana/{NAME}/{NAME}.ipynb", text)
    put(f"ana/{NAME}/timestamp.txt", "2026-11-20 10:00:00 UTC")
    put(f"bea/{NAME}/timestamp.txt", "yesterday, after lunch")
    put(f"ana/{NAME}/{NAME}-Copy1.ipynb", text)
    put(f"José Ñandú_4711_assignsubmission_file_/{NAME}.ipynb", text)
    put(f"muellerzoe_LATE_77_1234_{NAME}-1.ipynb", text)
    put(f"muellerzoe_77_1233_{NAME}.ipynb", nbformat.writes(handed_out))
    put("..weird (name) ü.ipynb", text)
    other_kernel = copy.deepcopy(right)
    other_kernel.metadata.kernelspec = {"name": "julia-9", "display_name": "Julia", "language": "julia"}
    put(f"bea/{NAME}/{NAME}.ipynb", nbformat.writes(other_kernel))
    put(f"cut/{NAME}/{NAME}.ipynb", text[: len(text) // 2])
    put(f"empty/{NAME}/{NAME}.ipynb", "")
    old = json.loads(text) | {"nbformat": 3}
    put(f"old/{NAME}/{NAME}.ipynb", json.dumps(old))
    put(f"list/{NAME}/{NAME}.ipynb", "[1, 2]")
    put(f"deep/{NAME}/{NAME}.ipynb", "[" * 100_000)
    big = copy.deepcopy(right)
    big.cells.append(nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text="x" * 50_000_000)]))
    put(f"big/{NAME}/{NAME}.ipynb", nbformat.writes(big))
    put(f"pdf/{NAME}/answers.pdf", b"%PDF-1.4")
    put(
        f"foreign/{NAME}/{NAME}.ipynb",
        nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])),
    )
    (folder / "nothing" / NAME).mkdir(parents=True)
    (folder / "link").mkdir()
    (folder / "link" / f"{NAME}.ipynb").symlink_to("/etc/passwd")
    return folder


@pytest.fixture(scope="module")
def graded(handed_in, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "graded"
    before = digest(handed_in)
    done = command(handed_in, "--out", out)
    assert done.returncode == 0, done.stderr
    assert digest(handed_in) == before
    return out


def test_every_file_has_its_fate(graded, handed_in):
    rows = table(graded)
    fate = {(row["student_id"], row["file"]): (row["status"], row["reason"]) for row in rows}
    files = [p for p in handed_in.rglob("*") if (p.is_symlink() or p.is_file()) and p.name != "timestamp.txt"]
    assert len(rows) == len(fate) == len(files) + 1  # the empty folder
    full = {s for (s, _), (status, _) in fate.items() if status == "graded"}
    assert full == {"ana", "José_Ñandú_4711", "muellerzoe_77", "weird_name_ü", "bea", "big"}
    assert all(float(r["score"]) == 9 for r in rows if r["status"] == "graded")
    for who, words in {
        "cut": "not JSON", "empty": "empty", "old": "format 3", "list": "not a notebook", "deep": "not JSON",
        "pdf": "not a notebook",
        "foreign": "lost the marks", "link": "link", "nothing": "nothing was handed in",
    }.items():  # fmt: skip
        ((status, reason),) = [f for (s, _), f in fate.items() if s == who]
        assert status == "not gradable"
        assert words in reason
    assert "another file" in fate["ana", f"{NAME}-Copy1.ipynb"][1]
    assert "another file" in fate["muellerzoe_77", f"muellerzoe_77_1233_{NAME}.ipynb"][1]


def test_the_graded_course_is_one_for_nbgrader(graded):
    config = Config()
    config.CourseDirectory.root, config.CourseDirectory.course_id = str(graded), "qtlib"
    api = NbGraderAPI(config=config)
    (assignment,) = [a for a in api.get_assignments() if a["name"] == NAME]
    assert assignment["num_submissions"] == 6
    submission = api.get_submission(NAME, "ana")
    assert (submission["autograded"], submission["score"], submission["max_score"]) == (True, 9, 10)
    assert submission["needs_manual_grade"]
    assert submission["timestamp"].startswith("2026-11-20T10:00")
    feedback = (graded / "feedback" / "ana" / NAME / f"{NAME}.html").read_text()
    assert "HIDDEN" not in feedback


def test_summary_draws_the_class(graded):
    page = (graded / "summary.html").read_text()
    assert "6 graded" in page
    assert "<svg" in page
    assert "Histogram of points: 6 notebooks, mean 9.0" in page
    assert "http" not in page.replace("http://www.w3.org", "").replace("https://matplotlib.org", "").replace(
        "http://purl.org", ""
    ).replace("http://creativecommons.org", "")


def test_resume_repeats_nothing_and_gives_the_same(graded, handed_in, here):
    first = (graded / "grades.csv").read_bytes()
    code, said = here(handed_in, "--out", graded)
    assert code == 1
    assert "--resume" in said
    kept = {p: p.stat().st_mtime_ns for p in (graded / ".results").glob("*.json")}
    assert here(handed_in, "--out", graded, "--resume")[0] == 0
    assert {p: p.stat().st_mtime_ns for p in (graded / ".results").glob("*.json")} == kept
    assert (graded / "grades.csv").read_bytes() == first


@pytest.fixture
def few(handed_in, tmp_path):
    def few(*names):
        for name in names:
            shutil.copytree(handed_in / name, tmp_path / "few" / name)
        return tmp_path / "few"

    return few


def test_resume_grades_anew_when_a_hidden_test_has_changed(tmp_path, few):
    folder, source, out = few("bea"), tmp_path / "solutions", tmp_path / "out"
    shutil.copytree(ROOT / "solutions" / NAME, source / NAME)
    with ThreadPoolExecutor(1) as threads:
        course.grade(folder, out, source=source, executor=threads)
        path = source / NAME / f"{NAME}.ipynb"
        notebook = nbformat.read(path, 4)
        cell_of(
            notebook, "charge_check"
        ).source = 'check("charge")\n### BEGIN HIDDEN TESTS\nassert False\n### END HIDDEN TESTS'
        nbformat.write(notebook, path)
        course.grade(folder, out, source=source, executor=threads, resume=True)
    assert [float(row["score"]) for row in table(out)] == [8.0]


def test_points_given_by_hand_stay(graded, handed_in, here):
    def found(book):
        return book.find_grade("fingerprints", NAME, NAME, "bea")

    with Gradebook(f"sqlite:///{graded}/gradebook.db", "qtlib") as book:
        found(book).manual_score, found(book).needs_manual_grade = 0.75, False
        book.db.commit()
    assert here(handed_in, "--out", graded, "--resume")[0] == 0
    with Gradebook(f"sqlite:///{graded}/gradebook.db", "qtlib") as book:
        assert (found(book).manual_score, found(book).needs_manual_grade) == (0.75, False)
    (row,) = [r for r in table(graded) if r["student_id"] == "bea"]
    assert float(row["score"]) == 9.75


def test_interrupted_and_resumed(few, tmp_path, here):
    folder, out = few("ana", "bea", "big", "cut"), tmp_path / "out"
    words = [sys.executable, "-m", "grading", folder, "--out", out]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in the background may not hear Ctrl-C
    running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    end = time.monotonic() + 120
    while not any('"graded"' in p.read_text() for p in out.glob(".results/*.json")) and time.monotonic() < end:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said = running.communicate(timeout=60)[1]
    assert running.returncode != 0
    assert "go on with --resume" in said
    assert not (out / "grades.csv").exists()
    kept = {p: p.stat().st_mtime_ns for p in out.glob(".results/*.json")}
    assert kept
    assert here(folder, "--out", out, "--resume")[0] == 0
    assert all(p.stat().st_mtime_ns == t for p, t in kept.items())
    fates = sorted((r["student_id"], r["status"]) for r in table(out))
    assert fates == [
        ("ana", "graded"), ("ana", "not gradable"), ("bea", "graded"), ("big", "graded"), ("cut", "not gradable"),
    ]  # fmt: skip


def test_dask_grades_as_processes_do(few, tmp_path, here):
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        code, said = here(few("bea", "old"), "--out", tmp_path / "out", "--scheduler", cluster.scheduler_address)
    assert code == 0, said
    assert {r["student_id"]: r["status"] for r in table(tmp_path / "out")} == {"bea": "graded", "old": "not gradable"}


def test_any_executor_without_sandbox_grades(few, tmp_path):
    with ThreadPoolExecutor(1) as threads:
        (result,) = course.grade(few("bea"), tmp_path / "out", executor=threads, sandboxed=False).values()
    assert result.scores == FULL


def test_threads_have_a_sandbox_each(few, tmp_path):
    folder = few("bea", "big")
    for number in range(2):
        shutil.copytree(folder / "bea", folder / f"bea{number}")
    with ThreadPoolExecutor(3) as threads:
        results = course.grade(folder, tmp_path / "out", executor=threads)
    assert [result.scores for result in results.values()] == [FULL] * 4


def test_without_bubblewrap_it_refuses_and_says_what_to_do(few, tmp_path, here, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    kernel.check.cache_clear()
    code, said = here(few("bea"), "--out", tmp_path / "out")
    assert code == 1
    assert "apt-get install bubblewrap" in said
    assert "--no-sandbox" in said
    assert not (tmp_path / "out").exists()
    assert "WARNING: no sandbox" in here("nowhere", "--no-sandbox")[1]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["nowhere"], "must be a folder, got 'nowhere'"),
        ([".", "--assignment", "99_nothing"], "'99_nothing' is not a problem set; there are "),
        (["book", "--out", "book/out"], "must not lie inside SUBMISSIONS"),
    ],
)
def test_clear_refusals(words, meant, tmp_path, here):
    code, said = here(*words, *([] if "--out" in words else ["--out", tmp_path / "out"]))
    assert code == 1
    assert meant in said
