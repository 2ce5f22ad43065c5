"""Whose numbers: the variant of a problem set follows from a student's name, the set and the term."""

import functools
import hashlib
import json
import lzma
import unicodedata
from importlib import resources

__all__ = ["VARIANTS", "letters", "load", "packed", "unpacked", "variant"]

VARIANTS = 32  # of students' own; variant 0 is everybody's, on the website and without a name


def letters(name):
    """What of a name counts: its letters and digits, whatever their order, case and accents.

    So "José Ñandú", "nandu, jose" and "José_Ñandú" are one student.

    Examples
    --------
    >>> letters("José Ñandú") == letters("nandu_JOSE")
    True
    """
    written = unicodedata.normalize("NFKD", str(name)).casefold()
    return "".join(sorted(c for c in written if c.isalnum()))


def variant(student, name, term):
    """Number of a student's variant of the set `name` in a term: 1 to `VARIANTS`, or 0 without a name.

    Examples
    --------
    >>> variant("", "shot_noise", "2026"), variant("ana", "shot_noise", "2026") == variant("Ana", "shot_noise", "2026")
    (0, True)
    """
    if not (who := letters(student)):
        return 0
    digest = hashlib.sha256(f"{who}|{name}|{term}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % VARIANTS + 1


def packed(data):
    """A set's data as bytes; `data` is what `unpacked` gives."""
    return lzma.compress(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def unpacked(content):
    """The data in bytes that `packed` made."""
    return json.loads(lzma.decompress(content))


@functools.cache
def load(name):
    """The data of a problem set; ValueError names those that there are."""
    folder = resources.files("qtlib.homework") / "data"
    file = folder / f"{name}.bin"
    if not file.is_file():
        names = ", ".join(sorted(f.name.removesuffix(".bin") for f in folder.iterdir() if f.name.endswith(".bin")))
        raise ValueError(f"name {name!r} is no problem set; there are {names}")
    return unpacked(file.read_bytes())
