"""Work goes on when workers die: only a job that ends every worker is given up."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grading import examiners, pool
from grading.kernel import StudentKernel, _kept
from grading.sandbox import Limits


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
    if kind == "kept":
        return _kept.sandbox
    if kind == "server":
        return examiners.server().process.pid
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


def refuse():
    raise ValueError("not here")


@pytest.mark.parametrize("threads", [False, True])
def test_work_begins_only_if_what_comes_first_went_well(tmp_path, threads):
    with pytest.raises(ValueError, match="not here"):
        dict(pool.results({0: ("left", str(tmp_path))}, work, ThreadPoolExecutor(1) if threads else None, refuse))


@pytest.mark.parametrize("threads", [1, 2])
def test_beside_another_thread_workers_are_not_forked(tmp_path, monkeypatch, threads):
    """Forked or not, the work is the same; a fork could find a lock closed that the other thread holds."""
    server = examiners.server().process.pid
    monkeypatch.setattr(pool.threading, "active_count", lambda: threads)
    assert [found == server for found in done(["server", "server"], tmp_path).values()] == [threads == 1] * 2


@pytest.mark.usefixtures("barred")
def test_a_worker_never_uses_its_parent_s_sandbox(tmp_path, monkeypatch):
    """A sandbox serves one notebook at a time: two that spoke to one would get each other's answers."""
    monkeypatch.setattr(pool.threading, "active_count", lambda: 1)
    with StudentKernel(Limits()) as kernel:
        assert kernel.ask("1 + 1") == "2"
    assert _kept.sandbox
    assert done(["kept", "kept"], tmp_path) == {0: None, 1: None}
    with StudentKernel(Limits()) as kernel:
        assert kernel.sandbox is _kept.sandbox  # and the workers' end has not ended it
        assert kernel.ask("1 + 1") == "2"
