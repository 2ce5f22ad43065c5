"""What homework calls: it compares an answer and says what is wrong with it, never what is right.

A visible check must not hold the answer in plain sight. So it holds a `code`, a short digest of the value to about a
percent, and the codes of the usual wrong answers with a hint for each. (Someone who wants to can search the digest; the
hidden tests compare other numbers.)
"""

import hashlib
import math

import numpy as np

from qtlib.units import e, k_B

_BUCKET = 0.01  # codes resolve 1 % of the value
_FACTORS = {
    2: "twice the expected value: was the spin counted once too often, or a full width taken for a half width?",
    1 / 2: "half the expected value: was the spin forgotten, or a half width taken for a full width?",
    4: "four times the expected value: count the factors of two again",
    1 / 4: "a quarter of the expected value: count the factors of two again",
    -1: "right in size with the wrong sign: which way does the current flow, and which charge does an electron have?",
    2 * math.pi: "2π times the expected value: h or ħ?",
    1 / (2 * math.pi): "the expected value over 2π: h or ħ?",
    math.pi: "π times the expected value",
    1 / math.pi: "the expected value over π",
    e: "too small by the elementary charge: volts and joules, or eV and J, were mixed",
    1 / e: "too large by the elementary charge: volts and joules, or eV and J, were mixed",
    k_B: "too small by Boltzmann's constant: a temperature where an energy kT belongs, or the other way round",
    1 / k_B: "too large by Boltzmann's constant: a temperature where an energy kT belongs, or the other way round",
    **{10.0 ** (3 * n): f"off by 10^{3 * n}: a prefix (m, µ, n, k…) went astray" for n in (-4, -3, -2, -1, 1, 2, 3, 4)},
}


class Wrong(AssertionError):
    """A wrong answer; a notebook shows its message alone, without the traceback."""

    def _render_traceback_(self):
        return [f"✗ {self}"]


def code(value):
    """The code of a number, for `number`: a digest of its sign and of its size to 1 %.

    Examples
    --------
    >>> code(12906.4) == code(12908.0), code(12906.4) == code(-12906.4)
    (True, False)
    """
    return _digest(value, 0)


def number(answer, code, what, unit="", mistakes=None):
    """Check one number against its code; about 1 % of slack.

    Parameters
    ----------
    answer : float
        What the student found.
    code : str
        From `code`, made by the author.
    what, unit : str
        Name of the quantity and the unit it is asked in, for the messages.
    mistakes : dict, optional
        ``{code: hint}`` for the wrong answers that this task invites.

    Raises
    ------
    Wrong
        With a hint, if the answer is not a number or not the right one.

    Examples
    --------
    >>> number(12906, code(12906.4), "resistance", "Ω")
    ✓ resistance
    >>> number(6453, code(12906.4), "resistance", "Ω")
    Traceback (most recent call last):
    qtlib.checks.Wrong: resistance: half the expected value: was the spin forgotten, or a half width taken for a full
    width?
    """
    answer = _number(answer, what, unit)
    if _matches(answer, code):
        print(f"✓ {what}")
        return
    for wrong, hint in (mistakes or {}).items():
        if _matches(answer, wrong):
            raise Wrong(f"{what}: {hint}")
    for factor, hint in _FACTORS.items():
        if _matches(answer / factor, code):
            raise Wrong(f"{what}: {hint}")
    raise Wrong(
        f"{what}: {answer:.4g}{_in(unit)} is not it, and not by one of the usual slips; check the formula and each unit"
    )


def close(got, expected, what, unit="", rtol=1e-6, mistakes=None):
    """Compare numbers or arrays with known ones; where they differ, look for the reason.

    Parameters
    ----------
    got, expected : array_like
        The student's result and the reference, of the same shape.
    what, unit : str
        For the messages.
    rtol : float
        Allowed difference relative to the largest reference value.
    mistakes : dict, optional
        ``{hint: wrong result}`` for the misconceptions of this task.

    Raises
    ------
    Wrong
        With a hint, never with the expected value.

    Examples
    --------
    >>> close([1.0, 2.0], [1.0, 2.0], "transmission")
    ✓ transmission
    >>> close([2.0, 4.0], [1.0, 2.0], "transmission", mistakes={"you summed both spins": [2.0, 4.0]})
    Traceback (most recent call last):
    qtlib.checks.Wrong: transmission: you summed both spins
    """
    got, expected = _array(got, what, unit), np.asarray(expected, dtype=float)
    if got.shape != expected.shape:
        raise Wrong(f"{what}: the result has shape {got.shape}, the task asks for {expected.shape}")

    def same(a, b):
        b = np.asarray(b, dtype=float)
        return bool(np.max(np.abs(a - b), initial=0.0) <= rtol * np.max(np.abs(b), initial=0.0))

    if same(got, expected):
        print(f"✓ {what}")
        return
    for hint, wrong in (mistakes or {}).items():
        if same(got, wrong):
            raise Wrong(f"{what}: {hint}")
    for factor, hint in _FACTORS.items():
        if same(got, factor * expected):
            raise Wrong(f"{what}: {hint}")
    raise Wrong(
        f"{what}: not the expected result, and not by one of the usual slips; try a limit that you know by heart"
    )


def true(condition, hint):
    """Check that a physical condition holds; `hint` says which, and what it would mean if not.

    Parameters
    ----------
    condition : bool
        One truth value. An array is none: every condition holds on an empty one, so write ``np.all`` and a test of its
        shape.
    hint : str
        What is wrong if it does not hold.

    Raises
    ------
    Wrong
        With the hint, if the condition is false or not one truth value.

    Examples
    --------
    >>> true(1 + 1 == 2, "two channels carry more than one")
    >>> true(0 > 1, "transmission cannot exceed one")
    Traceback (most recent call last):
    qtlib.checks.Wrong: transmission cannot exceed one
    """
    if np.ndim(condition) != 0 or not isinstance(np.asarray(condition).item(), bool) or not condition:
        raise Wrong(hint)


def choice(answer, code, what, mistakes=None):
    """Check a choice among lettered options; `code` and the keys of `mistakes` come from `choice_code`.

    Examples
    --------
    >>> choice("b", choice_code("b", "where the heat goes"), "where the heat goes")
    ✓ where the heat goes
    """
    if not isinstance(answer, str) or not answer.strip():
        raise Wrong(f"{what}: answer with one letter in quotes, such as 'a', not {answer!r}")
    given = choice_code(answer, what)
    if given == code:
        print(f"✓ {what}")
        return
    raise Wrong(f"{what}: {(mistakes or {}).get(given, 'not this one')}")


def choice_code(letter, what):
    """The code of a letter in the question `what`.

    Examples
    --------
    >>> choice_code("b", "which rule") == choice_code("B", "which rule")
    True
    """
    return hashlib.sha256(f"{what}:{letter.strip().lower()}".encode()).hexdigest()[:10]


def _digest(value, offset):
    sign = "-" if value < 0 else "+"
    bucket = "zero" if value == 0 else str(round(math.log(abs(value)) / _BUCKET) + offset)
    return hashlib.sha256(f"qtlib {sign}{bucket}".encode()).hexdigest()[:10]


def _matches(value, code):
    return any(_digest(value, offset) == code for offset in (-1, 0, 1))


def _number(answer, what, unit):
    value = _array(answer, what, unit)
    if value.ndim:
        raise Wrong(f"{what}: one number is asked for{_in(unit)}, not an array of shape {value.shape}")
    return float(value)


def _array(answer, what, unit):
    if answer is None or answer is Ellipsis:
        raise Wrong(f"{what}: nothing yet; did the cell with your answer run, and does the function return something?")
    value = np.asarray(answer)
    if value.dtype.kind == "c":
        raise Wrong(f"{what}: the result is complex, a real quantity is asked for")
    if value.dtype.kind not in "biuf":
        raise Wrong(f"{what}: expected a number{_in(unit)}, got {type(answer).__name__}: {answer!r:.40}")
    if not np.all(np.isfinite(value)):
        raise Wrong(f"{what}: the result contains nan or inf")
    return value.astype(float)


def _in(unit):
    return f" {unit}" if unit else ""
