"""The examination: what is fetched, what is told, and that it ends."""

import contextlib
import os
import time

import numpy as np
import pytest

from grading import examiner, examiners, plain
from grading.assemble import hidden_only, hidden_removed
from grading.execution import answers_of
from qtlib.homework import Wrong, problem_set
from tools import variants

CHECK = """from qtlib.homework import Wrong
if not f(1.0) > 0:
    raise Wrong("positive")
### BEGIN HIDDEN TESTS
for x in (2.5, 3.5):
    print("asked", x)
    if f(x) != x:
        raise Wrong(f"with {x}: {f(x)}", "you doubled it" if f(x) == 2 * x else None)
### END HIDDEN TESTS"""


def examined(f, answers=("f",), **values):
    """(visible, hidden) verdicts of the check, with a student's function and values."""

    def ask(request):
        what, name, *packed = request
        if what == "fetch":
            value = {"value": f if name == "f" else values[name]} if name == "f" or name in values else {"error": "no"}
            return plain.encode(value)
        import pickle

        args, kwargs = pickle.loads(packed[0])
        try:
            return plain.encode({"value": f(*args, **kwargs)})
        except Exception as error:
            return plain.encode({"error": f"{type(error).__name__}: {error}"})

    examination = examiner.Examination(set(answers), ask, {})
    visible = examination.visible("a", hidden_removed(CHECK))
    return visible, examination.hidden("a", hidden_only(CHECK))


def test_right_and_wrong():
    assert [done[0] for done in examined(lambda x: x)] == [None, None]
    assert examined(lambda x: -x)[0][0] == "Wrong"


def raises(x):
    if x != 1.0:
        raise ValueError(f"SEEN {x}")
    return 1.0


@pytest.mark.parametrize(
    "f", [raises, lambda x: 1.0 if x == 1 else f"SEEN {x}", lambda x: 1.0 if x == 1 else np.zeros(int(x * 10)),
    lambda x: x if x == 1 else x / 1.1]
)  # fmt: skip
def test_a_hidden_test_tells_nothing(f):
    kind, message, printed, _ = examined(f)[1]
    assert (kind, message, printed) == ("Wrong", examiner.HIDDEN_FAILS, "")


def test_a_hidden_test_gives_the_author_s_hint():
    assert examined(lambda x: x if x == 1 else 2 * x)[1][1] == f"{examiner.HIDDEN_FAILS}: you doubled it"


def test_only_answers_are_fetched():
    examination = examiner.Examination({"mine"}, lambda request: plain.encode({"value": 1e10}), {})
    kind, error, *_ = examination.visible("a", "assert mine == 1e10\nhidden_g")
    assert kind == "NameError"
    assert "hidden_g" in str(error)


def test_names_that_locked_cells_make_are_no_answers():
    import nbformat

    solution, locked = {"nbgrader": {"solution": True}}, {"nbgrader": {"locked": True}}
    cells = [
        nbformat.v4.new_code_cell("t = 1\nmine = 2", metadata=solution),
        nbformat.v4.new_code_cell("t = 3", metadata=locked),
    ]
    assert answers_of(nbformat.v4.new_notebook(cells=cells)) == {"mine"}


@pytest.mark.parametrize("function", ["0.0", "mean_back", "1e-5 if width > 12 else 1e-3"])
def test_a_student_s_function_is_no_measure_of_itself(function):
    """Numbers that agree with a function that is wrong are wrong, and the right ones do not make it right."""
    _, check = problem_set("quantum_hall")
    own = f"backscattering = lambda width, strength, flux, rng: {function}\n"
    for numbers in ("mean_back, protected_width = 0.0, 6", "mean_back, protected_width = 1e-3, 14"):
        with pytest.raises(Wrong):
            exec(f"{own}{numbers}\ncheck('protected')", {"check": check})
    right = variants.solved("quantum_hall", "protected", 0)
    exec("check('protected')", right | {"check": check})
    with pytest.raises(Wrong):
        exec(f"{own}check('protected')", right | {"check": check})


def ended(pid):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_an_examiner_does_not_compute_on():
    with examiners.server().line(b"examine") as line:
        line.send((frozenset(), {}, {}))
        line.send(("visible", "a", "while True: pass"))
        with pytest.raises(examiners.Lost, match="not done within"):
            line.receive(0.5)
        pid = line.pid
    assert ended(pid)


def test_an_examiner_has_a_limit_of_memory():
    with examiners.server().line(b"examine") as line:
        line.send((frozenset(), {}, {}))
        line.send(("visible", "a", "hoard = bytes(8 * 10**9)"))
        assert line.receive(60)[1] == "MemoryError"


def test_a_page_that_takes_too_long_is_written_without_formatting():
    server = examiners.server()
    with server.line(b"page") as line, pytest.raises(examiners.Lost):
        line.send({"student": "ana", "assignment": "x", "tasks": [], "cells": [{"kind": "markdown", "source": 5}]})
        line.receive(60)


def test_a_server_that_ended_is_replaced():
    server = examiners.server()
    server.process.kill()
    server.process.wait()
    assert examiners.server() is not server


def test_a_server_that_did_not_start_is_replaced(monkeypatch):
    monkeypatch.setattr(examiners, "_server", None)
    with monkeypatch.context() as broken:
        broken.setattr(examiners.sys, "executable", "/bin/false")
        with pytest.raises(examiners.Lost, match="did not start"):
            examiners.server()
    with examiners.server().line(b"texts") as line:
        line.send([("markdown", "*a*")])
        assert line.receive(60) == ["<p><em>a</em></p>\n"]


def test_what_many_ask_of_one_server_is_not_mixed():
    """Workers share it: each message is one line to one examiner."""
    with contextlib.ExitStack() as lines:
        many = [lines.enter_context(examiners.server().line(b"texts")) for _ in range(5)]
        for number, line in enumerate(many):
            line.send([("raw", str(number))])
        assert [line.receive(60) for line in many] == [[f"<pre>{number}</pre>\n"] for number in range(5)]


@pytest.mark.parametrize(
    "forged", ['{"array": ["<f8", [400000000, 0], ""]}', '{"list": [' + ",".join(["{}"] * 600_000) + "]}",
    '{"scalar": ["<U3000000", [], ""]}']
)  # fmt: skip
def test_answers_that_take_much_memory_are_refused(forged):
    with pytest.raises(plain.NotPlain):
        plain.decode(forged)


def test_an_array_of_no_elements_is_no_place_for_many():
    assert isinstance(plain.decode(plain.encode(np.zeros((400_000_000, 0)))), plain.Opaque)
    assert plain.decode(plain.encode(np.zeros((3, 0)))).shape == (3, 0)
