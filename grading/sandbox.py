"""Where students' code runs: under bubblewrap, in a room of its own, with no network, no files but its own, no new
processes, and limits.

A worker keeps one sandbox: `kernel_server` in it makes a room for each kernel, with namespaces, a user number and a
file system of its own (`namespaces`), a filter on system calls (`syscall_filter`) and a `keeper` that we talk to over
one socket. Nothing else is shared.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

import qtlib
from grading import cgroups, namespaces

HOW_TO_GET_IT = (
    "student code is run under bubblewrap (bwrap), which {problem}. Install it (Debian and Ubuntu: apt-get install "
    "bubblewrap libseccomp2; Fedora: dnf install bubblewrap libseccomp), or grade in the container that Dockerfile "
    "describes. --no-sandbox runs student code with your rights, on your files."
)
INSIDE = ("kernel_server", "keeper", "namespaces", "syscall_filter", "student_side", "plain")
_OVERHEAD = 2_500_000_000  # what the server, the keeper and a room's files may take beside the kernel itself
_MOST_PROCESSES = 400


class Unavailable(RuntimeError):
    """Bubblewrap is missing or may not be used here; the message says what to do."""


class Broken(RuntimeError):
    """The sandbox failed before or beside any student's code: the grader's fault, to be tried again in a fresh one."""


@dataclass(frozen=True)
class Limits:
    """What a student's kernel may use; time in seconds, the rest in bytes."""

    cell_seconds: float = 60.0
    notebook_seconds: float = 600.0
    memory: int = 4_000_000_000
    output: int = 200_000
    files: int = 100_000_000


def shown():
    """Files and folders of this machine that a kernel can read."""
    system = ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
    own = (Path(sys.prefix), Path(sys.base_prefix), Path(qtlib.__file__).parent)
    return sorted({*(p for p in map(Path, system) if p.exists()), *own})


def refuse_to_show(secrets):
    """Raise `Unavailable` if a kernel could read one of these paths."""
    for place in shown():
        for secret in map(Path, secrets):
            if secret.exists() and secret.resolve().is_relative_to(place.resolve()):
                raise Unavailable(
                    f"students' code must be able to read {place}, where Python and its packages are, and "
                    f"{secret} lies in it. Move it out, or make the virtual environment in a folder of its own"
                )


def command(limits, python):
    """Words that start `python` in the sandbox, which can write nothing outside and has no network."""
    import matplotlib.font_manager

    fonts = Path(matplotlib.get_cachedir()) / f"fontlist-v{matplotlib.font_manager.FontManager.__version__}.json"
    above = dict.fromkeys(parent for p in shown() for parent in reversed(p.parents[:-1]))  # made for all to enter
    binds = [word for p in above for word in ("--dir", str(p))]
    binds += [word for p in shown() for word in ("--ro-bind", str(p), str(p))]
    for name in INSIDE:
        binds += ["--ro-bind", str(Path(__file__).with_name(f"{name}.py")), f"/examiner/{name}.py"]
    if fonts.exists():  # searching the system's fonts takes seconds
        binds += ["--ro-bind", str(fonts), f"/home/student/.cache/matplotlib/{fonts.name}"]
    variables = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": "/home/student", "USER": "student",
        "LANG": "C.UTF-8", "PYTHONPATH": "/examiner", "PYTHONDONTWRITEBYTECODE": "1",
        "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }  # fmt: skip
    rights = [
        "CAP_SYS_ADMIN",
        "CAP_SETUID",
        "CAP_SETGID",
        "CAP_SETPCAP",
        "CAP_KILL",
        "CAP_DAC_OVERRIDE",
    ]  # until a room is settled
    users = [word for right in rights for word in ("--cap-add", right)] if os.getuid() == 0 else ["--unshare-user"]
    size = str(limits.files)
    return [
        "prlimit", f"--fsize={limits.files}", "--core=1", "--nofile=1024",
        "bwrap", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
        "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL", *users,
        "--size", size, "--tmpfs", "/tmp", "--size", size, "--tmpfs", "/home/student", "--dir", namespaces.ROOM,
        "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/dev/shm", *binds,
        "--chdir", "/home/student", "--remount-ro", "/", "--remount-ro", "/dev",
        "--clearenv", *[word for pair in variables.items() for word in ("--setenv", *pair)], *python,
    ]  # fmt: skip


def look():
    """Raise `Unavailable` if the sandbox's programs are missing, or Python lies where a kernel cannot see it."""
    for name in ("bwrap", "prlimit"):
        if not shutil.which(name):
            raise Unavailable(HOW_TO_GET_IT.format(problem=f"is not installed ({name} is missing)"))
    own = [Path(place) for place in (*namespaces.PLACES.values(), namespaces.ROOM)]
    for place in shown():
        if hidden := [folder for folder in own if place.resolve().is_relative_to(folder)]:
            raise Unavailable(
                f"students' code must be able to read {place}, where Python and its packages are, but has a "
                f"{hidden[0]} of its own. Move the course and its environment elsewhere, such as to your home"
            )


def description(sandboxed, limits):
    """Which limits are active here, in words for the summary."""
    if not sandboxed:
        return "no sandbox: students' code ran with the rights of who graded"
    user = "a user number that no other has" if os.getuid() == 0 else "your user number, without any right outside"
    group = (
        f"a control group for each worker's sandbox ({_most_memory(limits) / 1e9:g} GB, {_MOST_PROCESSES} processes"
        f"{', one processor' if cgroups.available(1) else ''})"
        if cgroups.available()
        else "no control group, so limits of each process alone"
    )
    return (
        f"bubblewrap; for each kernel namespaces of its own, {user}, {limits.memory / 1e9:g} GB of memory, "
        f"{limits.files / 1e6:g} MB of files; a cell {limits.cell_seconds:g} s, cells that a student added together "
        f"{limits.notebook_seconds:g} s; {group}"
    )


def _most_memory(limits):
    """Bytes that a sandbox with a kernel may take."""
    return limits.memory + limits.files + _OVERHEAD


class Sandbox:
    """One sandbox with its kernel server; holds one room at a time."""

    def __init__(self, limits, sandboxed):
        ours, theirs = socket.socketpair()
        self.control = ours
        self.home = None
        self.group = None
        where = str(Path(__file__).parent / "kernel_server.py")
        words = [
            sys.executable,
            "-u",
            "/examiner/kernel_server.py" if sandboxed else where,
            "barred" if sandboxed else "free",
        ]
        words += [str(limits.memory), str(limits.files)]
        if sandboxed:
            words = command(limits, [*words, "/home/student"])
            if cgroups.available():  # one processor, so that no kernel slows another worker's
                processors = 1 if cgroups.available(1) else None
                self.group = cgroups.Group.make(_most_memory(limits), _MOST_PROCESSES, processors)
        else:
            self.home = tempfile.mkdtemp(prefix="kernel-")
            words = [*words, self.home]
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        with theirs:
            self.server = subprocess.Popen(
                words, stdin=theirs, stdout=subprocess.DEVNULL, stderr=self.errors, start_new_session=True,
                preexec_fn=self.group and self.group.enter,
                env={**os.environ, "OMP_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"},
            )  # fmt: skip
        self.finalize = Finalize(
            self, _dispose, (self.server, self.control, self.home, self.group, self.errors), exitpriority=1
        )
        try:
            self._answer(b"ready\n", 120)
        except Broken as error:
            said = self.said
            self.close()
            raise Broken(f"{error}: {said}") from None

    def _answer(self, expected, seconds):
        self.control.settimeout(seconds)
        try:
            if self.control.recv(16) == expected:
                return
        except OSError:
            pass
        raise Broken("the kernel server did not answer")

    @property
    def said(self):
        """The end of what the sandbox wrote to its standard error."""
        self.errors.seek(0)
        return self.errors.read()[-300:].decode(errors="replace").strip()

    def start(self):
        """Our end of the line to the keeper of a new room."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self.control, [b"start"], [theirs.fileno()])
                self._answer(b"done\n", 60)
        except (OSError, Broken) as error:
            ours.close()
            raise Broken(f"no room could be made: {error}") from None
        return ours

    def stop(self):
        """End everything in the room; False if the sandbox cannot be used again."""
        try:
            self.control.sendall(b"stop")
            self._answer(b"done\n", 60)
        except (OSError, Broken):
            return False
        return True

    def close(self):
        self.finalize()


def _dispose(server, control, home, group, errors):
    with contextlib.suppress(ProcessLookupError):
        server.kill()
        if home:
            os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    for thing in (control, errors):
        thing.close()
    if home:
        shutil.rmtree(home, ignore_errors=True)
    if group:
        group.remove()
