"""What each person may keep: a disk image of a fixed size, with a home and a place to hand in; and the exchange."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COURSE = "qtlib"


def folder_of(path, number, mode=0o700):
    """Make a folder that belongs to a user number."""
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, number, number)
    path.chmod(mode)
    return path


def give(folder, number, group=None):
    """Make a folder and all in it a user's own, and a group's."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, number, number if group is None else group, follow_symlinks=False)


@dataclass(frozen=True)
class Storage:
    """The folders of a classroom.

    Parameters
    ----------
    folder : Path
        Where everything of the classroom lies.
    size : int
        Bytes that one person may keep, home and what is handed in together.
    group : int
        Number of the group of instructors, who share the exchange.
    """

    folder: Path
    size: int
    group: int

    def person(self, name):
        return self.folder / "people" / name

    def home(self, name):
        return self.person(name) / "home"

    def handed_in(self, name):
        return self.person(name) / "handed_in"

    def log(self, name):
        """What the person's server prints; it lies in the person's image, so that it cannot fill another disk."""
        return self.person(name) / "server.log"

    def relays(self, name, number):
        """An empty folder for the sockets that join the person's server to the hub, in the person's image too."""
        shutil.rmtree(self.person(name) / "relays", ignore_errors=True)
        return folder_of(self.person(name) / "relays", number)

    @property
    def exchange(self):
        return self.folder / "exchange" / COURSE

    def prepare(self, numbers):
        """Folders for everybody in `numbers`; raises OSError where this machine mounts no disk images."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)
        closed = [str(p) for p in self.folder.parents if not p.stat().st_mode & 0o001]
        if closed:
            raise OSError(f"students' servers cannot pass through {closed[0]}: chmod o+x, or another QTLIB_HUB_FOLDER")
        for name, number in numbers.items():
            self._mount(name)
            folder_of(self.home(name), number)
            folder_of(self.handed_in(name), number, 0o755)
        for part, mode in (("", 0o2775), ("inbound", 0o2773), ("outbound", 0o2775), ("feedback", 0o2771)):
            (self.exchange / part).mkdir(parents=True, exist_ok=True)
            (self.exchange / part).chmod(mode)
        give(self.exchange, 0, self.group)  # all instructors', and no more of who was one

    def open_course(self, name, number):
        """At the first time, give an instructor a course folder with the problem sets."""
        course = self.home(name) / "course"
        if not course.exists():
            shutil.copytree(ROOT / "solutions", course / "source")
            give(course, number)

    def _mount(self, name):
        """The person's image, made at the first time; the hub's own mount namespace takes it away when the hub ends."""
        image = self.folder / "disks" / f"{name}.img"
        image.parent.mkdir(exist_ok=True, mode=0o700)
        self.person(name).mkdir(parents=True, exist_ok=True)
        if os.path.ismount(self.person(name)):
            return
        if not image.exists():
            made = image.with_suffix(".new")
            with made.open("wb") as file:
                file.truncate(self.size)
            _run("mkfs.ext4", "-q", "-m", "0", "-O", "^has_journal", "-E", "root_owner=0:0", str(made))
            made.replace(image)
        _run("mount", "-o", "loop,nodev,nosuid", str(image), str(self.person(name)))


def _run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")
