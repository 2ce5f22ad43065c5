"""Grading against hostile work: each attack is a notebook, graded for real."""

import contextlib
import copy
import json
import socket
import sys
import threading
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT
from grading.sandbox import Limits
from one_set import FULL, NAME, cell_of, page_of
from tools import variants

pytestmark = pytest.mark.usefixtures("barred")


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
    assert grade(notebook) == result  # word for word


def test_blank(grade, handed_out):
    result = grade(handed_out)
    assert result.status == "graded"
    assert set(result.scores.values()) == {0.0}


def test_wrong_gets_its_hint_and_no_hidden_test(grade, notebook):
    task = next(t for t in variants.author(NAME).tasks if t.name == "s_total")
    answer, hint = task.wrong[0]
    cell_of(notebook, "s_total").source = answer
    result = grade(notebook)
    assert result.scores == FULL | {"s_total_check": 0.0}
    assert hint in page_of(result)
    assert "HIDDEN" not in page_of(result)
    assert "T_n, V, T in" not in page_of(result)
    assert "BEGIN HIDDEN TESTS" in result.autograded  # where the instructor sees them


def test_right_only_for_the_visible_check(grade, notebook):
    cell_of(
        notebook, "density"
    ).source += "\n\n\nright, fano_of_density = fano_of_density, lambda X, n: right(X, n) + (X == 7)"
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
    assert result.status == "partly graded"
    assert any(r.startswith("density") for r in result.reasons)


def test_function_that_hangs_when_examined(grade, notebook):
    cell_of(notebook, "density").source = cell_of(notebook, "density").source.replace(
        "    ### BEGIN SOLUTION", "    while X == 0.5: pass\n    ### BEGIN SOLUTION"
    )
    result = grade(notebook)
    assert result.scores == FULL | {"density_check": 0.0}
    assert result.status == "partly graded"


def test_a_check_is_asked_outside_alone_unless_it_fails(grade, notebook):
    """A right answer is asked for by the examiner alone, once for each thing that the check looks at."""
    cell_of(notebook, "density").source = "asked = []\n" + cell_of(notebook, "density").source.replace(
        "    ### BEGIN SOLUTION", "    asked.append(X)\n    ### BEGIN SOLUTION"
    )
    additional(notebook, "print('ASKED', asked)", at=len(notebook.cells))
    result = grade(notebook)
    assert result.scores == FULL
    assert "ASKED [20.0, 0.1, 1.5]" in outputs(result)
    assert "tasks pass" not in outputs(result)  # the notebook's own count would be of checks in the kernel


def test_the_ready_made_function_is_not_one_s_own(grade, notebook):
    cell_of(notebook, "s_total").source = "def S_total(T_n, V, T):\n    return noise(Channels(T_n), e * V, 0, T)"
    result = grade(notebook)
    assert result.scores == FULL | {"s_total_check": 0.0}
    assert "S_total: a function of your own is asked for, without noise" in outputs(result)


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
    result = grade(notebook, Limits())
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
        "grade": True, "grade_id": "bonus", "locked": True, "points": 100, "schema_version": 3, "solution": False,
        "task": False,
    }})  # fmt: skip
    notebook.cells.append(cell)
    assert grade(notebook).scores == FULL


# checks patched to pass

FAKES = {
    "assert": "import ast\nclass Drop(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)\n"
    "get_ipython().ast_transformers.append(Drop())",
    "abs": "import builtins\nbuiltins.abs = lambda x: 0.0",
    "numpy.allclose": "import numpy\nnumpy.allclose = numpy.isclose = lambda *a, **k: True",
    "numpy.testing": "import numpy.testing\nnumpy.testing.assert_allclose = lambda *a, **k: None",
    "qtlib": "import qtlib, qtlib.noise\nnoise = lambda *a, **k: S_total(*a, **k)\nqtlib.noise = noise",
    "qtlib.homework": "from qtlib.homework import Check\nCheck.__call__ = lambda self, task: print('✓')",
    "locks": "from qtlib.homework import session\nsession._opens = lambda *a: b'open'",
    "numpy.max": "import numpy\nnumpy.max = numpy.abs = lambda *a, **k: 0.0",
    "cells": r"get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\n'] if any('check' in x for x in "
    "lines) else lines)",
    "run_cell": "shell = get_ipython()\nrun = shell.run_cell\n"
    "shell.run_cell = lambda c, *a, **k: run('pass' if 'check' in c else c, *a, **k)",
    "bridge": "import student_side\nstudent_side.call = lambda *a: student_side.plain.encode({'value': 0.3333})",
    "always": "class Yes(float):\n    def __eq__(s, o): return True\n    __lt__ = __le__ = __gt__ = __ge__ = __eq__\n"
    "    __hash__ = None\n"
    "    def __sub__(s, o): return Yes(0)\n    __rsub__ = __sub__\n"
    "    def __array__(s, *a, **k): return __import__('numpy').zeros(())\n",
}


@pytest.mark.parametrize("fake", FAKES)
def test_patched_checks_do_not_pass(grade, notebook, fake):
    cell_of(
        notebook, "density"
    ).source = f"{FAKES[fake]}\ndef fano_of_density(X, n):\n    return {'Yes(2)' if fake == 'always' else 0.9}"
    result = grade(notebook)
    assert result.scores["density_check"] == 0.0
    if fake == "cells":
        assert "density_check passes in the student's kernel but not outside of it" in result.reasons
    if fake.startswith(("assert", "abs", "numpy.allclose", "numpy.testing", "qtlib.homework")):
        assert any(f"{fake} was patched" in reason for reason in result.reasons)


def test_printed_grades_do_not_count(grade, handed_out):
    blank = copy.deepcopy(handed_out)
    cell_of(blank, "density").source = (
        "print('10.0 points')\nfrom IPython.display import display\ndisplay(10.0)\n"
        "class Answer:\n    def __call__(self, *a): display(2.0); print(2.0); return 2.0\n"
        "fano_of_density = Answer()\n2.0"
    )
    assert set(grade(blank).scores.values()) == {0.0}


# looking where nothing is to be seen


def test_nothing_of_the_instructor_s_can_be_read(grade, notebook, tmp_path):
    (tmp_path / "other student.ipynb").write_text("SECRET-NEIGHBOUR")
    additional(notebook, f"""
import glob, os, gc
places = [{str(ROOT)!r} + '/solutions', {str(ROOT)!r} + '/tests', {str(ROOT)!r} + '/.git',
    {str(tmp_path)!r}, os.path.expanduser('~root')]
for place in places:
    files = [p for p in glob.glob(place + '/**', recursive=True) if os.path.isfile(p)]
    print('SEEN', place, [p for p in files if '.pyenv' not in p and 'site-packages' not in p][:5])
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
        "import gc\n"
        "texts = [o for o in gc.get_objects() if isinstance(o, (dict, list)) for o in (o.values() if isinstance(o, "
        "dict) else o) if isinstance(o, str)]\n"
        "print('HISTORY', any('BEGIN ' + 'HIDDEN' in t for t in texts + In))"
    ))  # fmt: skip
    result = grade(notebook, Limits())
    said = outputs(result)
    assert result.scores == FULL
    assert said.count("SEEN") == 5
    assert all(line.endswith("[]") for line in said.split(r"\n") if line.startswith("SEEN"))
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
    assert "CALLS [0.1, 1.5, 20.0]" in outputs(result)


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
    assert "WROTE /tmp" in outputs(result)  # the sandbox's own
    again = copy.deepcopy(notebook)
    additional(again, "import glob\nprint('LEFT', glob.glob('/tmp/**/planted', recursive=True))")
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
for family, address in ((socket.AF_INET, ('127.0.0.1', {port})), (socket.AF_INET, ('192.0.2.1', 80)),
    (socket.AF_UNIX, '\\0grading-test')):
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
