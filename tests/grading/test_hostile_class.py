"""A class with hostile members: the others get, word for word, the results that they get without them."""

import copy
import random

import nbformat
import pytest

from grading import course
from grading.sandbox import Limits
from one_set import NAME, grade_id

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("barred")]
HOSTILE = [
    "hoard = []\nwhile True: hoard.append(b'x' * 10**7)",
    "import threading\ndef spin():\n    while True: pass\ntry:\n"
    "    while True: threading.Thread(target=spin).start()\nexcept BaseException: spin()",
    "import os, signal\nfor s in signal.valid_signals():\n    try: os.kill(1, s)\n    except OSError: pass\n"
    "os._exit(3)",
    "i = 0\nwhile True:\n    i += 1\n    for place in ('/tmp', '/dev/shm', '.'):\n"
    "        try: open(f'{place}/{i}', 'wb').write(bytes(10**6))\n        except OSError: pass",
    "while True: print('<script>alert(1)</script>' * 1000)",
    "import resource, os\n"
    "for call in (lambda: resource.prlimit(1, resource.RLIMIT_NOFILE, (1, 1)), lambda: os.setpriority(os.PRIO_USER, "
    "0, 19)):\n"
    "    try: call()\n    except OSError: pass\n"
    "session, socket = get_ipython().kernel.session, get_ipython().kernel.iopub_socket\n"
    "while True: session.send(socket, 'stream', {'name': 'stdout', 'text': 'x' * 10**6}, "
    "parent=get_ipython().kernel.get_parent())",
]  # fmt: skip


def same_results(folder, handed_out, solved, honest, attacks, limits):
    """Grade so many honest students alone, and with a hostile one for each attack in between; compare."""
    rng = random.Random(7)
    for student in range(honest):
        made = copy.deepcopy(handed_out)
        for cell in made.cells:
            if grade_id(cell) in solved and rng.random() < 0.7:
                cell.source = solved[grade_id(cell)]
        for place in ("alone", "together"):
            (folder / place / f"student{student:02d}").mkdir(parents=True)
            nbformat.write(made, folder / place / f"student{student:02d}" / f"{NAME}.ipynb")
    for number, attack in enumerate(attacks):
        made = copy.deepcopy(handed_out)
        for cell in made.cells:
            if grade_id(cell) in solved and cell.cell_type == "code":
                cell.source = attack
        place = folder / "together" / f"student{honest * number // len(attacks):02d}_hostile"
        place.mkdir()
        nbformat.write(made, place / f"{NAME}.ipynb")
    graded = {}
    for place in ("alone", "together"):
        results = course.grade(folder / place, folder / f"{place} graded", limits=limits)
        graded[place] = {r.student: r.as_json() for r in results.values() if "hostile" not in r.student}
    assert len(graded["alone"]) == honest
    assert graded["together"] == graded["alone"]


def test_two_students_beside_a_hostile_one(tmp_path, handed_out, solved):
    limits = Limits(cell_seconds=20, memory=1_500_000_000, files=20_000_000)
    same_results(tmp_path, handed_out, solved, 2, HOSTILE[2:3], limits)


def test_54_students_among_six_hostile_ones(tmp_path, handed_out, solved):
    limits = Limits(notebook_seconds=60, cell_seconds=30, memory=1_500_000_000, files=20_000_000)
    same_results(tmp_path, handed_out, solved, 54, HOSTILE, limits)
