"""Students' names as folders: two students never become one, and one never becomes two."""

import hashlib
import json
import re
import unicodedata
from collections import defaultdict

_MOST_LETTERS = 60  # of a name in a folder's name
_MOST_BYTES = 150  # file systems take 255, and a digest or an ending may be added


def plain_name(text):
    """A student's name that can be a folder: letters of any language, digits, and - _ . inside.

    Examples
    --------
    >>> plain_name("José O'Brien/../x"), plain_name("..")
    ('José_O_Brien_.._x', '_')
    """
    text = unicodedata.normalize("NFC", text)
    text = re.sub(r"[^\w.-]+", "_", text).lstrip(".-") or "_"
    return text[:_MOST_LETTERS].encode()[:_MOST_BYTES].decode(errors="ignore")


def assign(originals, kept):
    """A plain name for each original: its own where no other has it, else with a few letters of a digest.

    Parameters
    ----------
    originals : iterable of str
        As platforms and file systems write them.
    kept : dict
        Names given in earlier runs, by original; they stay.

    Examples
    --------
    >>> assign(["O'Brien", "O Brien", "Ana"], {})
    {'Ana': 'Ana', 'O Brien': 'O_Brien-c3b2', "O'Brien": 'O_Brien-e6e6'}
    """
    taken = {name.casefold() for name in kept.values()}
    named = {}
    groups = defaultdict(list)
    for original in sorted(set(originals)):
        if original in kept:
            named[original] = kept[original]
        else:
            groups[plain_name(original).casefold()].append(original)
    for group in groups.values():
        for original in group:
            name = plain_name(original)
            whole = unicodedata.normalize("NFC", original)
            alone = len(group) == 1 and len(name) >= len(re.sub(r"[^\w.-]+", "_", whole).lstrip(".-") or "_")
            if (alone or name == whole) and name.casefold() not in taken:
                named[original] = name
            else:
                named[original] = f"{name}-{hashlib.sha256(original.encode('utf-8', 'surrogatepass')).hexdigest()[:4]}"
            taken.add(named[original].casefold())
    return dict(sorted(named.items()))


def read(file):
    """Names given in earlier runs."""
    try:
        kept = json.loads(file.read_text())
        return kept if all(isinstance(name, str) for pair in kept.items() for name in pair) else {}
    except (OSError, ValueError, AttributeError):
        return {}


def printable(name):
    r"""A file's name as text that any file and terminal takes.

    Examples
    --------
    >>> printable("s\udce9\n.ipynb")
    's\\udce9\\n.ipynb'
    """
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in name)
