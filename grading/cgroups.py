"""Limits of memory, processes and processors by Linux's control groups, of version 2 or 1, where this user may make
one; elsewhere there is none.
"""

import contextlib
import functools
import os
import secrets
import time
from pathlib import Path

_MOUNT = Path("/sys/fs/cgroup")
_PERIOD = 100_000  # µs
_NAME = "qtlib-"  # then the number of the process that made it


class Group:
    """A control group with limits, to be entered by a process before it becomes another program."""

    def __init__(self, folders):
        self.folders = folders

    @classmethod
    def make(cls, memory, processes, processors=None, mount=_MOUNT):
        """A new group with room for `memory` bytes, so many processes and so many processors; None where that cannot
        be had.
        """
        name = f"{_NAME}{os.getpid()}-{secrets.token_hex(6)}"
        limits = {"memory": memory, "pids": processes} | ({"cpu": processors} if processors else {})
        for parents in _places(mount, set(limits)):
            group = cls([])
            try:
                for parent in dict.fromkeys(parents.values()):
                    (parent / name).mkdir()
                    group.folders.append(parent / name)
                for controller, most in limits.items():
                    _limit(parents[controller] / name, controller, most)
            except OSError:
                group.remove()
                continue
            return group
        return None

    def enter(self):
        """Put this process into the group; raises OSError where that is not allowed."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(os.getpid()))

    def remove(self):
        """Remove the group, whose processes must have ended or be about to."""
        for folder in self.folders:
            end = time.monotonic() + 2
            while folder.exists() and time.monotonic() < end:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.01)  # processes that were killed are still ending


def _limit(folder, controller, most):
    new = (folder / "cgroup.controllers").exists()
    if controller == "memory":
        (folder / ("memory.max" if new else "memory.limit_in_bytes")).write_text(str(most))
        with contextlib.suppress(OSError):  # where swap is not counted there is no such file
            (folder / ("memory.swap.max" if new else "memory.memsw.limit_in_bytes")).write_text(
                "0" if new else str(most)
            )
    elif controller == "pids":
        (folder / "pids.max").write_text(str(most))
    elif new:
        (folder / "cpu.max").write_text(f"{int(most * _PERIOD)} {_PERIOD}")
    else:
        (folder / "cpu.cfs_quota_us").write_text(str(int(most * _PERIOD)))


def _places(mount, controllers):
    """For each way to have all controllers: the folder of each in which a group could be made, the innermost first."""
    try:
        lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    except OSError:
        return
    own = {name: path.lstrip("/") for _, names, path in lines for name in names.split(",")}
    if "" in own and (mount / "cgroup.controllers").exists():
        place = mount / own[""]
        for parent in (place, *place.parents):
            file = parent / "cgroup.subtree_control"
            if parent.is_relative_to(mount) and file.exists() and controllers <= set(file.read_text().split()):
                yield dict.fromkeys(controllers, parent)
    elif controllers <= own.keys():
        yield {name: mount / name / own[name] for name in controllers}


def remove_what_is_left(mount=_MOUNT):
    """Remove the empty groups of processes that were killed and could not do it themselves."""
    for parents in _places(mount, {"memory", "pids"}):
        for parent in {*parents.values(), *_folders_of(mount, "cpu")}:
            for folder in parent.glob(f"{_NAME}*-*"):
                number = folder.name.removeprefix(_NAME).split("-")[0]
                if number.isdigit() and not Path(f"/proc/{number}").exists():
                    with contextlib.suppress(OSError):  # not empty, or not ours
                        folder.rmdir()


def _folders_of(mount, controller):
    return [parent for parents in _places(mount, {controller}) for parent in parents.values()]


@functools.cache
def available(processors=None):
    """Whether a process can be limited by a group here, found out by doing it."""
    remove_what_is_left()
    group = Group.make(1_000_000_000, 100, processors)
    if group is None:
        return False
    child = os.fork()
    if child == 0:
        try:
            group.enter()
            os._exit(0)
        except OSError:
            os._exit(1)
    entered = os.waitpid(child, 0)[1] == 0
    group.remove()
    return entered
