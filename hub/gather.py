"""The instructor's `nbgrader collect`: what each student handed in is taken from the own folder, as plain files.

Whose work it is follows from the folder that it lies in, not from the name that it bears: in the exchange as nbgrader
has it, anybody could write a folder that bears another's name. A folder bears OWNER+ASSIGNMENT+TIME+RANDOM, as nbgrader
names it, of an assignment that was released; anything else is left where it is. Only regular files are read: a link
could name a file of the instructor's. When it was handed in is written down anew from the folder's name. What is still
being handed in is left for the next time, and of two who gather at once one waits for the other.
"""

import contextlib
import datetime
import fcntl
import os
import re
import shutil
import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

HANDED_IN = Path("/exchange/handed_in")
MOST_BYTES = 100_000_000  # of one submission
MOST_FILES = 1000  # in one submission
DEEPEST = 8  # folders in each other in one submission
MOST_SUBMISSIONS = 50  # of one student to one assignment
MOST_KEPT = 500_000_000  # bytes of one student, in everything that was taken
_NEW = ".new-"
SECRET = "submission_secret.txt"  # the last file that nbgrader writes, and the address of the feedback
_TIME = "%Y-%m-%d %H:%M:%S.%f"
_NAME = re.compile(r"(?P<owner>[a-z0-9-]+)\+(?P<set>\w+)\+(?P<time>[-\d]+ [:.\d]+) (?P<zone>\w+)\+[\w-]{1,20}")


class Refused(ValueError):
    """A submission that is not taken; the message says why."""


def handed_in(folder, assignment):
    """The folders of a student's submissions to an assignment, each with its time; others are not looked at.

    Returns
    -------
    dict
        Path -> text of the time, the newest `MOST_SUBMISSIONS`.
    """
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            name = _NAME.fullmatch(entry.name)
            if name and (name["owner"], name["set"]) == (folder.name, assignment) and _is_time(name["time"]):
                found[Path(entry.path)] = f"{name['time']} {name['zone']}"
    return dict(sorted(found.items(), key=lambda pair: pair[1])[-MOST_SUBMISSIONS:])


def _is_time(text):
    try:
        return bool(datetime.datetime.strptime(text, _TIME))
    except ValueError:
        return False


def take(source, target, most=MOST_BYTES):
    """Copy the folder `source`, written by somebody who may not be trusted, to the new folder `target`; returns how
    many bytes that were, `most` of them.

    Raises
    ------
    Refused
        If it holds anything but folders and regular files, too many of them, too deep, or too much.
    """
    most = min(most, MOST_BYTES)
    room = {"bytes": most, "entries": MOST_FILES}
    at = _open(str(source), None, os.O_DIRECTORY)
    try:
        _take(at, target, room, DEEPEST)
    finally:
        os.close(at)
    return most - room["bytes"]


def _take(at, target, room, depth):
    if not depth:
        raise Refused(f"folders in folders, more than {DEEPEST}")
    target.mkdir()
    with os.scandir(at) as entries:
        for entry in entries:
            room["entries"] -= 1
            if room["entries"] < 0:
                raise Refused(f"more than {MOST_FILES} files")
            kind = os.O_DIRECTORY if entry.is_dir(follow_symlinks=False) else 0
            opened = _open(entry.name, at, kind)
            try:
                if kind:
                    _take(opened, target / entry.name, room, depth - 1)
                else:
                    _copy(opened, entry.name, target / entry.name, room)
            finally:
                os.close(opened)


def _open(name, at, kind):
    try:
        return os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | kind, dir_fd=at)
    except OSError as error:
        raise Refused(f"{name!r} cannot be read as a file or folder ({error.strerror})") from None


def _copy(opened, name, target, room):
    """Copy one open file: it is looked at when it can no longer be exchanged."""
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        raise Refused(f"{name!r} is no regular file")
    with target.open("xb") as new:
        while block := os.read(opened, 1_000_000):
            room["bytes"] -= len(block)
            if room["bytes"] < 0:
                raise Refused("more bytes than one submission, or one student, may have")
            new.write(block)


class Collect(ExchangeCollect):
    """nbgrader's collect, after all that is new was taken into the inbound folder, which is the instructor's."""

    check_owner = False  # all that lies in inbound is the instructor's by then

    def init_src(self):
        inbound = Path(self.root) / self.coursedir.course_id / "inbound"
        with alone_in(inbound):
            for student in sorted(HANDED_IN.iterdir()):
                try:
                    found = handed_in(student, self.coursedir.assignment_id)
                except OSError as reason:
                    self.log.warning("The folder of %s cannot be read: %s", student.name, reason.strerror)
                    continue
                for name, reason in gather(found, inbound, MOST_KEPT - size(inbound, student.name)).items():
                    self.log.warning("%r was not taken: %s", name, reason)
        super().init_src()


@contextlib.contextmanager
def alone_in(folder):
    """Wait until nobody else gathers into the folder, then keep others out; what one left that was killed goes."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(at, fcntl.LOCK_EX)
        for left in folder.glob(f"{_NEW}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
    finally:
        os.close(at)


def gather(found, inbound, room):
    """Take what is new of one student, the newest first, as long as there is room; returns why some was not taken.

    Parameters
    ----------
    found : dict
        From `handed_in`.
    inbound : Path
        Where it goes.
    room : int
        Bytes that the student may still hand in.
    """
    refused = {}
    for folder, time in sorted(found.items(), key=lambda pair: pair[1], reverse=True):
        target = inbound / folder.name
        if target.exists():
            continue
        new = inbound / f"{_NEW}{folder.name}"
        try:
            if not os.path.lexists(folder / SECRET):
                raise Refused(f"it is still being handed in: there is no {SECRET}")
            room -= take(folder, new, room)
            if not re.fullmatch(rb"[0-9a-f]{32,256}", (new / SECRET).read_bytes()):  # one stops everybody's feedback
                raise Refused(f"{SECRET} is not as nbgrader writes it")
            (new / "timestamp.txt").write_text(time)
            new.replace(target)
        except (Refused, OSError) as reason:
            refused[folder.name] = reason
            shutil.rmtree(new, ignore_errors=True)
    return refused


def size(inbound, student):
    """Bytes of all that was taken of a student."""
    return sum(p.stat().st_size for place in inbound.glob(f"{student}+*") for p in place.rglob("*") if p.is_file())
