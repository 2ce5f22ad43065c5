"""Examiners, seen from outside: the process that forks one for each notebook, and a line to each. Imports little, so
that it can be started before all else.
"""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from multiprocessing.util import Finalize
from pathlib import Path


class Lost(RuntimeError):
    """What was asked of an examiner did not come back, or not in time."""


class Server:
    """The forking process, and lines to its copies; it ends with the process that started it. Workers that were forked
    from that one use it, too: what they ask for are messages, of which none can be mixed with another's.
    """

    def __init__(self):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        self._ready = self._failed = False
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "grading.examiner"], stdin=theirs, stdout=subprocess.DEVNULL,
                start_new_session=True, cwd=Path(__file__).parent.parent,
                env={**os.environ, "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"},
            )  # fmt: skip
        self.finalize = Finalize(self, _end, (self.process, self.control), exitpriority=1)

    def wait(self):
        """Return when its imports are done."""
        if not self._ready:
            self.control.settimeout(120)
            with contextlib.suppress(OSError):
                self._ready = self.control.recv(16) == b"ready"
            if not self._ready:
                self._failed = True
                self.finalize()
                raise Lost("the examiner did not start; its error is above")

    def ended(self):
        """Whether the process is gone; it says nothing after it was ready, so that what can be read is the end."""
        return self._failed or (self._ready and bool(select.select([self.control], [], [], 0)[0]))

    def line(self, task):
        """A `Line` to a fresh copy, which does `task`."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [task], [theirs.fileno()])
            except OSError:
                raise Lost("the examiner is gone") from None
        return Line(Connection(ours.detach()))


def _end(process, control):
    control.close()
    process.kill()
    process.wait()


class Line:
    """A connection to a copy of the examiner; closing it ends the copy, whatever it is doing."""

    def __init__(self, connection):
        self.connection = connection
        try:
            self.pid = self.receive(60)
        except Lost:
            self.pid = None
            self.close()
            raise

    def send(self, what):
        try:
            self.connection.send(what)
        except OSError:
            raise Lost("the examiner ended") from None

    def receive(self, seconds):
        """What comes within `seconds`; raises `Lost`."""
        try:
            if self.connection.poll(max(0.0, seconds)):
                return self.connection.recv()
        except (EOFError, OSError):
            raise Lost("the examiner ended") from None
        raise Lost(f"it was not done within {seconds:.0f} s")

    def close(self):
        self.connection.close()
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


_server = None
_server_lock = threading.Lock()


def start():
    """Start the server, which takes seconds to import what it needs, and do not wait for it."""
    global _server
    if _server is None or _server.ended():
        _server = Server()


def server_ended():
    """Whether the server in use is gone."""
    return _server is not None and _server.ended()


def server():
    """The server of this process, and of the workers forked from it; a new one if the last has ended."""
    with _server_lock:
        start()
        _server.wait()
        return _server
