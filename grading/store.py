"""Results on disk, each whole or not at all, so that neither a crash nor Ctrl-C loses one."""

import contextlib
import fcntl
import functools
import hashlib
import json
from dataclasses import fields
from pathlib import Path

import qtlib
from grading.autograde import NOT_GRADABLE, Result

LETTERS = 40  # of the name of a result's file
_KINDS = {field.name: field.type for field in fields(Result)}


def nothing_in(out):
    """Whether a folder is new, or holds no more than a run leaves that was stopped before its first result."""
    there = list(out.iterdir()) if out.exists() else []
    kept = [file for file in out.glob(".results/*.json") if len(file.stem) == LETTERS]
    return not kept and all(place.name == ".results" for place in there)


class Store:
    """The results in a folder, by what they depend on."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.contextmanager
    def alone(self):
        """Keep other graders out of the folder; raises ValueError if one is at work in it."""
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ValueError(f"another grader is at work in {self.folder.parent}") from None
            yield

    def get(self, job):
        """The result of a job that has not changed since; None if there is none, or it was cut off."""
        try:
            kept = json.loads(self._file(job).read_text())
            if {name: type(value) for name, value in kept.items()} != _KINDS:
                return None
            return Result(**kept)
        except (OSError, ValueError, AttributeError):
            return None

    def put(self, job, result):
        """Keep a result, unless the grader may be at fault: that is tried again."""
        if result.status != NOT_GRADABLE:
            write_whole(self._file(job), result.as_json())

    def _file(self, job):
        return self.folder / f"{digest(job)}.json"


def digest(job):
    """Changes with anything that a result depends on."""
    parts = [
        job.student,
        job.released.name,
        str(job.timestamp),
        json.dumps(job.cells),
        job.released.notebook,
        job.released.solved,
        _numbers(job.released.name),
        repr(job.limits),
        repr(job.sandboxed),
        _code(),
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:LETTERS]


@functools.cache
def _code():
    """All code that grades, as text; it stays the same while a program runs."""
    files = sorted((*Path(qtlib.__file__).parent.rglob("*.py"), *Path(__file__).parent.glob("*.py")))
    return "\0".join(file.read_text() for file in files)


def _numbers(name):
    """The numbers and codes of a set's variants, as text."""
    file = Path(qtlib.__file__).parent / "homework" / "data" / f"{name}.bin"
    return file.read_bytes().hex() if file.exists() else ""


def write_whole(path, text):
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
