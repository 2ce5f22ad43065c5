"""The long proofs: attacks of other kinds than the quick tests have.

`make proof` runs them.
"""

import nbformat
import pytest

from conftest import ROOT
from grading import execution
from grading.sandbox import Limits
from one_set import FULL, cell_of, page_of

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("barred")]
LIMITS = Limits(cell_seconds=15, notebook_seconds=60, memory=1_500_000_000, files=20_000_000)

# each keeps every point of the other tasks, and gets none for its own
NOTHING = {
    "empty": "fano_of_density = lambda X, n: []",
    "nan": "fano_of_density = lambda X, n: float('nan')",
    "empty array of many rows": "import numpy as np\nfano_of_density = lambda X, n: np.zeros((400_000_000, 0))",
    "huge text": "fano_of_density = lambda X, n: 'x' * 60_000_000",
    "many parts": "fano_of_density = lambda X, n: [[]] * 3_000_000",
    "deep": "def fano_of_density(X, n):\n    a = []\n    for _ in range(100_000): a = [a]\n    return a",
    "huge number": "fano_of_density = lambda X, n: 10 ** 200_000",
    "wide text": "import numpy as np\nfano_of_density = lambda X, n: np.array('x' * 3_000_000)",
    "itself": "def fano_of_density(X, n):\n    return fano_of_density",
    "main replaced": "import sys, types\n"
    "sys.modules['__main__'] = types.SimpleNamespace(fano_of_density=lambda X, n: 0.333)",
    "bridge tells": "import student_side\n"
    "student_side.call = lambda name, packed: student_side.Said(student_side.plain.encode({'error': packed * 5}))",
    "bridge replies": "import student_side\n"
    "student_side.fetch = lambda name: student_side.Said('{\"dict\": [[\"value\", {\"array\": [\"|O\", [1], "
    "\"AAAA\"]}]]}')",
    "bridge endless": "import student_side\nstudent_side.call = lambda *a: student_side.Said('[' * 30_000_000)",
    "dies when asked": "import os\nfano_of_density = lambda X, n: os._exit(0)",
    "sleeps when asked": "import time\nfano_of_density = lambda X, n: time.sleep(100)",
    "threads": "import threading\ndef spin():\n    while True: pass\n"
    "for _ in range(150): threading.Thread(target=spin, daemon=True).start()\nfano_of_density = 1",
    "sockets removed": "import os, shutil\nfor place in os.listdir('.'):\n"
    "    if place.startswith('.') and place.count('/') == 0 and len(place) == 17: shutil.rmtree(place)\n"
    "fano_of_density = 1",
    "other names": "Channels = noise = checks = np = brentq = None\nfano_of_density = 1",
    "finalizer": "class A:\n    def __del__(self): import os; os._exit(1)\nkeep = A()\n"
    "fano_of_density = lambda X, n: A()",
    "exit handler": "import atexit, time\natexit.register(time.sleep, 100)\nfano_of_density = 1",
    "raises base": "def fano_of_density(X, n):\n    raise SystemExit(0)",
    "raises interrupt": "def fano_of_density(X, n):\n    raise KeyboardInterrupt",
    "kernel attributes": "get_ipython().kernel.do_execute = None\nfano_of_density = 1",
    "memory": "hoard = [b'x' * 10**8 for _ in range(100)]\nfano_of_density = 1",
    "stack": "import sys\nsys.setrecursionlimit(10**9)\ndef fano_of_density(X, n):\n    return fano_of_density(X, n)",
}  # fmt: skip


LAST = {
    "main replaced",
    "bridge tells",
    "bridge replies",
    "bridge endless",
    "other names",
    "kernel attributes",
}  # these spoil what follows


@pytest.mark.parametrize("attack", NOTHING)
def test_no_points_for_nothing_and_no_loss_beside(grade, notebook, attack):
    cell_of(notebook, "density").source = NOTHING[attack]
    result = grade(notebook, LIMITS)
    assert result.scores.get("density_check") == 0.0, result.reasons
    if attack not in LAST:
        assert result.scores == FULL | {"density_check": 0.0}, result.reasons
    assert not [reason for reason in result.reasons if "fault of the grader" in reason]


TELLING = {
    "error": "    seen.append((X, n))\n    if X not in (20.0, 0.1): raise ValueError(f'SEEN {seen}')\n",
    "value": "    seen.append((X, n))\n    if X not in (20.0, 0.1): return f'SEEN {seen}'\n",
    "shape": "    seen.append((X, n))\n    if X not in (20.0, 0.1): return np.zeros(int(1000 * X))\n",
    "type": "    seen.append((X, n))\n"
    "    if X not in (20.0, 0.1): return type(f'SEEN{X}'.replace('.', '_'), (), {})()\n",
    "print": "    seen.append((X, n))\n    print('SEEN', seen)\n    display('SEEN', seen)\n",
    "later": "    seen.append((X, n))\n",
}


@pytest.mark.parametrize("way", TELLING)
def test_hidden_arguments_cannot_be_told(grade, notebook, way):
    cell = cell_of(notebook, "density")
    cell.source = "seen = []\n" + cell.source.replace(
        "    ### BEGIN SOLUTION", TELLING[way] + "    ### BEGIN SOLUTION", 1
    )
    if way == "later":
        cell_of(notebook, "counting").source = "def third_cumulant(*args):\n    raise ValueError(f'SEEN {seen}')"
    result = grade(notebook, LIMITS)
    for text in (page_of(result), result.autograded, "".join(result.reasons)):
        shown = text.replace(cell_of(notebook, "density").source, "")
        for hidden in ("0.5, 20000", "(2.0, ", "(7.0, ", "20000)", "SEEN0", "(500,)", "(2000,)", "(7000,)"):
            assert hidden not in shown.replace("for X in (0.5, 2.0, 7.0)", "").replace("fano_of_density(X, 20_000)", "")


def test_locked_cells_run_outside_although_they_were_lost():
    """Names that a locked cell makes come from there, and no student's name takes their place."""
    for path in sorted((ROOT / "solutions").glob("*/*.ipynb")):
        solved = nbformat.read(path, 4)
        locked = {
            name for cell in solved.cells if cell.metadata.get("nbgrader", {}).get("locked")
            and cell.cell_type == "code"
            for name in execution._defined(execution.ast.parse(cell.source))
        }  # fmt: skip
        assert not locked & execution.answers_of(solved), path
