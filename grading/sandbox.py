"""The student's kernel, under bubblewrap: no network, no files but its own, no new processes, limits on time, memory and output.

The kernel alone is inside; everything that grades stays outside and talks to it through sockets in one folder of its own.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
import zmq
from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

import qtlib

HOW_TO_GET_IT = (
    "student code is run under bubblewrap (bwrap), which {problem}. Install it (Debian and Ubuntu: apt-get install bubblewrap; Fedora: dnf install "
    "bubblewrap), or grade in the container that Dockerfile describes. --no-sandbox runs student code with your rights, on your files."
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


def system_call_filter():
    """A seccomp program: threads may be made, processes not; nor anything that reaches around the sandbox."""
    import pyseccomp as seccomp

    deny, absent = seccomp.ERRNO(1), seccomp.ERRNO(38)  # EPERM; ENOSYS makes glibc fall back to clone, whose flags can be seen
    program = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    clone_thread = 0x10000
    program.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, clone_thread, 0))
    program.add_rule(absent, "clone3")
    for name in (
        "fork", "vfork", "unshare", "setns", "mount", "umount2", "pivot_root", "ptrace", "process_vm_readv", "process_vm_writev",
        "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "open_by_handle_at", "kexec_load",
    ):  # fmt: skip
        program.add_rule(deny, name)
    with tempfile.TemporaryFile() as out:
        program.export_bpf(out)
        out.seek(0)
        return out.read()


def command(folder, sockets, limits, python):
    """Words that start `python` in the sandbox; the folder `sockets` is the one place outside that it can write to."""
    import matplotlib.font_manager

    fonts = Path(matplotlib.get_cachedir()) / f"fontlist-v{matplotlib.font_manager.FontManager.__version__}.json"
    here = Path(__file__).parent
    read_only = {
        *(p for p in map(Path, ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")) if p.exists()),
        Path(sys.prefix), Path(sys.base_prefix), Path(qtlib.__file__).parent,
    }  # fmt: skip
    binds = [word for p in sorted(read_only) for word in ("--ro-bind", str(p), str(p))]
    for file in ("student_side.py", "plain.py"):
        binds += ["--ro-bind", str(here / file), f"/examiner/{file}"]
    if fonts.exists():
        binds += ["--ro-bind", str(fonts), f"/home/student/.cache/matplotlib/{fonts.name}"]
    filter_file = Path(folder) / "filter"
    filter_file.write_bytes(system_call_filter())
    set_variables = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": "/home/student", "LANG": "C.UTF-8", "PYTHONPATH": "/examiner",
        "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    }  # fmt: skip
    return [
        "sh", "-c", 'exec "$@" 3< "$0"', str(filter_file),
        "prlimit", f"--as={limits.memory}", f"--fsize={limits.files}", "--core=0", "--nofile=1024",
        f"--cpu={int(limits.notebook_seconds)}",
        "bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--seccomp", "3",
        "--size", str(limits.files), "--tmpfs", "/tmp", "--size", str(limits.files), "--tmpfs", "/home/student",
        "--proc", "/proc", "--dev", "/dev", "--size", str(limits.files), "--tmpfs", "/dev/shm", *binds,
        "--bind", str(sockets), str(sockets), "--chdir", "/home/student", "--remount-ro", "/", "--remount-ro", "/dev",
        "--clearenv", *[word for pair in set_variables.items() for word in ("--setenv", *pair)], *python,
    ]  # fmt: skip


@functools.cache
def check():
    """Raise `Unavailable` unless the sandbox works here, found out by using it."""
    if not shutil.which("bwrap") or not shutil.which("prlimit"):
        raise Unavailable(HOW_TO_GET_IT.format(problem="is not installed"))
    with tempfile.TemporaryDirectory() as folder:
        sockets = Path(folder) / "ipc"
        sockets.mkdir()
        try:
            words = command(folder, sockets, Limits(), [sys.executable, "-c", "print('inside')"])
        except (ImportError, RuntimeError, OSError) as error:
            raise Unavailable(HOW_TO_GET_IT.format(problem=f"needs libseccomp: {error}")) from None
        done = subprocess.run(words, capture_output=True, text=True)
    if done.stdout != "inside\n":
        raise Unavailable(HOW_TO_GET_IT.format(problem=f"does not work here: {done.stderr.strip()[-300:]}"))


class StudentKernel:
    """One student's kernel: runs cells, hands out values, and survives its own death by starting again and repeating what ran before."""

    MOST_RESTARTS = 3

    def __init__(self, limits, sandboxed=True):
        self.limits, self.sandboxed = limits, sandboxed
        self.folder = Path(tempfile.mkdtemp(prefix="kernel-"))
        self.deadline = time.monotonic() + limits.notebook_seconds
        self.restarts, self.done = 0, []
        self._start()

    def _start(self):
        # a new one each time: the last kernel may have left links there, and what we write must not follow them
        self.sockets = self.folder / f"ipc{self.restarts}"
        self.sockets.mkdir()
        python = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.hist_file=:memory:"]
        argv = command(self.folder, self.sockets, self.limits, python) if self.sandboxed else python
        # a signal would reach bwrap and not the kernel, so the kernel is interrupted by a message
        spec = {"argv": argv, "display_name": "student", "language": "python", "interrupt_mode": "message"}
        if not self.sandboxed:
            spec["env"] = {"PYTHONPATH": str(Path(__file__).parent)}
        (self.folder / "specs" / "student").mkdir(parents=True, exist_ok=True)
        (self.folder / "specs" / "student" / "kernel.json").write_text(json.dumps(spec))
        self.manager = KernelManager(
            kernel_name="student", transport="ipc", ip=str(self.sockets / "k"),
            connection_file=str(self.sockets / "connection.json"), shutdown_wait_time=1.0,
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(self.folder / "specs")], ensure_native_kernel=False),
        )  # fmt: skip
        self.manager.start_kernel(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.client = self.manager.client()
        self.client.start_channels()
        try:
            self.client.wait_for_ready(timeout=60)
        except RuntimeError as error:
            self.close()
            raise KernelDied(f"the kernel did not start: {error}") from None

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
        """Whether the kernel answers again after an interrupt."""
        self.manager.interrupt_kernel()
        try:
            self._execute("", seconds=5)
        except (CellTimeout, KernelDied):
            return False
        return True

    def _restart(self):
        self.restarts += 1
        if self.restarts > self.MOST_RESTARTS:
            raise KernelDied("the kernel was lost too often")
        self._shut_down()
        self._start()
        for source in self.done:
            self._execute(source)

    def _execute(self, source, expressions=None, seconds=None):
        """(outputs, text of the expression `it`) of a request, while the kernel lives and within its time."""
        end = min(time.monotonic() + (seconds or self.limits.cell_seconds), self.deadline + (seconds or 0))
        request = self.client.execute(source, allow_stdin=False, store_history=bool(source), user_expressions=expressions or {})
        outputs, size, idle, reply = [], 0, False, None
        while not (idle and reply):
            if time.monotonic() > end:
                spent = time.monotonic() > self.deadline
                raise CellTimeout(f"no result within {self.limits.notebook_seconds if spent else self.limits.cell_seconds:g} s")
            if not self.manager.is_alive():
                raise KernelDied("the kernel ended: it was killed, ran out of memory, or left by os._exit")
            if _size(self.sockets) > self.limits.files:
                raise KernelDied("the kernel wrote more files than it may")
            if reply is None and self.client.shell_channel.msg_ready():
                message = self.client.get_shell_msg(timeout=0)
                reply = message["content"] if message["parent_header"].get("msg_id") == request else None
            iopub, shell = self.client.iopub_channel.socket, self.client.shell_channel.socket
            if iopub not in zmq.select([iopub, shell], [], [], 0.2)[0]:
                continue
            message = self.client.get_iopub_msg(timeout=1)
            if message["parent_header"].get("msg_id") != request:
                continue
            kind = message["msg_type"]
            if kind == "status":
                idle = message["content"]["execution_state"] == "idle"
            elif kind in ("stream", "display_data", "execute_result", "error"):
                length = len(json.dumps(message["content"]))
                size += length
                if size <= self.limits.output:
                    outputs.append(nbformat.v4.output_from_msg(message))
                elif size - length <= self.limits.output:
                    outputs.append(nbformat.v4.new_output("stream", name="stdout", text="\n[more output was dropped]\n"))
                elif size > 100 * self.limits.output:
                    raise CellTimeout("it printed without end")
        found = reply.get("user_expressions", {}).get("it", {})
        return outputs, found.get("data", {}).get("text/plain", "")

    def _shut_down(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.manager.cleanup_resources()

    def close(self):
        self._shut_down()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _size(folder):
    total = 0
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            total += 0 if entry.is_dir(follow_symlinks=False) else entry.stat(follow_symlinks=False).st_size
            if number > 1000:
                return float("inf")
    return total
