"""A person's server: in a sandbox with a network, processes and limits of its own.

Nothing is shared with another person's. Its loopback is its own, so nobody reaches another's ports, the hub's or the
proxy's; two relays join it to the hub: one leads to the hub's API, the other from the proxy to the server. They run as
that person, with no right that the server has not.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

import psutil
from jupyterhub.spawner import SimpleLocalProcessSpawner
from jupyterhub.utils import random_port
from traitlets import Any, Dict, Integer, Set

from grading import cgroups

HERE = Path(__file__).parent.resolve()
ROOT = HERE.parent
BIN = Path(sys.executable).parent
RELAYS = "/run/classroom"  # inside; a folder of the person's own outside
_START = (
    'socat "TCP-LISTEN:$1,bind=127.0.0.1,fork,reuseaddr" "UNIX-CONNECT:$3/hub" & '
    'socat "UNIX-LISTEN:$3/server,fork" "TCP:127.0.0.1:$2" & umask $4; shift 4; exec "$@"'
)


_SYSTEM = [Path(p) for p in ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache") if Path(p).exists()]
_CHANGE_USER = [word for right in ("SETUID", "SETGID", "SETPCAP") for word in ("--cap-add", f"CAP_{right}")]


def _shown(binds):
    """Words that show these files and folders, read-only, in a sandbox."""
    return [word for path in binds for word in ("--ro-bind", str(path), str(path))]


def _become(number, group=None):
    """Words that start a program as a user without any right, in one other group at most."""
    names = ["--reuid", str(number), "--regid", str(number)]
    groups = [f"--groups={group}"] if group else ["--clear-groups"]
    return ["setpriv", *names, *groups, "--no-new-privs", "--bounding-set", "-all"]


class Server(SimpleLocalProcessSpawner):
    """Starts a server in its sandbox, and ends all that is left of it."""

    storage = Any(help="The classroom's `storage.Storage`.").tag(config=True)
    numbers = Dict(help="User number of each person.").tag(config=True)
    instructors = Set(help="Names of those who also see the problem sets.").tag(config=True)
    hub_port = Integer(help="Where the hub's API listens.").tag(config=True)
    memory = Integer(2_000_000_000, help="Bytes of memory that all processes of a person share.").tag(config=True)
    group = None
    relays = ()

    processes = Integer(300, help="Processes and threads that a person may have.").tag(config=True)

    @property
    def number(self):
        return self.numbers[self.user.name]

    @property
    def instructor(self):
        return self.user.name in self.instructors

    async def start(self):
        self._end()
        self.port = random_port()
        if self.instructor:  # who grades a class may use the machine
            self.storage.open_course(self.user.name, self.number)
            self.group = None
        else:
            self.group = cgroups.Group.make(self.memory, self.processes)
        self.cmd = self._command(self._relays())
        # neither the hub's log nor its terminal: what a server holds open, its owner can read and write
        with self.storage.log(self.user.name).open("wb") as log:
            self.popen_kwargs = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
            return await super().start()

    def make_preexec_fn(self, name):
        return self.group.enter if self.group else lambda: None

    def user_env(self, env):
        return env | {"USER": self.user.name, "HOME": f"/home/{self.user.name}", "SHELL": "/bin/sh"}

    async def stop(self, now=False):
        await super().stop(now)
        self._end()

    def _relays(self):
        """Start the two relays outside of the sandbox, as the person that they are for, and within the same limits."""
        folder = self.storage.relays(self.user.name, self.number)
        # their files are the person's: a link there instead of a socket must lead to nothing else of this machine
        room = ["bwrap", *_shown(_SYSTEM), "--dev", "/dev", "--perms", "0755", "--dir", str(Path(RELAYS).parent)]
        room += ["--bind", str(folder), RELAYS, *_CHANGE_USER]
        person = [*_become(self.number), "--pdeathsig", "KILL"]
        pairs = (
            (f"UNIX-LISTEN:{RELAYS}/hub,fork,max-children=64", f"TCP:127.0.0.1:{self.hub_port}"),
            (f"TCP-LISTEN:{self.port},bind=127.0.0.1,fork,reuseaddr,max-children=128", f"UNIX-CONNECT:{RELAYS}/server"),
        )
        nothing = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        enter = self.make_preexec_fn(self.user.name)
        self.relays = [
            subprocess.Popen([*room, *person, "socat", *pair], preexec_fn=enter, **nothing) for pair in pairs
        ]
        return folder

    def _binds(self):
        """What the server sees of this machine: outside -> inside, read-only."""
        name = self.user.name
        binds = {p: str(p) for p in (*_SYSTEM, Path("/etc/nsswitch.conf"), Path("/etc/fonts")) if p.exists()}
        for part in (Path(sys.prefix), Path(sys.base_prefix), ROOT / "qtlib"):
            binds[part] = str(part)
        known = self.storage.folder / "users" / name
        known.parent.mkdir(exist_ok=True)
        # nbgrader asks the system for its user's name
        known.write_text(f"{name}:x:{self.number}:{self.number}::/home/{name}:/bin/sh\n")
        binds[known] = "/etc/passwd"
        settings = "instructor_config.py" if self.instructor else "student_config.py"
        binds[HERE / settings] = "/etc/jupyter/nbgrader_config.py"
        if self.instructor:
            parts = ("_toc.yml", "grading", "hub", "nbgrader_config.py", "solutions", "tools")
            binds |= {ROOT / part: str(ROOT / part) for part in parts}
            binds[HERE / "lab.json"] = "/etc/jupyter/labconfig/default_setting_overrides.json"
        return binds

    def _exchange(self):
        """Words that mount nbgrader's exchange: a student sees what is released, and an own place to hand in."""
        storage = self.storage
        name = self.user.name
        words = ["--perms", "1777", "--size", "1000000", "--tmpfs", "/exchange"]
        for folder in ("qtlib", "handed_in") if self.instructor else ("qtlib",):
            words += ["--perms", "0755", "--dir", f"/exchange/{folder}"]
        if self.instructor:
            words += ["--bind", str(storage.exchange), "/exchange/qtlib"]
            for student in sorted(self.numbers.keys() - self.instructors):
                words += ["--ro-bind", str(storage.handed_in(student)), f"/exchange/handed_in/{student}"]
            return words
        for part in ("outbound", "feedback"):
            words += ["--ro-bind", str(storage.exchange / part), f"/exchange/qtlib/{part}"]
        return [*words, "--bind", str(storage.handed_in(name)), "/exchange/qtlib/inbound"]

    def _command(self, relays):
        name = self.user.name
        binds = self._binds()
        above = {p for inside in binds.values() for p in Path(inside).parents if p != Path("/")}
        parents = sorted(above | {Path("/home"), Path("/run")})
        variables = {"HOME": f"/home/{name}", "PATH": f"{BIN}:/usr/bin:/bin", "LANG": "C.UTF-8", "SHELL": "/bin/sh"}
        # an instructor grades in sandboxes inside this one, for which the kernel asks for the whole /proc
        processes = ["--bind", "/proc", "/proc"] if self.instructor else ["--unshare-pid", "--proc", "/proc"]
        limits = []
        if not self.instructor:
            limits = ["prlimit", "--core=0", "--nofile=4096"]
            limits += (
                [f"--nproc={self.processes}"] if self.group else [f"--nproc={self.processes}", f"--as={self.memory}"]
            )
        return [
            "bwrap", "--unshare-ipc", "--unshare-uts", "--unshare-net", "--die-with-parent", *processes,
            "--dev", "/dev",
            "--perms", "1777", "--size", "200000000", "--tmpfs", "/tmp",
            "--perms", "1777", "--size", "200000000", "--tmpfs", "/dev/shm",
            *[word for p in parents for word in ("--perms", "0755", "--dir", str(p))],
            *[word for outside, inside in binds.items() for word in ("--ro-bind", str(outside), str(inside))],
            *self._exchange(), "--bind", str(relays), RELAYS,
            "--bind", str(self.storage.home(name)), f"/home/{name}", "--chdir", f"/home/{name}",
            *[word for pair in variables.items() for word in ("--setenv", *pair)],
            *_CHANGE_USER, *_become(self.number, self.storage.group if self.instructor else None), *limits,
            "sh", "-c", _START, "start", str(self.hub_port), str(self.port), RELAYS,
            "002" if self.instructor else "022", "jupyterhub-singleuser",
        ]  # fmt: skip

    def _end(self):
        """End all that is left of this person's, relays too: bwrap may not send a signal to another user's process."""
        kill([self.number])
        for relay in self.relays:
            relay.wait()
        self.relays = []
        if self.group:
            self.group.remove()
            self.group = None


def kill(numbers):
    """End every process of these user numbers."""
    for process in psutil.process_iter(["uids"]):
        if process.info["uids"] and process.info["uids"].real in numbers:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
