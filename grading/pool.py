"""Work on many processors, where a worker that dies costs nobody a result."""

import concurrent.futures
import contextlib
import ctypes
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

MOST_DEATHS = 2  # of workers that a job had for itself
_RUN = "grading-run-"
_KILL_WITH_PARENT = 1


class Guilty(RuntimeError):
    """A job that ended every worker it was given."""


def results(jobs, work, executor=None, first=None):
    """(key, result or exception) of each job as it is done.

    Parameters
    ----------
    jobs : dict
        What to work on, by key.
    work : callable
        Takes a job; can be sent to another process.
    executor : concurrent.futures.Executor, optional
        Where the work is done; processes of this machine if not given, one for each core. When one of these dies, all
        are replaced, what they worked on is done again one job at a time, and a job is given up only if two workers
        died that had no other.
    first : callable, optional
        What is done before any job, where the jobs will be; if it raises, nothing else is done.
    """
    yield from _elsewhere(jobs, work, executor, first) if executor else _here(jobs, work, first)


def _elsewhere(jobs, work, executor, first):
    if first and jobs:
        executor.submit(first).result()
    futures = {executor.submit(work, job): key for key, job in jobs.items()}
    again = {}
    try:
        for future in concurrent.futures.as_completed(futures):
            if isinstance(future.exception(), Exception):
                again[futures[future]] = jobs[futures[future]]
            else:
                yield futures[future], future.result()
        futures = {executor.submit(work, job): key for key, job in again.items()}
        for future in concurrent.futures.as_completed(futures):
            yield futures[future], future.exception() or future.result()
    finally:
        for future in futures:
            future.cancel()


def _here(jobs, work, first):
    waiting = list(jobs)
    deaths = dict.fromkeys(jobs, 0)
    with _Processes(len(jobs)) as processes:
        if first and jobs:
            processes.each(first)
        while waiting:
            alone = deaths[waiting[0]] > 0
            running = {}
            try:
                while waiting or running:
                    while (
                        waiting
                        and len(running) < (1 if alone else processes.number)
                        and bool(deaths[waiting[0]]) == alone
                    ):
                        key = waiting[0]
                        running[processes.executor.submit(work, jobs[key])] = key
                        del waiting[0]
                    if not running:
                        break
                    for future in concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done:
                        if isinstance(future.exception(), BrokenProcessPool):
                            raise future.exception()
                        yield running.pop(future), future.exception() or future.result()
            except KeyboardInterrupt:
                for future in concurrent.futures.wait(running).done:  # what is at work is done and kept
                    if not future.exception():
                        yield running[future], future.result()
                raise
            except BrokenProcessPool:
                processes.replace()
                for key in running.values():
                    # whoever was not alone may be innocent: once more is asked of it, and that one alone
                    deaths[key] += 1
                    if alone and deaths[key] > MOST_DEATHS:
                        yield key, Guilty(f"it ended {deaths[key]} processes that graded it")
                    else:
                        waiting.append(key)


class _Processes:
    """A pool of processes on this machine, and the folder where they put what is temporary."""

    def __init__(self, jobs):
        self.number = max(
            1, min(jobs, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
        )
        self.executor = None

    def __enter__(self):
        os.environ["OMP_NUM_THREADS"] = "1"  # each worker has a core of its own
        _remove_what_is_left()
        self.folder = tempfile.mkdtemp(prefix=f"{_RUN}{os.getpid()}-")
        self.before = os.environ.get("TMPDIR")
        os.environ["TMPDIR"] = self.folder
        self.replace()
        return self

    def replace(self):
        if self.executor:
            self.executor.shutdown(wait=False, cancel_futures=True)
        # a fork has all imports done, but may only be made where no other thread could hold a lock meanwhile
        alone = sys.platform == "linux" and threading.active_count() == 1
        self.executor = concurrent.futures.ProcessPoolExecutor(
            self.number, multiprocessing.get_context("fork" if alone else "spawn"), _begin, (os.getpid(),)
        )

    def each(self, first):
        """Let all processes, as long as none is busy, do the same."""
        for future in [self.executor.submit(first) for _ in range(self.number)]:
            future.result()

    def __exit__(self, kind, *_):
        with contextlib.suppress(KeyboardInterrupt):
            self.executor.shutdown(cancel_futures=True)  # what is at work is done
        os.environ.pop("TMPDIR")
        if self.before is not None:
            os.environ["TMPDIR"] = self.before
        shutil.rmtree(self.folder, ignore_errors=True)


def _remove_what_is_left():
    """Remove the folders of runs that were killed and could not do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_RUN}*"):
        number = folder.name.removeprefix(_RUN).split("-")[0]
        with contextlib.suppress(OSError):
            mine = folder.stat().st_uid == os.getuid()
            if mine and not folder.is_symlink() and number.isdigit() and not _runs(int(number)):
                shutil.rmtree(folder, ignore_errors=True)


def _runs(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _begin(parent):
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the main process's to handle
    tempfile.tempdir = None
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
