"""The end of the line in the student's kernel: hands out values and calls functions when the examiner asks. Mounted
into the sandbox.

Whatever a student does to this module can only spoil that student's own answers: what comes back is data, and is
compared elsewhere.
"""

import contextlib
import io
import pickle
import warnings

import numpy as np
import plain


class Said(str):
    """Text that is shown as it is, without quotes, and so comes back without being read by anyone between."""

    def __repr__(self):
        return str(self)


def lookup(name):
    """A student's function, where the examiner passed it on to another one."""
    import __main__

    return getattr(__main__, name)


def fetch(name):
    """The value of a name as JSON text; an error as text if there is none."""
    import __main__

    if not hasattr(__main__, name):
        return Said(plain.encode({"error": f"NameError: name '{name}' is not defined"}))
    value = getattr(__main__, name)
    return Said(plain.encode({"value": value, "made_of": _made_of(value)}))


def passing(sources):
    """The names of those checks, all of which must fail, that pass."""
    return Said(" ".join(name for name, source in sources.items() if _passes(source)))


def _passes(source):
    try:
        exec(source, {})
    except Exception:
        return False
    return True


def _made_of(value):
    """Names in a function, of which some tasks want none of the library's."""
    from qtlib.homework.answers import made_of

    try:
        return sorted(made_of(value)) if callable(value) else []
    except Exception:  # an object of the student's that is none of ours to understand
        return []


def call(name, packed):
    """The result of calling a student's function, and the state its random generators were left in."""
    args, kwargs = pickle.loads(bytes.fromhex(packed))
    generators = [a for a in (*args, *kwargs.values()) if isinstance(a, np.random.Generator)]
    try:
        # what a function prints or warns of belongs to the visible run
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = lookup(name)(*args, **kwargs)
    except Exception as error:
        return Said(plain.encode({"error": f"{type(error).__name__}: {error}"[:2000]}))
    return Said(plain.encode({"value": value, "generators": [g.bit_generator.state for g in generators]}))
