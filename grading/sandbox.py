"""Where students' code runs: under bubblewrap, with no network, no files but its own, no new processes, and limits on time, memory and output.

The kernel alone is inside; everything that grades stays outside and talks to it through sockets in one folder. A worker keeps one sandbox,
in which `kernel_server` forks a kernel for one student after the other and leaves nothing of the last.
"""

import contextlib
import functools
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from multiprocessing.util import Finalize
from pathlib import Path

import nbformat
import zmq
from jupyter_client import BlockingKernelClient, write_connection_file

import qtlib

HOW_TO_GET_IT = (
    "student code is run under bubblewrap (bwrap), which {problem}. Install it (Debian and Ubuntu: apt-get install bubblewrap libseccomp2; Fedora: "
    "dnf install bubblewrap libseccomp), or grade in the container that Dockerfile describes. --no-sandbox runs student code with your rights, on "
    "your files."
)


class Unavailable(RuntimeError):
    """Bubblewrap is missing or may not be used here; the message says what to do."""


class KernelDied(RuntimeError):
    """The student's kernel ended or had to be ended; the message says why."""


class CellTimeout(RuntimeError):
    """A cell took longer than it may; the kernel is still there."""


@dataclass(frozen=True)
class Limits:
    """What a student's kernel may use; time in seconds, the rest in bytes."""

    cell_seconds: float = 60.0
    notebook_seconds: float = 600.0
    memory: int = 4_000_000_000
    output: int = 200_000
    files: int = 100_000_000


def command(sockets, limits, python):
    """Words that start `python` in the sandbox; the folder `sockets` is the one place outside that it can write to."""
    import matplotlib.font_manager

    fonts = Path(matplotlib.get_cachedir()) / f"fontlist-v{matplotlib.font_manager.FontManager.__version__}.json"
    here = Path(__file__).parent
    system = map(
        Path, ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
    )
    read_only = {
        *(p for p in system if p.exists()),
        Path(sys.prefix),
        Path(sys.base_prefix),
        Path(qtlib.__file__).parent,
    }
    binds = [word for p in sorted(read_only) for word in ("--ro-bind", str(p), str(p))]
    for file in ("kernel_server.py", "student_side.py", "plain.py"):
        binds += ["--ro-bind", str(here / file), f"/examiner/{file}"]
    if fonts.exists():  # searching the system's fonts takes seconds
        binds += ["--ro-bind", str(fonts), f"/examiner/matplotlib/{fonts.name}"]
    variables = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": "/home/student", "LANG": "C.UTF-8", "PYTHONPATH": "/examiner",
        "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }  # fmt: skip
    size = str(limits.files)
    return [
        "prlimit", f"--as={limits.memory}", f"--fsize={limits.files}", "--core=0", "--nofile=1024",
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1", "--cap-drop", "ALL",
        "--size", size, "--tmpfs", "/tmp", "--size", size, "--tmpfs", "/home/student",
        "--proc", "/proc", "--dev", "/dev", "--size", size, "--tmpfs", "/dev/shm", *binds,
        "--bind", str(sockets), str(sockets), "--chdir", "/home/student", "--remount-ro", "/", "--remount-ro", "/dev",
        "--clearenv", *[word for pair in variables.items() for word in ("--setenv", *pair)], *python,
    ]  # fmt: skip


@functools.cache
def check():
    """Raise `Unavailable` unless the sandbox works here, found out by using it."""
    for name in ("bwrap", "prlimit"):
        if not shutil.which(name):
            raise Unavailable(HOW_TO_GET_IT.format(problem=f"is not installed ({name} is missing)"))
    probe = "import pyseccomp; print('inside')"
    with tempfile.TemporaryDirectory() as sockets:
        done = subprocess.run(command(sockets, Limits(), [sys.executable, "-c", probe]), capture_output=True, text=True)
    if done.stdout != "inside\n":
        raise Unavailable(HOW_TO_GET_IT.format(problem=f"does not work here: {done.stderr.strip()[-300:]}"))


class Sandbox:
    """One sandbox with its kernel server; holds one kernel at a time."""

    def __init__(self, limits, sandboxed):
        self.folder = Path(tempfile.mkdtemp(prefix="sandbox-"))
        Finalize(
            self, shutil.rmtree, (self.folder, True), exitpriority=1
        )  # a worker's end is no normal end of a program
        self.sockets = self.folder / "sockets"
        self.sockets.mkdir()
        server = "/examiner/kernel_server.py" if sandboxed else str(Path(__file__).parent / "kernel_server.py")
        python = [sys.executable, "-u", server, str(int(limits.notebook_seconds)), "filtered" if sandboxed else "free"]
        if sandboxed:
            words, where = command(self.sockets, limits, [*python, "/tmp", "/home/student", "/dev/shm"]), None
        else:
            words, where = [*python, str(self.folder / "home")], self.folder / "home"
            where.mkdir()
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        self.server = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=where,
            env=environment,
        )
        if self.server.stdout.readline() != "ready\n":
            raise Unavailable(HOW_TO_GET_IT.format(problem="could not start a kernel server"))

    def say(self, words):
        """The server's answer; "gone" if there is no server any more."""
        with contextlib.suppress(OSError):
            self.server.stdin.write(words + "\n")
            self.server.stdin.flush()
            return self.server.stdout.readline().strip() or "gone"
        return "gone"

    def start(self):
        """Connection file of a new kernel, in a folder whose name no earlier kernel could know."""
        place = self.sockets / secrets.token_hex(8)
        place.mkdir()
        file, _ = write_connection_file(str(place / "connection.json"), transport="ipc", ip=str(place / "k"))
        self.say(f"start {file}")
        return file

    def stop(self):
        """End the kernel and remove what it left; False if the sandbox cannot be used again."""
        clean = self.say("stop") == "clean"
        with contextlib.suppress(OSError):
            for left in self.sockets.iterdir():
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() and not left.is_symlink() else left.unlink()
        return clean and self.sockets.is_dir() and not any(self.sockets.iterdir())

    def close(self):
        self.server.kill()
        self.server.wait()
        self.server.stdin.close()
        self.server.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


_kept = {}  # a worker's sandbox, used by one notebook after the other


class StudentKernel:
    """One student's kernel: runs cells, hands out values, and survives its own death by starting again and repeating what ran before."""

    MOST_RESTARTS = 3

    def __init__(self, limits, sandboxed=True):
        self.limits, self.key = limits, (limits, sandboxed)
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.restarts, self.done = 0, []
        self._start()

    def _start(self):
        if self.key not in _kept:
            _kept[self.key] = Sandbox(*self.key)
        self.sandbox = _kept[self.key]
        self.client = BlockingKernelClient(connection_file=self.sandbox.start())
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.hb_channel.pause()
        try:
            self._wait_until_it_answers(time.monotonic() + 60)
        except BaseException:
            self._stop()
            raise

    def _wait_until_it_answers(self, end):
        """Ask again and again: what a new kernel publishes before our subscription has reached it is lost."""
        while True:
            try:
                return self._execute("", seconds=0.05)
            except CellTimeout:
                if time.monotonic() > end:
                    raise KernelDied("the kernel did not start within a minute") from None

    def run(self, source):
        """Outputs of a cell. Raises `CellTimeout` or `KernelDied`; then the kernel was started again and earlier cells repeated."""
        outputs = self._survive(lambda: self._execute(source)[0])
        self.done.append(source)
        return outputs

    def ask(self, expression):
        """The text that an expression gives in the kernel; an error counts as no text."""
        return self._survive(lambda: self._execute("", {"it": expression})[1])

    def _survive(self, action):
        try:
            return action()
        except KernelDied:
            self._restart()
            raise
        except CellTimeout:
            if not self._interrupt():
                self._restart()
            raise

    def _interrupt(self):
        """Whether the kernel answers again after an interrupt, sent as a message because a signal does not reach into the sandbox."""
        self.client.control_channel.send(self.client.session.msg("interrupt_request"))
        try:
            self._execute("", seconds=5)
        except (CellTimeout, KernelDied):
            return False
        return True

    def _restart(self):
        self.restarts += 1
        if self.restarts > self.MOST_RESTARTS:
            raise KernelDied("the kernel was lost too often")
        self._stop()
        self._start()
        for source in self.done:
            self._execute(source)

    def _execute(self, source, expressions=None, seconds=None):
        """(outputs, text of the expression `it`) of a request, while the kernel lives and within its time."""
        end = min(time.monotonic() + (seconds or self.limits.cell_seconds), self.deadline + (seconds or 0))
        request = self.client.execute(
            source, allow_stdin=False, store_history=bool(source), user_expressions=expressions or {}
        )
        iopub, shell = self.client.iopub_channel, self.client.shell_channel
        outputs, size, idle, reply = [], 0, False, None
        while not (idle and reply):
            if time.monotonic() > end:
                spent = time.monotonic() > self.deadline
                raise CellTimeout(
                    f"no result within {self.limits.notebook_seconds if spent else self.limits.cell_seconds:g} s"
                )
            ready = zmq.select([iopub.socket, shell.socket], [], [], min(0.2, max(end - time.monotonic(), 0.0)))[0]
            if not ready:
                self._still_there()
            if shell.socket in ready:
                message = shell.get_msg(timeout=1)
                reply = message["content"] if message["parent_header"].get("msg_id") == request else reply
            if iopub.socket not in ready:
                continue
            message = iopub.get_msg(timeout=1)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind = message["msg_type"]
            if kind == "status":
                idle = message["content"]["execution_state"] == "idle"
            elif kind in ("stream", "display_data", "execute_result", "error"):
                before, size = size, size + len(json.dumps(message["content"]))
                if size <= self.limits.output:
                    _add(outputs, nbformat.v4.output_from_msg(message))
                elif before <= self.limits.output:
                    outputs.append(
                        nbformat.v4.new_output("stream", name="stdout", text="\n[more output was dropped]\n")
                    )
                elif size > 100 * self.limits.output:
                    raise CellTimeout("it printed without end")
        found = reply.get("user_expressions", {}).get("it", {})
        return outputs, found.get("data", {}).get("text/plain", "")

    def _still_there(self):
        if self.sandbox.say("alive") != "yes":
            raise KernelDied("the kernel ended: it was killed, ran out of memory, or left by os._exit")
        if _size(self.sandbox.sockets) > self.limits.files:
            raise KernelDied("the kernel wrote more files than it may")

    def _stop(self):
        self.client.stop_channels()
        self.client.context.destroy(linger=0)
        if not self.sandbox.stop():
            self.sandbox.close()
            del _kept[self.key]

    def close(self):
        """End the kernel; the sandbox stays for the next notebook of this worker."""
        self._stop()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _add(outputs, new):
    """Append an output; text goes on where text stood, however the kernel happened to cut it."""
    if outputs and new.output_type == outputs[-1].output_type == "stream" and new.name == outputs[-1].name:
        outputs[-1].text += new.text
    else:
        outputs.append(new)


def _size(folder):
    """Bytes in a folder, endless if it holds very many files."""
    total = number = 0
    for place, _, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
            number += 1
            if number > 1000:
                return float("inf")
    return total
