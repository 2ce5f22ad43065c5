"""The checks run here, outside the sandbox, on data and functions fetched from the student's kernel.

Hidden tests and the code that compares never enter the student's process, so nothing that is patched there can make a wrong answer right.
One server process has the imports done and forks a fresh copy for each notebook.
"""

import ast
import contextlib
import importlib
import io
import os
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

import cloudpickle

from grading import plain
from qtlib.homework import Check

_PRELOADED = ["matplotlib.pyplot", "scipy.integrate", "scipy.optimize", "qtlib"]  # what a fork then need not import


class StudentError(Exception):
    """Something the student's code raised when it was called; the message says what."""


class Function:
    """A student's function: calling it runs it in the student's kernel."""

    def __init__(self, name, ask):
        self.__name__ = name
        self._ask = ask

    def __call__(self, *args, **kwargs):
        import numpy as np

        reply = _reply(self._ask(("call", self.__name__, cloudpickle.dumps((args, kwargs)))))
        generators = [a for a in (*args, *kwargs.values()) if isinstance(a, np.random.Generator)]
        for generator, state in zip(generators, reply.get("generators", ()), strict=False):
            with contextlib.suppress(Exception):  # a state that was tampered with stays unused
                generator.bit_generator.state = state
        return reply["value"]

    def __reduce__(self):
        import student_side  # passed on to another of the student's functions, it is the student's own again

        return student_side.lookup, (self.__name__,)


def _reply(text):
    reply = plain.decode(text)
    if not isinstance(reply, dict) or not {"value", "error"} & reply.keys():
        raise plain.NotPlain("the reply is not one of ours")
    if "error" in reply:
        raise StudentError(str(reply["error"]))
    return reply


def names_used(source):
    """Names that a cell reads but does not make itself, functions inside it included.

    Examples
    --------
    >>> sorted(names_used("m = 2\\nf(lambda x: m * x + y)"))
    ['f', 'y']
    """
    used, stored = set(), set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            (stored if isinstance(node.ctx, ast.Store) else used).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            stored.add(node.name)
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, ast.alias):
            stored.add((node.asname or node.name).split(".")[0])
    return used - stored


class Examination:
    """One notebook's checks: their own names, and the student's where a check asks for an answer."""

    def __init__(self, answers, ask):
        self.space = {"__name__": "__main__", "student": ""}
        self.answers, self.ask = answers, ask

    def run(self, source):
        """(name of the error or None, its message, what was printed, the cell's value) of one cell."""
        import builtins

        printed = io.StringIO()
        try:
            for name in sorted(names_used(source) | self._read_by_checks(source)):
                if name in self.answers or not (name in self.space or hasattr(builtins, name)):
                    self.space.pop(name, None)
                    self._fetch(name)
            with contextlib.redirect_stdout(printed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = self._execute(source)
        except Exception as error:
            kind = "Wrong" if isinstance(error, StudentError | plain.NotPlain) else type(error).__name__
            message = f"your code raised {error}" if isinstance(error, StudentError) else str(error)
            return kind, message[:4000], printed.getvalue(), None
        return None, "", printed.getvalue(), value

    def _read_by_checks(self, source):
        """Names of the answers that checks of one line read."""
        if not isinstance(check := self.space.get("check"), Check):
            return set()
        return {name for task in re.findall(r'^check\("(\w+)"\)$', source, re.M) for name in check.reads(task)}

    def _fetch(self, name):
        with contextlib.suppress(StudentError):  # a missing name fails where the check needs it
            value = _reply(self.ask(("fetch", name)))["value"]
            self.space[name] = (
                Function(name, self.ask) if isinstance(value, plain.Opaque) and value.kind == "function" else value
            )

    def _execute(self, source):
        """Run the cell; a number as its last expression is nbgrader's partial credit."""
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<check>", "exec"), self.space)
        value = eval(compile(ast.Expression(last.value), "<check>", "eval"), self.space) if last else None
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _examine(connection):
    """Serve one notebook over a connection, then end."""

    def ask(request):
        connection.send(request)
        return connection.recv()

    with contextlib.suppress(EOFError, OSError):
        answers, os.environ["QTLIB_STUDENT"] = connection.recv()
        examination = Examination(answers, ask)
        while True:
            connection.send(("done", *examination.run(connection.recv())))


def serve(address):
    """Fork a copy of this process for each connection to a socket, until standard input ends with the process that started this one."""
    for name in _PRELOADED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        print("ready", flush=True)
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
            accepted, _ = door.accept()
            if os.fork() == 0:
                door.close()
                _examine(Connection(accepted.detach()))
                os._exit(0)
            accepted.close()
    shutil.rmtree(Path(address).parent, ignore_errors=True)


class Server:
    """The forking process, and connections to it; one a worker. It ends with the worker."""

    def __init__(self):
        self.address = str(Path(tempfile.mkdtemp(prefix="examiner-")) / "socket")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grading.examiner", self.address], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent, env={**os.environ, "OMP_NUM_THREADS": "1", "MPLBACKEND": "agg"}, start_new_session=True,
        )  # fmt: skip
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError("the examiner did not start; its error is above")

    def connect(self):
        """A connection to a fresh examiner."""
        link = socket.socket(socket.AF_UNIX)
        link.connect(self.address)
        return Connection(link.detach())


if __name__ == "__main__":
    sys.path.insert(1, str(Path(__file__).parent))  # student_side and plain, by the names they have in the sandbox
    from grading import examiner  # so that its classes have one name

    examiner.serve(sys.argv[1])
