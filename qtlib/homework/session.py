"""What a student's notebook calls: `problem_set` gives the own numbers and the check."""

import os
import re
import sys
import warnings

import numpy as np
from IPython.display import display, update_display

from qtlib import units
from qtlib.homework import locks
from qtlib.homework.answers import Wrong, condition, letter, made_of, numbers, whole
from qtlib.homework.given import Given
from qtlib.homework.variants import load, unpacked, variant

__all__ = ["EXACT", "Check", "Hint", "OtherNumbers", "looked_at", "problem_set", "progress", "surroundings"]

EXACT = 1e-6  # two answers this close were computed from the same numbers
_SLIPS = {
    "prefix": (
        "a prefix (m, µ, n, k…) went astray: in which unit is the answer asked for?",
        [10.0 ** (3 * n) for n in (-5, -4, -3, -2, -1, 1, 2, 3, 4, 5)],
    ),
    "units": (
        "volts and joules, or eV and J, or a temperature and an energy kT were mixed",
        [c for x in (units.e, units.k_B, units.meV) for c in (x, 1 / x)],
    ),
    "pi": ("h or ħ? A factor 2π is out of place", [2 * np.pi, 0.5 / np.pi]),
    "sign": ("the size is right, the sign is not: which way does it go?", [-1.0]),
    "two": ("a factor of two is out of place", [2.0, 0.5]),
}


class Hint(Wrong):
    """A wrong answer whose reason was found."""


class OtherNumbers(Wrong):
    """Right for the numbers of another variant; `variants` are those whose answer it is, to all digits."""

    def __init__(self, message, variants):
        super().__init__(message, message)
        self.variants = variants


def problem_set(name, student=""):
    """The numbers of a student in a problem set, and what checks the answers.

    Parameters
    ----------
    name : str
        Of the problem set, which is its chapter's.
    student : str, optional
        The name that the course knows. Without one the numbers are those of the website; on a JupyterHub it is the
        login.

    Returns
    -------
    given : Given
        ``given("task")`` shows a task's numbers, ``given.NAME`` is one of them in SI units.
    check : Check
        ``check("task")`` says whether the answers to a task are right, ``check.progress()`` how many are.

    Examples
    --------
    >>> given, check = problem_set("shot_noise")
    >>> charge_over_e = given.S / (units.e * given.I)
    >>> check("charge")
    Traceback (most recent call last):
    qtlib.homework.session.Hint: charge_over_e: one-sided shot noise is 2qI
    """
    data = load(name)
    # grading says who handed in, whatever the notebook says
    student = os.environ.get("QTLIB_STUDENT") or student or os.environ.get("JUPYTERHUB_USER", "")
    number = variant(student, name, data["term"])
    return Given(data, number, student), Check(data, number)


def progress(passed, tasks, open_questions):
    """The line that says how far one is.

    Examples
    --------
    >>> progress(4, 5, 1)
    '4 of 5 tasks pass; one open question'
    """
    words = {0: "", 1: "; one open question"}.get(open_questions, f"; {open_questions} open questions")
    return f"{passed} of {tasks} tasks pass{words}"


class Check:
    """Checks the answers to the tasks of one problem set, for one variant."""

    def __init__(self, data, number):
        self._data = data
        self._number = number
        self._passed = {}
        self._line = None

    def __call__(self, task):
        """Say whether the answers to `task` are right; raises `Wrong` with a hint if not."""
        self._run(task, sys._getframe(1).f_globals, self._data, f"✓ {task}")

    def hidden(self, task, secret):
        """The hidden tests of a task: other arguments, unreadable without the instructor's secret."""
        if covered := self._data["hidden"].get(task):
            content = unpacked(locks.cover(bytes.fromhex(covered), f"{secret}|{task}".encode()))
            content["variants"] = [a | b for a, b in zip(self._data["variants"], content["variants"], strict=True)]
            tasks = {task: self._data["tasks"][task] | {"looks": content["looks"]}}
            try:
                self._run(task, sys._getframe(1).f_globals, self._data | content | {"tasks": tasks}, "")
            except Wrong as wrong:  # a message of the student's own could tell the arguments
                raise Wrong(f"with other arguments: {wrong.hint or 'not the expected result'}", wrong.hint) from None

    def reads(self, task):
        """Names of the answers that the check of a task reads."""
        return list(self._task(task)["answers"])

    def progress(self):
        """Show how many tasks pass; the line changes whenever a check runs."""
        self._line = self._line or display({"text/plain": self._count()}, raw=True, display_id=True) or True

    def _count(self):
        return progress(sum(self._passed.values()), len(self._data["tasks"]), self._data["open"])

    def _task(self, task):
        if task not in self._data["tasks"]:
            raise ValueError(f"task {task!r} is not in this set; there are {', '.join(self._data['tasks'])}")
        return self._data["tasks"][task]

    def _run(self, task, space, data, success):
        self._task(task)
        try:
            _Examined(task, data, self._number, space).verdict()
            self._passed[task] = True
            if success:
                print(success)
        except Wrong:
            self._passed[task] = False
            raise
        finally:
            if hasattr(self._line, "display_id"):
                update_display({"text/plain": self._count()}, raw=True, display_id=self._line.display_id)


class _Examined:
    """One task's answers, looked at in one variant."""

    def __init__(self, name, data, number, space):
        self.name = name
        self.data = data
        self.number = number
        self.task = data["tasks"][name]
        self.space = self._names(space)

    def _names(self, space):
        names = surroundings(self.data["uses"], _numbers_of(self.data, self.number))
        for name, kind in self.task["answers"].items():
            if name not in space:
                raise Wrong(f"{name} is not defined yet: the cell with your answer did not run, or not to its end")
            if kind == "function" and not callable(space[name]):
                raise Wrong(f"{name} must be a function, got {type(space[name]).__name__}")
            ready = _made_of(space[name]).intersection(self.task.get("without", ())) if kind == "function" else ()
            if ready:
                raise Wrong(f"{name}: a function of your own is asked for, without {', '.join(sorted(ready))}")
            names[name] = space[name]
        return names

    def verdict(self):
        """Nothing if all looks find what they should; else `Wrong`, with the hint of the first look that has one."""
        values = []
        first = None
        for place, look in enumerate(self.task["looks"]):
            try:
                value = looked_at(look, self.space)
                values.append(value)
                self._compare(place, look, value)
            except Hint:
                raise
            except Wrong as problem:
                first = first or problem
        if first and len(values) == len(self.task["looks"]):
            self._whose(values)
        if first:
            raise first

    def _entry(self, place, number=None):
        """(salt, entry) of a look's locks: one for all variants, or the variant's own."""
        number = self.number if number is None else number
        common = self.data["common"][self.name][place]
        entry = common or self.data["variants"][number]["locks"][self.name][place]
        expr = self.task["looks"][place]["expr"]
        whose = None if common else number
        return locks.salt(self.data["set"], self.data["term"], self.name, expr, whose), entry

    def _compare(self, place, look, value):
        salt, (phases, mark, _, wrong) = self._entry(place)
        tolerance = {"rtol": look["rtol"], "atol": look["atol"]}
        if _opens(value, phases, mark, salt, tolerance):
            return
        for phases_wrong, mark_wrong, covered, hint in wrong:
            if secret := _opens(value, phases_wrong, mark_wrong, salt, tolerance):
                hint_key = locks.cover(bytes.fromhex(covered), b"hint" + secret)
                text = locks.cover(bytes.fromhex(self.task["hints"][hint]), hint_key).decode()
                raise Hint(f"{look['what']}: {text}", text)
        for slip in self.task["slips"]:
            text, factors = _SLIPS[slip]
            if any(_opens(value / factor, phases, mark, salt, tolerance) for factor in factors):
                raise Hint(f"{look['what']}: {text}", text)
        raise Wrong(f"{look['what']}: {look['clue'] or 'not the expected result'}", look["clue"] or None)

    def _whose(self, values):
        """Raise `OtherNumbers` if every number is another variant's answer, to more digits than chance gives."""
        asked = [i for i, look in enumerate(self.task["looks"]) if look["kind"].split()[0] == "number"]
        others = [n for n, v in enumerate(self.data["variants"]) if n != self.number and self.name in v["locks"]]
        if not asked or any(self.data["common"][self.name][i] for i in asked):
            return
        same = [number for number in others if all(self._is_fine(i, number, values[i]) for i in asked)]
        if same:
            message = (
                f"{', '.join(self.task['answers'])}: right for other numbers than yours; whose name is at the top?"
            )
            raise OtherNumbers(message, same)

    def _is_fine(self, place, number, value):
        salt, (_, _, fine, _) = self._entry(place, number)
        return bool(_opens(value, *fine, salt, {"rtol": EXACT, "atol": None}))


def surroundings(uses, numbers):
    """The names, beside the answers, in which a look is evaluated: units, what the set uses, the given numbers."""
    names = {"np": np, "rng": np.random.default_rng, **vars(units), "__name__": "__main__"}
    exec(uses, names)  # what it defines can be sent to where a student's function runs
    names.update(numbers)
    return names


def looked_at(look, space):
    """What a look finds among these names; `Wrong` if it is not of the kind that it looks for."""
    kind, *rest = look["kind"].split()
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = eval(look["expr"], space)
    except Wrong:
        raise
    except Exception as error:
        said = f"{error}" if type(error).__name__ == "StudentError" else f"{type(error).__name__}: {error}"
        if said.startswith("NotImplementedError"):
            raise Wrong("this task is still empty: your answer takes the place of the line that says so") from error
        if _is_of_another_form(error):
            raise Wrong(f"{look['what']}: the result has not the form that the task asks for") from error
        raise Wrong(f"{look['what']}: your code raised {said}") from error
    if kind in ("whole", "choice"):
        return whole(value, look["what"]) if kind == "whole" else letter(value, look["what"], rest[0])
    return condition(value, look["what"]) if kind == "holds" else numbers(value, look["what"], look["shape"])


def _is_of_another_form(error):
    """Whether the look itself failed, at taking a part of the result, and not the student's code."""
    took_a_part = isinstance(error, IndexError | TypeError) and re.search("subscript|ind(ex|ices)|unpack", str(error))
    return bool(took_a_part and error.__traceback__.tb_next and error.__traceback__.tb_next.tb_next is None)


def _made_of(function):
    """What a function is made of; one that runs elsewhere, when it is graded, has brought it along."""
    return set(function.made_of) if hasattr(function, "made_of") else made_of(function)


def _numbers_of(data, number):
    """The given numbers of a variant by their names, in SI units."""
    return {k: np.array(v) if isinstance(v, list) else v for k, v in data["variants"][number]["given"].items()}


def _opens(value, phases, mark, salt, tolerance):
    """The key, if a value opens a lock; else nothing."""
    secret = locks.key(value, bytes.fromhex(phases), salt, **tolerance)
    return secret if locks.tag(secret).hex() == mark else None
