"""What may cross from a student's process to ours: numbers, text, arrays and containers of them, as JSON. Nothing
that can carry code.

This file is also mounted into the sandbox, so it imports only numpy.
"""

import base64
import json
import math
import re

import numpy as np

_DTYPE = re.compile(r"[<>|=]?[biufcU]\d+")
_MOST_BYTES = 8_000_000  # of an array
MOST_TEXT = 20_000_000  # characters of one value
_MOST_PARTS = 500_000  # of a list in a list and so on: each takes much more memory than its text


class NotPlain(ValueError):
    """The text is not what `encode` writes."""


class Opaque:
    """An object that stays in the student's process; only the name of its type is known here."""

    def __init__(self, kind):
        self.kind = kind

    def __repr__(self):
        return f"<{self.kind}>"


def encode(value):
    """JSON text of a plain value; of any other only whether it can be called, and its type's name.

    Examples
    --------
    >>> decode(encode((1, 2.5, "µ", np.array([1j])))), decode(encode(open))
    ((1, 2.5, 'µ', array([0.+1.j])), <function>)
    """
    return json.dumps(_encode(value, 0))


def _encode(value, depth):
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and abs(value) < 10**300:
        return int(value)
    if isinstance(value, float) and not isinstance(value, np.generic):
        return float(value)
    if isinstance(value, complex) and not isinstance(value, np.generic):
        return {"complex": [value.real, value.imag]}
    if isinstance(value, np.ndarray | np.generic) and _is_plain(value):
        array = np.ascontiguousarray(value)
        data = base64.b64encode(array.tobytes()).decode()
        return {"array" if isinstance(value, np.ndarray) else "scalar": [array.dtype.str, list(np.shape(value)), data]}
    if isinstance(value, list | tuple) and depth < 20:
        return {"list" if isinstance(value, list) else "tuple": [_encode(v, depth + 1) for v in value]}
    if isinstance(value, dict) and depth < 20:
        return {"dict": [[_encode(k, depth + 1), _encode(v, depth + 1)] for k, v in value.items()]}
    return {"opaque": "function" if callable(value) else type(value).__name__}


def _is_plain(array):
    return bool(_DTYPE.fullmatch(array.dtype.str)) and _size(array.dtype, np.shape(array)) <= _MOST_BYTES


def _size(dtype, shape):
    """Bytes of an array, where a length of zero hides none of the others."""
    return math.prod(max(int(length), 1) for length in shape) * dtype.itemsize


def decode(text):
    """The value that `encode` wrote; raises `NotPlain` for anything else."""
    if not isinstance(text, str) or len(text) > MOST_TEXT or text.count(",") + text.count("{") > _MOST_PARTS:
        raise NotPlain("the reply is too long")
    try:
        return _decode(json.loads(text))
    except (ValueError, TypeError, KeyError, OverflowError, MemoryError, RecursionError) as error:
        raise NotPlain(f"the reply is not readable ({type(error).__name__})") from None


def _decode(value):
    if not isinstance(value, dict):
        if isinstance(value, list):
            raise NotPlain("a bare list")
        return value
    ((kind, content),) = value.items()
    if kind == "complex":
        return complex(*map(float, content))
    if kind in ("array", "scalar"):
        dtype, shape, data = content
        if not isinstance(dtype, str) or not _DTYPE.fullmatch(dtype) or not isinstance(shape, list) or len(shape) > 20:
            raise NotPlain("an array of another kind")
        dtype = np.dtype(dtype)
        if any(type(length) is not int or length < 0 for length in shape) or _size(dtype, shape) > _MOST_BYTES:
            raise NotPlain("an array that is too large")
        array = np.frombuffer(base64.b64decode(data), dtype).reshape(shape).copy()
        return array if kind == "array" else array[()]
    if kind in ("list", "tuple"):
        return (list if kind == "list" else tuple)(_decode(v) for v in content)
    if kind == "dict":
        return {_decode(k): _decode(v) for k, v in content}
    if kind == "opaque":
        return Opaque(str(content)[:80])
    raise NotPlain("an unknown kind")
