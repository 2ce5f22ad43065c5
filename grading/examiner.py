"""The checks run here, outside the sandbox, on data and functions fetched from the student's kernel.

Hidden tests and the code that compares never enter the student's process, so nothing that is patched there can make a
wrong answer right. One server process has the imports done and forks a fresh copy for each notebook, with limits of
its own; `examiners` starts it and speaks with the copies.
"""

import ast
import builtins
import contextlib
import ctypes
import importlib
import io
import os
import re
import resource
import signal
import socket
import sys
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

import cloudpickle
import numpy as np

from grading import plain
from qtlib.homework import Check, OtherNumbers, Wrong

_PRELOADED = ["matplotlib.pyplot", "scipy.integrate", "scipy.optimize", "qtlib", "grading.feedback", "grading.harmless"]
_MEMORY = 6_000_000_000
_MOST_MESSAGE = 4000
HIDDEN_FAILS = "the result is not right for other numbers than the visible ones"
_KILL_WITH_PARENT = 1


class StudentError(Exception):
    """Something the student's code raised when it was called; the message says what."""


class Function:
    """A student's function: calling it runs it in the student's kernel."""

    def __init__(self, name, ask, made_of=()):
        self.__name__ = name
        self._ask = ask
        self.made_of = made_of

    def __call__(self, *args, **kwargs):
        reply = _reply(self._ask(("call", self.__name__, cloudpickle.dumps((args, kwargs)))))
        generators = [a for a in (*args, *kwargs.values()) if isinstance(a, np.random.Generator)]
        states = reply.get("generators", ())
        for generator, state in zip(generators, states if isinstance(states, list) else (), strict=False):
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
    r"""Names that a cell reads but does not make itself, functions inside it included.

    Examples
    --------
    >>> sorted(names_used("m = 2\nf(lambda x: m * x + y)"))
    ['f', 'y']
    """
    used = set()
    stored = set()
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
    """One notebook's locked cells: their own names, and the student's where a check asks for an answer.

    Parameters
    ----------
    answers : set of str
        Names that are the student's; no other name ever comes from there.
    ask : callable
        Asks the student's kernel.
    given : dict
        Names that locked cells find, as the cells before them made them.
    """

    def __init__(self, answers, ask, given):
        self.space = {"__name__": "__main__", **given}
        self.answers = answers
        self.ask = ask
        self.kept = {}

    def visible(self, key, source):
        """(name of the error or None, its message, what was printed, the cell's value) of what a student sees of a
        cell.
        """
        done = self._run(source, self.space)
        self.kept[key] = dict(self.space)
        return done

    def hidden(self, key, source):
        """The same of a check's hidden tests, going on where its visible part ended. Nothing that the student's code
        made is in the message.
        """
        kind, error, _, value = self._run(source, self.kept.get(key, self.space))
        return kind and "Wrong", kind and _harmless(error), "", value

    def _run(self, source, space):
        printed = io.StringIO()
        try:
            for name in sorted(names_used(source) & self.answers | _read_by_checks(source, space)):
                space.pop(name, None)
                self._fetch(name, space)
            with contextlib.redirect_stdout(printed), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = _execute(source, space)
        except Exception as error:
            kind = "Wrong" if isinstance(error, StudentError | plain.NotPlain) else type(error).__name__
            return kind, error, printed.getvalue(), error.variants if isinstance(error, OtherNumbers) else None
        return None, None, printed.getvalue(), value

    def _fetch(self, name, space):
        with contextlib.suppress(StudentError):  # a missing name fails where the check needs it
            reply = _reply(self.ask(("fetch", name)))
            value, made_of = reply["value"], reply.get("made_of", ())
            is_function = isinstance(value, plain.Opaque) and value.kind == "function"
            made_of = [n for n in made_of if isinstance(n, str)] if isinstance(made_of, list) else ()
            space[name] = Function(name, self.ask, made_of) if is_function else value


def _harmless(error):
    """What may be said of a hidden test that failed: a hint, which is the author's text alone."""
    hint = error.hint if isinstance(error, Wrong) else None
    return f"{HIDDEN_FAILS}: {hint}" if hint else HIDDEN_FAILS


def _read_by_checks(source, space):
    """Names of the answers that checks of one line read."""
    check = space.get("check")
    if not isinstance(check, Check):
        return set()
    tasks = re.findall(r'^check(?:\.hidden)?\("(\w+)"', source, re.M)
    return {name for task in tasks for name in check.reads(task)}


def _execute(source, space):
    """Run the cell; a number as its last expression is nbgrader's partial credit."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    space["__builtins__"] = builtins
    exec(compile(tree, "<check>", "exec"), space)
    value = eval(compile(ast.Expression(last.value), "<check>", "eval"), space) if last else None
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _message(error):
    text = f"your code raised {error}" if isinstance(error, StudentError) else str(error)
    return text[:_MOST_MESSAGE]


def examine(connection):
    """Serve one notebook over a connection, then end."""

    def ask(request):
        connection.send(request)
        return connection.recv()

    answers, given, environment = connection.recv()
    os.environ.update(environment)
    examination = Examination(answers, ask, given)
    while True:
        part, key, source = connection.recv()
        kind, error, printed, value = getattr(examination, part)(key, source)
        text = error if isinstance(error, str) else _message(error) if kind else ""
        connection.send(("done", kind, text, printed[:_MOST_MESSAGE], value))


def page(connection):
    """Format the parts of one feedback page."""
    from grading import feedback

    connection.send(feedback.pieces(**connection.recv()))


def texts(connection):
    """Form the text cells of one notebook."""
    from grading import harmless

    connection.send(harmless.formed(connection.recv()))


def serve():
    """Fork a copy of this process for each line that comes over standard input, until that ends with the process that
    started this one.
    """
    for name in _PRELOADED:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control = socket.socket(fileno=0)
    control.sendall(b"ready")
    while True:
        task, lines, _, _ = socket.recv_fds(control, 16, 1)
        if not task:
            return
        if os.fork() == 0:
            control.close()
            with contextlib.suppress(EOFError, OSError):
                _serve_one(Connection(lines[0]), {b"examine": examine, b"page": page, b"texts": texts}[task])
            os._exit(0)
        os.close(lines[0])


def _serve_one(connection, task):
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_KILL_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    connection.send(os.getpid())
    task(connection)


if __name__ == "__main__":
    sys.path.insert(1, str(Path(__file__).parent))  # student_side and plain, by the names they have in the sandbox
    from grading import examiner  # so that its classes have one name

    examiner.serve()
