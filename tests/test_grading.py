"""Grading against hostile work: each attack is a notebook, graded for real."""

import contextlib
import copy
import csv
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from distributed import LocalCluster
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from conftest import ROOT
from grading import autograde, course, execution, sandbox, submissions
from grading.__main__ import main
from grading.assemble import assemble
from grading.sandbox import Limits
from tools import exercises
from wrong_answers import WRONG

NAME = "06_shot_noise"
QUICK = Limits(cell_seconds=4, notebook_seconds=120, memory=3_000_000_000)
try:
    sandbox.check()
    BARRED = ""
except sandbox.Unavailable as reason:
    BARRED = str(reason)
pytestmark = pytest.mark.skipif(bool(BARRED) and os.environ.get("CI") != "true", reason=BARRED)


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    return autograde.release(ROOT / "solutions", NAME, tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def handed_out():
    return nbformat.read(ROOT / "exercises" / NAME / f"{NAME}.ipynb", 4)


@pytest.fixture(scope="session")
def solved():
    cells = nbformat.read(ROOT / "solutions" / NAME / f"{NAME}.ipynb", 4).cells
    return {c.metadata.nbgrader.grade_id: c.source for c in cells if c.metadata.get("nbgrader", {}).get("solution")}


@pytest.fixture
def notebook(handed_out, solved):
    """A right submission, to be spoiled."""
    made = copy.deepcopy(handed_out)
    for cell in made.cells:
        if (name := grade_id(cell)) in solved:
            cell.source = solved[name]
    return made


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def cell_of(notebook, name):
    return next(c for c in notebook.cells if grade_id(c) == name)


@pytest.fixture
def grade(released, tmp_path):
    def grade(notebook, limits=QUICK):
        path = tmp_path / "handed in.ipynb"
        nbformat.write(notebook, path)
        return autograde.grade(autograde.Job("ana", released, submissions.read(path), None, limits, True))

    return grade


FULL = {
    "charge_check": 1.0, "s_total_check": 2.0, "crossover_check": 2.0, "density_check": 2.0, "counting_check": 2.0, "fingerprints": None,
}  # fmt: skip


def outputs(result):
    """All that a student's code put out, as text."""
    cells = nbformat.reads(result.autograded, 4).cells
    return "".join(json.dumps(o, ensure_ascii=False) for c in cells if c.cell_type == "code" for o in c.outputs)


def additional(notebook, source, at=2):
    notebook.cells.insert(at, nbformat.v4.new_code_cell(source))


# right, wrong, blank


def test_right(grade, notebook):
    result = grade(notebook)
    assert (result.status, result.reasons, result.scores) == ("graded", [], FULL)


def test_blank(grade, handed_out):
    result = grade(handed_out)
    assert result.status == "graded"
    assert set(result.scores.values()) == {0.0}


def test_wrong_gets_its_hint_and_no_hidden_test(grade, notebook):
    answer, hint = WRONG[NAME]["s_total"][0]
    cell_of(notebook, "s_total").source = answer
    result = grade(notebook)
    assert result.scores == FULL | {"s_total_check": 0.0}
    assert hint in result.feedback
    assert "HIDDEN" not in result.feedback
    assert "T_n, V, T in" not in result.feedback
    assert "BEGIN HIDDEN TESTS" in result.autograded  # where the instructor sees them


def test_right_only_for_the_visible_check(grade, notebook):
    cell_of(notebook, "density").source = "def fano_of_density(X, n):\n    return 1 / 3 if X > 10 else 0.0"
    assert grade(notebook).scores == FULL | {"density_check": 0.0}


# what hangs, bursts or dies


@pytest.mark.parametrize(
    "attack",
    [
        "while True: pass",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import os\nos._exit(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "hoard = []\nwhile True: hoard.append(b'x' * 10**8)",
        "while True: print('y' * 10_000)",
        "import ctypes\nctypes.string_at(0)",
    ],
    ids=["loop", "loop-ignores-interrupt", "loop-catches-all", "exit", "kill", "memory", "endless-output", "segfault"],
)
def test_lost_cell_costs_its_own_points(grade, notebook, attack):
    cell_of(notebook, "density").source = attack
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    # running out of memory may also end as an ordinary MemoryError
    assert result.status == "partly graded" or "MemoryError" in outputs(result)
    assert any(r.startswith("density") for r in result.reasons) or "MemoryError" in outputs(result)


def test_function_that_hangs_when_examined(grade, notebook):
    cell_of(
        notebook, "density"
    ).source = "def fano_of_density(X, n):\n    while X == 0.5: pass\n    return 1/3 if X > 1 else 0.0"
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    assert result.status == "partly graded"


def test_fork_bomb(grade, notebook):
    additional(notebook, "import os\nfor _ in range(100_000):\n    os.fork()")
    additional(notebook, "import subprocess\nsubprocess.Popen(['sleep', '1000'])", at=3)
    additional(notebook, "import multiprocessing as m\nm.Process(target=print).start()", at=4)
    result = grade(notebook)
    assert result.scores == FULL
    assert outputs(result).count("PermissionError") >= 3


def test_thread_bomb(grade, notebook):
    bomb = "import threading, time\nfor _ in range(10**6):\n    threading.Thread(target=time.sleep, args=(2,)).start()"
    additional(notebook, bomb, at=len(notebook.cells))
    assert grade(notebook).scores == FULL


def test_a_hundred_megabytes_of_output(grade, notebook):
    additional(notebook, "print('x' * 100_000_000)")
    result = grade(notebook)
    assert result.scores == FULL
    assert "more output was dropped" in outputs(result)
    assert len(result.autograded) < 1_000_000


def test_full_disks(grade, notebook):
    fill = "i = 0\nwhile True:\n    i += 1\n    open(f'{folder}/{i}', 'wb').write(bytes(10**7))"
    for folder in ("/tmp", "/dev/shm", "."):
        additional(notebook, f"folder = {folder!r}\n{fill}")
    result = grade(notebook)
    assert result.scores == FULL
    assert "OSError" in outputs(result)


def test_input_does_not_wait(grade, notebook):
    additional(notebook, "input('your grade? ')")
    assert grade(notebook).scores == FULL


# cells deleted, edited, doubled, moved


def test_deleted_check_is_put_back(grade, notebook):
    notebook.cells.remove(cell_of(notebook, "density_check"))
    result = grade(notebook)
    assert result.scores == FULL
    assert "density_check was missing: put back" in result.reasons


def test_edited_check_is_put_back(grade, notebook):
    cell_of(notebook, "density_check").source = "pass"
    cell_of(notebook, "density_check").metadata.nbgrader.points = 1000
    cell_of(notebook, "density").source = "fano_of_density = lambda X, n: 0.5"
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    assert "density_check had been changed: put back" in result.reasons


def test_check_turned_into_an_answer(grade, notebook):
    cell_of(notebook, "density_check").metadata.nbgrader.update(
        solution=True, locked=False, grade=True, grade_id="density_check"
    )
    cell_of(notebook, "density_check").source = "'I deserve this'"
    assert grade(notebook).scores == FULL


def test_doubled_cells(grade, notebook):
    first = copy.deepcopy(cell_of(notebook, "density"))
    first.source = "fano_of_density = None  # a first try, copied with its marks"
    notebook.cells.insert(2, first)
    notebook.cells.append(copy.deepcopy(cell_of(notebook, "density_check")))
    result = grade(notebook)
    assert result.scores == FULL
    assert "density was there more than once: the last one counts" in result.reasons


def test_reordered_cells(grade, notebook):
    notebook.cells = notebook.cells[::-1]
    result = grade(notebook)
    assert result.scores == FULL
    assert "the cells were in another order: put back" in result.reasons


def test_answer_cell_deleted(grade, notebook):
    notebook.cells.remove(cell_of(notebook, "density"))
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}


def test_a_task_of_the_student_s_own_making(grade, notebook):
    cell = nbformat.v4.new_code_cell("100", metadata={"nbgrader": {
        "grade": True, "grade_id": "bonus", "locked": True, "points": 100, "schema_version": 3, "solution": False, "task": False,
    }})  # fmt: skip
    notebook.cells.append(cell)
    assert grade(notebook).scores == FULL


# checks patched to pass

FAKES = {
    "abs": "import builtins\nbuiltins.abs = lambda x: 0.0",
    "numpy.allclose": "import numpy\nnumpy.allclose = numpy.isclose = lambda *a, **k: True",
    "numpy.testing": "import numpy.testing\nnumpy.testing.assert_allclose = lambda *a, **k: None",
    "qtlib.checks.close": "from qtlib import checks\nfor n in ('close', 'number', 'true', 'choice'):\n    setattr(checks, n, lambda *a, **k: None)",
    "qtlib.checks.true": "import sys, types\nfake = types.ModuleType('checks')\nfake.__getattr__ = lambda n: (lambda *a, **k: None)\n"
    "import qtlib\nqtlib.checks = sys.modules['qtlib.checks'] = checks = fake",
    "qtlib": "import qtlib, qtlib.noise\nnoise = lambda *a, **k: S_total(*a, **k)\nqtlib.noise = noise",
    "Wrong": "from qtlib import checks\ncheckout = checks.Wrong\nchecks.Wrong = lambda *a: SystemExit()",
    "numpy.max": "import numpy\nnumpy.max = numpy.abs = lambda *a, **k: 0.0",
    "cells": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'] if any('checks.' in x for x in lines) else lines)",
    "run_cell": "shell = get_ipython()\nrun = shell.run_cell\nshell.run_cell = lambda c, *a, **k: run('pass' if 'checks.' in c else c, *a, **k)",
    "bridge": "import student_side\nstudent_side.call = lambda *a: student_side.plain.encode({'value': 0.3333})",
    "always": "class Yes(float):\n    def __eq__(s, o): return True\n    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n    __hash__ = None\n"
    "    def __sub__(s, o): return Yes(0)\n    __rsub__ = __sub__\n    def __array__(s, *a, **k): return __import__('numpy').zeros(())\n",
}


@pytest.mark.parametrize("fake", FAKES)
def test_patched_checks_do_not_pass(grade, notebook, fake):
    cell_of(
        notebook, "density"
    ).source = f"{FAKES[fake]}\ndef fano_of_density(X, n):\n    return {'Yes(2)' if fake == 'always' else 0.9}"
    result = grade(notebook)
    assert result.scores["density_check"] == 0.0
    if fake.startswith(("abs", "numpy.allclose", "numpy.testing", "qtlib.checks")):
        assert any(f"{fake} was patched" in reason for reason in result.reasons)


def test_printed_grades_do_not_count(grade, handed_out):
    blank = copy.deepcopy(handed_out)
    cell_of(blank, "density").source = (
        "print('10.0 points')\nfrom IPython.display import display\ndisplay(10.0)\n"
        "class Answer:\n    def __call__(self, *a): display(2.0); print(2.0); return 2.0\nfano_of_density = Answer()\n2.0"
    )
    assert set(grade(blank).scores.values()) == {0.0}


# looking where nothing is to be seen


def test_nothing_of_the_instructor_s_can_be_read(grade, notebook, tmp_path):
    (tmp_path / "other student.ipynb").write_text("SECRET-NEIGHBOUR")
    additional(notebook, f"""
import glob, os, gc
places = [{str(ROOT)!r} + '/solutions', {str(ROOT)!r} + '/tests', {str(ROOT)!r} + '/.git', {str(tmp_path)!r}, os.path.expanduser('~root')]
for place in places:
    print('SEEN', place, [p for p in glob.glob(place + '/**', recursive=True) if os.path.isfile(p) and '.pyenv' not in p and 'site-packages' not in p][:5])
found = []
for top in ('/tmp', '/home', '/etc', '/work', '/root', '/var', '/run', '/proc/1', '/proc/2'):
    for where, _, files in os.walk(top):
        for name in files:
            if name.endswith(('.ipynb', '.db')) and 'site-packages' not in where and '/share/' not in where:
                found.append(os.path.join(where, name))
print('NOTEBOOKS', found)
for file in ('/proc/1/environ', '/proc/1/mem', '/proc/1/maps', '/proc/1/fd/0', '/proc/1/fd/1'):
    try:
        print('OPENED', file, open(file))
    except OSError as error:
        print('closed', error)
""")  # fmt: skip
    notebook.cells.append(nbformat.v4.new_code_cell(
        "import gc\ntexts = [o for o in gc.get_objects() if isinstance(o, (dict, list)) for o in (o.values() if isinstance(o, dict) else o) if isinstance(o, str)]\n"
        "print('HISTORY', any('BEGIN ' + 'HIDDEN' in t for t in texts + In))"
    ))  # fmt: skip
    result = grade(notebook)
    said = outputs(result)
    assert result.scores == FULL
    assert said.count("SEEN") == 5
    assert all(line.endswith("[]") for line in said.split("\\n") if line.startswith("SEEN"))
    assert "NOTEBOOKS []" in said
    assert "OPENED" not in said
    assert "HISTORY False" in said
    assert "SECRET-NEIGHBOUR" not in said


def test_arguments_of_hidden_tests_cannot_be_printed(grade, notebook):
    cell_of(notebook, "density").source = "calls = []\n" + cell_of(notebook, "density").source.replace(
        "    ### BEGIN SOLUTION", "    calls.append(X)\n    ### BEGIN SOLUTION"
    )
    notebook.cells.append(nbformat.v4.new_code_cell("print('CALLS', sorted(set(calls)))"))
    result = grade(notebook)
    assert result.scores == FULL
    assert "CALLS [0.1, 20.0]" in outputs(result)


def test_nothing_is_written_outside(grade, notebook, tmp_path):
    places = [
        ROOT,
        ROOT / "qtlib",
        tmp_path,
        Path("/tmp"),
        Path.home(),
        Path(sys.prefix),
        Path("/usr/local"),
        Path("/examiner"),
    ]
    additional(notebook, "for place in " + repr([str(p) for p in places]) + """:
    try:
        open(place + '/planted', 'w').write('x')
        print('WROTE', place)
    except OSError:
        pass
""")  # fmt: skip
    result = grade(notebook)
    assert result.scores == FULL
    assert not [p for p in places if (p / "planted").exists()]
    assert outputs(result).count("WROTE") == 1  # the sandbox's own /tmp
    again = copy.deepcopy(notebook)
    additional(again, "import glob\nprint('LEFT', glob.glob('/tmp/planted'))")
    assert "LEFT []" in outputs(grade(again))  # and the next student does not find it


def test_no_network_out_or_to_the_host(grade, notebook):
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind("\0grading-test")
        abstract.listen()
        for door in (server, abstract):
            door.settimeout(0.1)
        port = server.getsockname()[1]
        stop = threading.Event()

        def listen():
            while not stop.is_set():
                for door in (server, abstract):
                    with contextlib.suppress(OSError):
                        heard.append(door.accept())

        listener = threading.Thread(target=listen)
        listener.start()
        additional(notebook, f"""
import socket
for family, address in ((socket.AF_INET, ('127.0.0.1', {port})), (socket.AF_INET, ('192.0.2.1', 80)), (socket.AF_UNIX, '\\0grading-test')):
    try:
        s = socket.socket(family); s.settimeout(1); s.connect(address); print('CONNECTED', address)
    except OSError as error:
        print('refused', error)
print('INTERFACES', [name for _, name in socket.if_nameindex()])
""")  # fmt: skip
        result = grade(notebook)
        stop.set()
        listener.join()
    assert result.scores == FULL
    assert not heard
    assert "CONNECTED" not in outputs(result)
    assert "INTERFACES ['lo']" in outputs(result)


def test_links_left_for_the_next_kernel_lead_nowhere(grade, notebook, tmp_path):
    target = tmp_path / "target"
    target.write_text("mine")
    additional(notebook, f"""
import glob, os
for place in glob.glob('/tmp/**/sockets', recursive=True):
    for name in ('connection.json', 'x', '../y'):
        os.symlink({str(target)!r}, os.path.join(place, name))
    for name in os.listdir(place):
        for file in glob.glob(os.path.join(place, name, '*.json')):
            os.unlink(file); os.symlink({str(target)!r}, file)
os._exit(1)
""")  # fmt: skip
    grade(notebook)
    grade(notebook)
    assert target.read_text() == "mine"


# files of every kind, by the command


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
        code, said = 0, ""
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
    assert len(fate) == len([p for p in handed_in.rglob("*") if not p.is_dir()]) - 2  # but for the times
    full = {s for (s, _), (status, _) in fate.items() if status == "graded"}
    assert full == {"ana", "José_Ñandú_4711", "muellerzoe_77", "weird_name_ü", "bea", "big"}
    assert all(float(r["score"]) == 9 for r in rows if r["status"] == "graded")
    for who, words in {
        "cut": "not JSON", "empty": "empty", "old": "format 3", "list": "not a notebook", "deep": "not JSON", "pdf": "not a notebook",
        "foreign": "lost the marks", "link": "link",
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
    kept = {p: p.stat().st_mtime_ns for p in (graded / ".results").iterdir()}
    assert here(handed_in, "--out", graded, "--resume")[0] == 0
    assert {p: p.stat().st_mtime_ns for p in (graded / ".results").iterdir()} == kept
    assert (graded / "grades.csv").read_bytes() == first


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


@pytest.fixture
def few(handed_in, tmp_path):
    def few(*names):
        for name in names:
            shutil.copytree(handed_in / name, tmp_path / "few" / name)
        return tmp_path / "few"

    return few


def test_interrupted_and_resumed(few, tmp_path, here):
    folder, out = few("ana", "bea", "big", "cut"), tmp_path / "out"
    words = [sys.executable, "-m", "grading", folder, "--out", out]
    running = subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 120
    while not list(out.glob(".results/*.json")) and time.monotonic() < end:
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


def test_without_bubblewrap_it_refuses_and_says_what_to_do(few, tmp_path, here, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    sandbox.check.cache_clear()
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
        ([".", "--assignment", "99_nothing"], "'99_nothing' is not a problem set; there are 01_channels"),
        (["book", "--out", "book/out"], "must not lie inside SUBMISSIONS"),
    ],
)
def test_clear_refusals(words, meant, tmp_path, here):
    code, said = here(*words, *([] if "--out" in words else ["--out", tmp_path / "out"]))
    assert code == 1
    assert meant in said


@pytest.mark.parametrize("name", exercises.names())
def test_checks_of_every_set_work_outside_the_student_s_process(name):
    released = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", 4)
    solved = nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", 4)
    notebook, _ = assemble(released, submissions.read(ROOT / "solutions" / name / f"{name}.ipynb"))
    for cell in notebook.cells:
        if grade_id(cell) and grade_id(cell).endswith("_check"):
            cell.source = cell_of(solved, grade_id(cell)).source
    report = execution.run(notebook, execution.answers_of(solved), Limits())
    assert (report.trouble, report.remarks) == ([], [])
    failed = [c for c in notebook.cells if c.cell_type == "code" and any(o.output_type == "error" for o in c.outputs)]
    assert [(grade_id(c), c.outputs[-1].evalue) for c in failed] == []
