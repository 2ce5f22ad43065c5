"""Inside the sandbox: a process with the imports done, that forks a kernel for one student after the other. Mounted into the sandbox.

Commands come as lines on standard input, each is answered by one line: ``start FILE`` forks a kernel on that connection file, ``alive`` tells
whether it runs, ``stop`` kills it and empties the folders named on the command line. A kernel cannot reach this process: it has no process of its own
to send (seccomp), no access to our memory and files (not dumpable), and as process 1 of the sandbox we do not take its signals.
"""

import contextlib
import ctypes
import importlib
import os
import resource
import shutil
import signal
import sys

_PRELOADED = [
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "scipy.integrate",
    "scipy.optimize",
    "qtlib",
    "cloudpickle",
    "student_side",
]


def deny_processes():
    """A seccomp filter on this process: threads may be made, processes not; nor anything that reaches around the sandbox."""
    import pyseccomp as seccomp

    deny, absent = (
        seccomp.ERRNO(1),
        seccomp.ERRNO(38),
    )  # EPERM; ENOSYS makes glibc fall back to clone, whose flags can be seen
    program = seccomp.SyscallFilter(defaction=seccomp.ALLOW)
    clone_thread = 0x10000
    program.add_rule(deny, "clone", seccomp.Arg(0, seccomp.MASKED_EQ, clone_thread, 0))
    program.add_rule(absent, "clone3")
    for name in (
        "fork", "vfork", "unshare", "setns", "mount", "umount2", "pivot_root", "ptrace", "process_vm_readv", "process_vm_writev",
        "keyctl", "add_key", "request_key", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "open_by_handle_at",
    ):  # fmt: skip
        program.add_rule(deny, name)
    program.load()


def kernel(connection_file, cpu_seconds, filtered):
    """Become the student's kernel; never returns."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    if filtered:
        deny_processes()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance()
    app.initialize(["-f", connection_file, "--HistoryManager.hist_file=:memory:"])
    app.start()


def paths_in(folder):
    """Every path in a folder, but not in what is mounted there."""
    for entry in os.scandir(folder):
        yield entry.path
        if entry.is_dir(follow_symlinks=False) and not os.path.ismount(entry.path):
            yield from paths_in(entry.path)


def empty(folders, there_before):
    """Remove what the last kernel left; False if something stays."""
    try:
        for path in [p for folder in folders for p in paths_in(folder) if p not in there_before]:
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(FileNotFoundError):  # gone with its folder
                    os.unlink(path)
        return not any(p not in there_before for folder in folders for p in paths_in(folder))
    except OSError:
        return False


def main(cpu_seconds, filtered, *folders):
    for name in [*_PRELOADED, *(["pyseccomp"] if filtered == "filtered" else [])]:
        importlib.import_module(name)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
    there_before = {path for folder in folders for path in paths_in(folder)}  # the way to what is mounted
    pid = 0
    print("ready", flush=True)
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        if word == "start":
            pid = os.fork()
            if pid == 0:
                try:
                    kernel(rest, int(cpu_seconds), filtered == "filtered")
                finally:
                    os._exit(1)
            print("started", flush=True)
        elif word == "alive":
            with contextlib.suppress(ChildProcessError):
                pid = 0 if pid and os.waitpid(pid, os.WNOHANG)[0] else pid
            print("yes" if pid else "no", flush=True)
        elif word == "stop":
            if pid:
                with contextlib.suppress(ProcessLookupError, ChildProcessError):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                pid = 0
            print("clean" if empty(folders, there_before) else "dirty", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
