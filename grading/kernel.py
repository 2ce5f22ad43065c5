"""One student's kernel, seen from outside: it runs cells and hands out values, and survives its own death."""

import contextlib
import functools
import json
import os
import threading
import time

from grading import outputs, plain
from grading.keeper import read_frame, write_frame
from grading.sandbox import HOW_TO_GET_IT, Broken, Limits, Sandbox, Unavailable, look

_GRACE = 20  # seconds that the keeper has to interrupt a kernel and to say so


class KernelDied(RuntimeError):
    """The student's kernel ended or had to be ended; the message says why."""


class CellTimeout(RuntimeError):
    """A cell took longer than it may; there is a kernel to go on with."""


class _Kept(threading.local):
    """The sandbox of a worker's thread, used by one notebook after the other."""

    key = sandbox = None

    def get(self, key):
        if self.key != key:
            self.drop()
            self.sandbox = Sandbox(*key)
            self.key = key
        return self.sandbox

    def drop(self):
        if self.sandbox:
            self.sandbox.close()
        self.forget()

    def forget(self):
        self.key = self.sandbox = None


_kept = _Kept()
os.register_at_fork(after_in_child=_kept.forget)  # it is the parent's, and serves one notebook at a time


class StudentKernel:
    """Runs cells; when its kernel dies it starts another one and repeats what ran before."""

    MOST_RESTARTS = 3

    def __init__(self, limits, sandboxed=True):
        self.limits = limits
        self.key = (limits, sandboxed)
        self.restarts = 0
        self.done = []
        self.line = None
        self._start()

    def _start(self):
        """A kernel, in a fresh sandbox if the one kept fails."""
        for attempt in (1, 2):
            try:
                self.sandbox = _kept.get(self.key)
                self.line = self.sandbox.start()
                self.line.settimeout(120)
                if read_frame(self.line, 100) == b"ready":
                    return
            except (OSError, EOFError, ValueError, Broken) as error:
                why = str(error)
                if isinstance(error, TimeoutError):
                    why = "it was not ready in time: is this machine busy?"
                elif self.line:  # there is a sandbox, whose room ended
                    why = f"{why or 'its room ended'}: {self.sandbox.said}"
                self.close()
                _kept.drop()
                if attempt == 2:
                    raise Broken(f"no kernel could be started ({why})") from None

    def run(self, source, seconds=None):
        """Outputs of a cell. Raises `CellTimeout` or `KernelDied`; then there is a kernel in which earlier cells were
        repeated.
        """
        made = outputs.clean(self._execute(source, None, seconds)[0])
        if any(output.get("ename") == "MemoryError" for output in made):  # later cells would lack what it still holds
            self._restart()
            raise KernelDied("the cell ran out of memory")
        self.done.append(source)
        return made

    def ask(self, expression, seconds=None):
        """The text that an expression gives in the kernel; an error counts as no text."""
        return self._execute("", expression, seconds)[1]

    def _execute(self, source, expression, seconds):
        try:
            how, *found = self._exchange(source, expression, self.limits.cell_seconds if seconds is None else seconds)
        except (OSError, EOFError, ValueError, RecursionError, MemoryError):
            how = "dead"
            found = ()
        if how == "done":
            return found
        if how.startswith("late"):
            raise CellTimeout(how[6:])
        self._restart()
        if how.startswith("lost"):
            raise CellTimeout(how[6:])
        raise KernelDied("the kernel ended: it was killed, ran out of memory, or left by os._exit")

    def _exchange(self, source, expression, seconds):
        asked = {"source": source, "expression": expression, "seconds": seconds, "most": self.limits.output}
        self.line.settimeout(seconds + _GRACE)
        end = time.monotonic() + seconds + _GRACE
        write_frame(self.line, json.dumps(asked).encode())
        how, made = json.loads(read_frame(self.line, 2 * self.limits.output + 100_000))
        self.line.settimeout(max(1.0, end - time.monotonic()))
        text = read_frame(self.line, plain.MOST_TEXT).decode(errors="replace")
        if not isinstance(how, str) or not isinstance(made, list):
            raise ValueError("an answer of another form")
        return how, made, text

    def _restart(self):
        self.restarts += 1
        self.close()
        if self.restarts > self.MOST_RESTARTS:
            raise KernelDied("the kernel was lost too often")
        self._start()
        end = time.monotonic() + self.limits.notebook_seconds
        for source in self.done:
            left = end - time.monotonic()
            if left <= 0:
                return
            with contextlib.suppress(CellTimeout):
                self._execute(source, None, min(self.limits.cell_seconds, left))

    def close(self):
        """End the kernel; the sandbox stays for the next notebook of this worker, unless it failed."""
        if self.line is None:
            return
        self.line.close()
        self.line = None
        if not self.sandbox.stop():
            _kept.drop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


@functools.cache
def check(limits=None):
    """Raise `Unavailable` unless the sandbox works here, found out by starting a kernel in it."""
    look()
    try:
        with StudentKernel(limits or Limits()) as kernel:
            if kernel.ask("1 + 1") != "2":
                raise Broken("the kernel does not answer")
    except (Broken, KernelDied) as error:
        raise Unavailable(HOW_TO_GET_IT.format(problem=f"does not work here: {error}")) from None
