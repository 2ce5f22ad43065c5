"""What an answer must be before it is compared: of its kind, finite, and there."""

import numpy as np


class Wrong(AssertionError):
    """A wrong answer; a notebook shows its message alone, without the traceback."""

    def _render_traceback_(self):
        return [f"✗ {self}"]


def numbers(value, what, shape=None):
    """`value` as an array of finite real numbers of the given shape; `Wrong` says what it is instead."""
    if value is None or value is Ellipsis:
        raise Wrong(f"{what}: nothing yet; does the function return something?")
    try:
        value = np.asarray(value)
    except ValueError:
        raise Wrong(f"{what}: expected numbers, got a list of parts of different length") from None
    if value.dtype.kind == "c":
        raise Wrong(f"{what}: the result is complex, a real quantity is asked for")
    if value.dtype.kind not in "iuf":
        raise Wrong(f"{what}: expected a number, got {_kind(value)}")
    if shape is not None and value.shape != tuple(shape):
        asked = "one number is asked for" if not shape else f"the task asks for the shape {tuple(shape)}"
        raise Wrong(f"{what}: {asked}, not an array of shape {value.shape}" if value.shape else f"{what}: {asked}")
    if not np.all(np.isfinite(value)):
        raise Wrong(f"{what}: the result contains nan or inf")
    return value.astype(float)


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


def _kind(value):
    value = value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value
    return f"{type(value).__name__}: {value!r:.40}"
