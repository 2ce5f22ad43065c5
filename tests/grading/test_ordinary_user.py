"""What an ordinary user gets: the same rooms, without root's rights to make them."""

import copy
import csv
import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import nbformat
import pytest

from conftest import ROOT
from one_set import FULL, NAME, cell_of

pytestmark = [
    pytest.mark.usefixtures("barred"),
    pytest.mark.skipif(os.getuid() != 0, reason="becomes another user"),
]
NOBODY = "12345"
HOSTILE = f"""
import ctypes, os, resource, signal, socket
calls = ["os.fork()", "open('/proc/sys/kernel/core_pattern', 'w')", "open('{ROOT}/solutions/{NAME}/{NAME}.ipynb')",
    "open('/tmp/../{ROOT}/planted', 'w')", "resource.prlimit(1, resource.RLIMIT_NOFILE, (1, 1))", "os.setuid(0)",
    "os.memfd_create('x')", "os.kill(os.getppid(), 9) or 1/0", "os.setpriority(os.PRIO_USER, 0, 19)",
    "socket.create_connection(('127.0.0.1', 22), 1)"]
for call in calls:
    try:
        eval(call)
        print('DONE', call)
    except Exception as error:
        print('refused', type(error).__name__)
print('NUMBER', os.getuid(), open('/proc/self/uid_map').read().split())
hoard = []
try:
    while True: hoard.append(bytes(10**8))
except MemoryError:
    del hoard
    print('refused MemoryError')
"""


def python_for_everyone(folder):
    """Shell commands after which any user can start this Python, also if it lies in root's home; in a mount namespace
    of their own.
    """
    base = Path(sys.base_prefix)
    closed = [place for place in base.parents if not place.stat().st_mode & 0o001]
    if not closed:
        return ""
    (folder / "python").mkdir()
    return (
        f"mount --bind {base} {folder}/python; mount -t tmpfs -o mode=755 none {closed[0]}; mkdir -p {base}; "
        f"mount --bind {folder}/python {base};"
    )


def moved(course, folder):
    """Shell commands after which this repository is in the folder `course` too, and its environment knows that."""
    said = f"mount --bind {ROOT} {course};"
    for file in Path(sysconfig.get_path("purelib")).glob("__editable__*"):
        other = folder / file.name
        other.write_text(file.read_text().replace(str(ROOT), str(course)))
        said += f" mount --bind {other} {course / file.relative_to(ROOT)};"
    return said


@pytest.fixture
def course():
    """A place in /home, where ordinary users have their courses."""
    place = Path(tempfile.mkdtemp(dir="/home"))
    place.chmod(0o755)
    yield place
    place.rmdir()


def test_an_ordinary_user_grades_right_and_hostile_work(tmp_path, course, notebook):
    hostile = copy.deepcopy(notebook)
    cell_of(hostile, "density").source = HOSTILE
    for student, made in (("ana", notebook), ("eve", hostile)):
        (tmp_path / "in" / student).mkdir(parents=True)
        nbformat.write(made, tmp_path / "in" / student / f"{NAME}.ipynb")
    for place in (tmp_path, *tmp_path.parents[:2]):
        place.chmod(0o755)
    (tmp_path / "home").mkdir()
    os.chown(tmp_path / "home", int(NOBODY), int(NOBODY))
    out = tmp_path / "home" / "graded"
    prepared = f"{python_for_everyone(tmp_path)} {moved(course, tmp_path)} cd {course};"
    program = f"{course / Path(sys.executable).relative_to(ROOT)} -m grading {tmp_path}/in --out {out}"
    user = f"setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups --inh-caps=-all --bounding-set=-all"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", f"{prepared} exec {user} {program}"],
        capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path / "home"), "TMPDIR": str(tmp_path / "home")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with (out / "grades.csv").open() as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores == {"ana": 9.0, "eve": 9.0 - FULL["density_check"]}, (out / "grades.csv").read_text()
    said = (out / "feedback" / "eve" / NAME / f"{NAME}.html").read_text()
    assert "DONE" not in said.replace("&#x27;DONE&#x27;", "")
    assert said.count("refused ") >= 11
    assert f"NUMBER 1000 [&#x27;1000&#x27;, &#x27;{NOBODY}&#x27;, &#x27;1&#x27;]" in said
    assert "your user number" in (out / "summary.html").read_text()
