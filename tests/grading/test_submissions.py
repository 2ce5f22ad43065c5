"""Everybody who handed in is in the list, once, under a name of their own."""

import json
import os
import subprocess
import sys

import pytest

from conftest import let_everyone_pass
from grading import gradebook, naming, submissions

SETS = {"channels": {"a", "b"}, "noise": {"c"}}


def notebook(*ids, **more):
    cells = [{"cell_type": "code", "source": "1", "metadata": {"nbgrader": {"grade_id": name}}} for name in ids]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more})


def put(folder, name, text=None):
    path = os.path.join(os.fsencode(folder), name if isinstance(name, bytes) else os.fsencode(name))
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(notebook("a") if text is None else text)


def fates(folder, **more):
    return {
        (one.student, naming.printable(one.path.name)): one.problem for one in submissions.find(folder, SETS, **more)
    }


def test_a_file_name_cannot_take_another_s_place(tmp_path):
    put(tmp_path, "ana_77/channels/channels.ipynb")
    put(tmp_path, "bea/channels/ana_77_1234_channels.ipynb")
    put(tmp_path, "bea/channels/ana_77_assignsubmission_file_channels.ipynb")
    put(tmp_path, "muellerzoe_77_1234_x_1_assignsubmission_file_.ipynb")
    put(tmp_path, "Zoé Q_12_assignsubmission_file_/ana_77_1_channels.ipynb")
    assert {student for student, _ in fates(tmp_path)} == {"ana_77", "bea", "muellerzoe_77", "Zoé_Q_12"}


def test_two_students_never_become_one(tmp_path):
    long = "x" * 100
    for name in ("O'Brien", "O Brien", "Ana", "ana", long + "1", long + "2", "李" * 80, "ü", b"s\xe9"):
        put(tmp_path, (name if isinstance(name, bytes) else name.encode()) + b"/channels/channels.ipynb")
    found = fates(tmp_path)
    students = {student for student, _ in found}
    assert len(students) == 9
    assert len({s.casefold() for s in students}) == 9
    assert set(found.values()) == {None}
    assert all(len(s.encode()) < 200 and s.encode().decode() == s for s in students)


def test_names_stay_when_others_come(tmp_path):
    kept = tmp_path / "names.json"
    put(tmp_path / "in", "O'Brien/channels/channels.ipynb")
    assert {s for s, _ in fates(tmp_path / "in", names=kept)} == {"O_Brien"}
    put(tmp_path / "in", "O Brien/channels/channels.ipynb")
    after = {s for s, _ in fates(tmp_path / "in", names=kept)}
    assert len(after) == 2
    assert "O_Brien" in after
    kept.write_text("{broken")
    assert len({s for s, _ in fates(tmp_path / "in", names=kept)}) == 2


def test_everyone_is_in_the_list(tmp_path):
    put(tmp_path, "submitted/ana/channels/channels.ipynb")
    put(tmp_path, "submitted/only a stamp/channels/timestamp.txt", "2026-11-20 10:00:00 UTC")
    put(tmp_path, "bea/channels/channels.ipynb")
    put(tmp_path, "source/channels/channels.ipynb")
    (tmp_path / "empty").mkdir()
    found = fates(tmp_path)
    assert {student for student, _ in found} == {"ana", "only_a_stamp", "bea", "empty"}
    assert "nothing was handed in" in next(p for (s, _), p in found.items() if s == "only_a_stamp")


def test_a_student_called_submitted(tmp_path):
    put(tmp_path, "submitted/channels/channels.ipynb")
    put(tmp_path, "ana/channels/channels.ipynb")
    assert {student for student, _ in fates(tmp_path)} == {"submitted", "ana"}


@pytest.mark.parametrize(
    "text", ["[" * 200_000, '{"a":' * 200_000, "", "nul", '{"nbformat": 4, "cells": [5]}',
    '{"nbformat": 4, "cells": {"a": 1}}', "NaN", "\udce9"]
)  # fmt: skip
def test_files_that_are_no_notebooks_say_so(tmp_path, text):
    (tmp_path / "ana").mkdir()
    (tmp_path / "ana" / "channels.ipynb").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert all(fates(tmp_path).values())


def test_odd_cells_are_read_as_far_as_they_are_cells(tmp_path):
    odd = json.loads(notebook("a", "b"))
    odd["cells"] += [
        {"cell_type": "code", "source": ["x\ud800", 5, None], "metadata": 7},
        {"cell_type": [], "source": {}},
        {},
    ]
    put(tmp_path, "ana/channels/channels.ipynb", json.dumps(odd))
    (one,) = submissions.find(tmp_path, SETS)
    assert [cell["source"] for cell in one.cells] == ["1", "1", "x?"]


def test_what_cannot_be_read_is_said_of_that_file_alone(tmp_path):
    put(tmp_path, "ana/channels/channels.ipynb")
    put(tmp_path, "bea/channels/channels.ipynb")
    os.mkfifo(tmp_path / "bea" / "channels" / "pipe.ipynb")
    (tmp_path / "bea" / "loop").symlink_to(tmp_path)
    found = fates(tmp_path)
    assert found["ana", "channels.ipynb"] is None
    assert "no ordinary file" in found["bea", "pipe.ipynb"]
    assert "link" in found["bea", "loop"]


@pytest.mark.skipif(os.getuid() != 0, reason="becomes another user")
def test_files_without_leave_to_read_are_said_to_be_that(tmp_path):
    put(tmp_path, "ana/channels/channels.ipynb")
    put(tmp_path, "bea/channels/channels.ipynb")
    put(tmp_path, "zoe/channels/channels.ipynb")
    let_everyone_pass(tmp_path)
    (tmp_path / "ana" / "channels" / "channels.ipynb").chmod(0)
    (tmp_path / "bea").chmod(0)
    look = (
        "import os\nfrom grading import submissions\nos.setuid(12345)\n"
        f"print([(o.student, o.problem) for o in submissions.find({str(tmp_path)!r}, {SETS!r})])"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True)
    assert done.stdout.count("cannot be read (Permission denied)") == 2, done.stderr
    assert "('zoe', None)" in done.stdout


def test_a_spreadsheet_computes_nothing(tmp_path):
    rows = [
        {"student_id": "ana", "score": "-1.5", "file": name, "reason": "x"}
        for name in ("=cmd|' /C calc'!A0.ipynb", "@SUM(A1)", "+1+1", "-2+3", "\t=1", "ok")
    ]
    with (tmp_path / "grades.csv").open("w", newline="") as file:
        gradebook.write(rows, file)
    lines = (tmp_path / "grades.csv").read_text().splitlines()[1:]
    assert all(line.split(",")[2].lstrip('"')[0] not in "=@+-\t" for line in lines)
    assert all(line.split(",")[1] == "-1.5" for line in lines)


def test_unprintable_names_are_printed():
    assert naming.printable("a\udce9\x1b[31m\n") == r"a\udce9\x1b[31m\n"
