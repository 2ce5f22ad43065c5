"""Work goes on when workers die: only a job that ends every worker is given up."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grading import pool


def work(job):
    kind, folder = job
    if kind == "deadly":
        with open(Path(folder) / "deaths", "a") as file:
            file.write("x")
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "unlucky" and not (Path(folder) / "been").exists():
        (Path(folder) / "been").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "left":
        (Path(os.environ["TMPDIR"]) / "left").mkdir(exist_ok=True)
        return os.environ["TMPDIR"]
    if kind == "raises":
        raise ValueError("no")
    time.sleep(0.05)
    return kind


def done(kinds, tmp_path, executor=None):
    return dict(pool.results({n: (kind, str(tmp_path)) for n, kind in enumerate(kinds)}, work, executor))


def test_one_killed_worker_costs_nobody(tmp_path):
    kinds = ["a", "b", "unlucky", "c", "d", "e"]
    assert done(kinds, tmp_path) == dict(enumerate(kinds))


def test_a_job_that_ends_workers_is_given_up_alone(tmp_path):
    found = done(["a", "deadly", "b", "c"], tmp_path)
    assert isinstance(found.pop(1), pool.Guilty)
    assert found == {0: "a", 2: "b", 3: "c"}
    assert len((tmp_path / "deaths").read_text()) == 3  # once beside others, twice alone


@pytest.mark.parametrize("threads", [False, True])
def test_a_fault_is_its_own_job_s(tmp_path, threads):
    executor = ThreadPoolExecutor(2) if threads else None
    found = done(["a", "raises", "b"], tmp_path, executor)
    assert isinstance(found.pop(1), ValueError)
    assert found == {0: "a", 2: "b"}


def test_what_killed_workers_leave_is_removed(tmp_path):
    found = done(["left", "unlucky"], tmp_path)
    assert not Path(found[0]).exists()


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(pool.tempfile, "tempdir", str(tmp_path))
    left, other = tmp_path / "grading-run-999999999-x", tmp_path / f"grading-run-{os.getpid()}-x"
    for folder in (left, other):
        folder.mkdir()
    assert done(["a"], tmp_path) == {0: "a"}
    assert not left.exists()
    assert other.exists()
