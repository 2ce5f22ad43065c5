"""What an answer must be before it is compared: of its kind, finite, and there."""

import sys

import numpy as np

__all__ = ["Wrong", "condition", "letter", "made_of", "numbers", "whole"]


class Wrong(AssertionError):
    """A wrong answer; a notebook shows its message alone, without the traceback.

    `hint` is the part of the message that is ours alone, with nothing in it of what a student's code said; or None.
    """

    def __init__(self, message, hint=None):
        super().__init__(message)
        self.hint = hint

    def _render_traceback_(self):
        return [f"✗ {self}"]


def numbers(value, what, shape=None):
    """`value` as an array of finite real numbers of the given shape; `Wrong` says what it is instead."""
    if value is None or value is Ellipsis:
        raise _told(what, "nothing yet; does the function return something?")
    try:
        array = np.asarray(value)
    except ValueError:
        raise _told(what, "expected numbers, got a list of parts of different length") from None
    if array.dtype.kind == "c":
        raise _told(what, "the result is complex, a real quantity is asked for")
    if array.dtype.kind not in "iuf":
        raise Wrong(f"{what}: expected a number, got {_kind(value)}")
    if shape is not None and array.shape != tuple(shape):
        asked = f"an array of shape {tuple(shape)}" if shape else "one number"
        got = f"an array of shape {array.shape}" if array.shape else "one number"
        # a shape can be made of a hidden test's arguments: the hint, which feedback shows, has none of it
        raise Wrong(f"{what}: {asked} is asked for, not {got}", f"{asked} is asked for")
    if not np.all(np.isfinite(array)):
        raise _told(what, "the result contains nan or inf")
    return array.astype(float)


def whole(value, what):
    """A whole number, of Python or numpy."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise Wrong(f"{what} counts something: it must be a whole number (5, not 5.0), got {_kind(value)}")
    return np.asarray(float(value))


def letter(value, what, letters):
    """Place of a chosen letter in the alphabet; 'b', 'B', '(b)' and 'b)' are the same."""
    text = value.strip("() .\n\t").lower() if isinstance(value, str) else ""
    if len(text) != 1 or text not in letters:
        raise Wrong(f"{what}: answer with one letter in quotes, {' or '.join(map(repr, letters))}, not {value!r:.40}")
    return np.asarray(float(ord(text)))


def condition(value, what):
    """True or False, from an expression of ours on what a student's function returns."""
    if not isinstance(value, bool | np.bool_):
        raise Wrong(f"{what}: the result is not of the kind that the task asks for")
    return np.asarray(float(value))


def made_of(function):
    """Names of the library's functions and classes in a function and in those of the same notebook that it calls.

    Attributes and imports are in it too, as nobody knows before the call whose they are; what the notebook defines is
    followed.

    Examples
    --------
    >>> from qtlib import Terminals
    >>> "Terminals" in made_of(lambda T: Terminals(T).conductance)
    True
    """
    found, seen = set(), set()
    left = [function]
    space = getattr(function, "__globals__", {})
    while left:
        function = left.pop()
        if _is_of_library(function):
            found.add(function.__name__)
        code = getattr(function, "__code__", None)
        if code is None or code in seen or function.__globals__ is not space or _is_of_library(function):
            continue
        seen.add(code)
        for name in _names(code):
            if name in space:
                left.append(space[name])
            else:
                found.update(name.split("."))
    return found


def _is_of_library(thing):
    module, name = getattr(thing, "__module__", None), getattr(thing, "__name__", None)
    if not (isinstance(module, str) and isinstance(name, str) and module.startswith("qtlib.")):
        return False
    return getattr(sys.modules.get(module), name, None) is thing


def _names(code):
    inner = [c for c in code.co_consts if hasattr(c, "co_names")]
    return {*code.co_names, *(name for c in inner for name in _names(c))}


def _told(what, hint):
    return Wrong(f"{what}: {hint}", hint)


def _kind(value):
    return f"{type(value).__name__}: {value!r:.40}"
