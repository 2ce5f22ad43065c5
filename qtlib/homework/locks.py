"""Locks: a value is recognized when it comes, to a stated precision, and cannot be read from what is stored.

The axis of numbers is divided into buckets as wide as the allowed error, one of them centred on the value. Stored are
where the buckets begin (their *phases*, which are the same for every value one width further) and a digest of the
bucket's index.
"""

import hashlib

import numpy as np

__all__ = ["cover", "key", "lock", "salt", "tag"]

_STEPS = 256  # phases are stored in one byte each


def lock(value, salt, rtol=None, atol=None):
    """(phases, key) of a value: any value within the tolerance has the same key.

    Parameters
    ----------
    value : array_like
        Finite real numbers.
    salt : str
        Makes the keys of different questions different.
    rtol, atol : float
        One of them: the allowed error relative to the largest number in `value`, or itself.

    Examples
    --------
    >>> phases, right = lock(12.906, "resistance", rtol=0.005)
    >>> key(12.9, phases, "resistance", rtol=0.005) == right, key(13.1, phases, "resistance", rtol=0.005) == right
    (True, False)
    """
    value = np.asarray(value, dtype=float)
    places = value.ravel()
    width = 2 * (rtol or atol)
    phases = b""
    if rtol:
        size = np.max(np.abs(places), initial=0.0)
        phases = _phase(np.log(size) / width if size else 0.0)
        places = places / (_size(size, phases, width)[1] or 1.0)
    phases += _phase(places / width)
    return phases, key(value, phases, salt, rtol, atol)


def salt(name, term, task, expr, number=None):
    """What tells the locks of one look from all others: its set, term, task and expression, and the variant's number
    where the answer depends on it.
    """
    text = f"{name}|{term}|{task}|{expr}"
    return text if number is None else f"{text}|{number}"


def key(value, phases, salt, rtol=None, atol=None):
    """The key that `value` has in a lock with these phases."""
    value = np.asarray(value, dtype=float)
    places = value.ravel()
    width = 2 * (rtol or atol)
    bucket = ""
    if rtol:
        bucket, size = _size(np.max(np.abs(places), initial=0.0), phases, width)
        places = places / (size or 1.0)
        phases = phases[1:]
    if len(phases) != places.size:
        return b"another shape"
    starts = np.frombuffer(phases, np.uint8) / _STEPS
    indices = np.rint(np.clip(places / width - starts, -(2.0**62), 2.0**62)).astype(np.int64)
    text = f"{salt}|{value.shape}|{bucket}|".encode() + indices.astype("<i8").tobytes()
    return hashlib.sha256(text).digest()[:16]


def _phase(places):
    return (np.atleast_1d(np.floor(places % 1 * _STEPS)).astype(int) % _STEPS).astype(np.uint8).tobytes()


def _size(size, phases, width):
    """Bucket of a logarithm, and the size that this bucket stands for, which lock and key share."""
    if size == 0:
        return "zero", 0.0
    start = phases[0] / _STEPS
    bucket = round(float(np.log(size) / width - start))
    return str(bucket), float(np.exp((bucket + start) * width))


def cover(data, secret):
    """`data` made unreadable without `secret`; the same again makes it readable.

    Examples
    --------
    >>> cover(cover(b"half the angle", b"key"), b"key")
    b'half the angle'
    """
    stream = hashlib.shake_256(secret).digest(len(data))
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")


def tag(key):
    """What is stored of a key to know it again."""
    return hashlib.sha256(b"tag" + key).digest()[:6]
