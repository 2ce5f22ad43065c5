"""The instructor's `nbgrader collect`: what each student handed in is taken from the own folder, as plain files.

Whose work it is follows from the folder that it lies in, not from the name that it bears: in the exchange as nbgrader
has it, anybody could write a folder that bears another's name. Only regular files are read: a link in a submission
could name a file of the instructor's.
"""

import contextlib
import os
import shutil
import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeCollect

HANDED_IN = Path("/exchange/handed_in")
MOST_BYTES, MOST_FILES = 100_000_000, 1000


class Refused(ValueError):
    """A submission that is not taken; the message says why."""


def take(source, target):
    """Copy the folder `source`, written by somebody who may not be trusted, to the new folder `target`.

    Raises
    ------
    Refused
        If it holds anything but folders and regular files, too many of them, or too much.
    """
    files = size = 0
    for place, folders, names, at in os.fwalk(source, follow_symlinks=False):
        here = target / Path(place).relative_to(source)
        here.mkdir()
        for name in folders:
            if not stat.S_ISDIR(os.stat(name, dir_fd=at, follow_symlinks=False).st_mode):
                raise Refused(f"{name!r} is a link")
        for name in names:
            files += 1
            size += _copy(name, at, here / name, MOST_BYTES - size)
            if files > MOST_FILES:
                raise Refused(f"more than {MOST_FILES} files")


def _copy(name, at, target, room):
    """Copy one regular file, return its size; it is looked at when it is open and can no longer be exchanged."""
    try:
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    except OSError as error:
        raise Refused(f"{name!r} cannot be read as a file ({error.strerror})") from None
    with open(opened, "rb") as file, target.open("xb") as new:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise Refused(f"{name!r} is no regular file")
        copied = 0
        while block := file.read(min(1_000_000, room - copied + 1)):
            copied += len(block)
            if copied > room:
                raise Refused(f"more than {MOST_BYTES // 1_000_000} MB")
            new.write(block)
    return copied


class Collect(ExchangeCollect):
    """nbgrader's collect, after all that is new was taken into the inbound folder, which is the instructor's."""

    check_owner = False  # all that lies in inbound is the instructor's by then

    def init_src(self):
        inbound = Path(self.root) / self.coursedir.course_id / "inbound"
        for student in sorted(HANDED_IN.iterdir()):
            with contextlib.suppress(OSError):  # a folder that its owner has closed
                for found in sorted(student.glob(f"{student.name}+*")):
                    self._take(found, inbound / found.name)
        super().init_src()

    def _take(self, found, target):
        if target.exists() or found.is_symlink() or not found.is_dir():
            return
        new = target.with_name(f".new-{target.name}")
        shutil.rmtree(new, ignore_errors=True)
        try:
            take(found, new)
            new.replace(target)
        except (Refused, OSError) as reason:
            self.log.warning("%s was not taken: %s", found.name, reason)
            shutil.rmtree(new, ignore_errors=True)
