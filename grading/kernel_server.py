"""Inside the sandbox: a process with the imports done, that makes a room with a kernel in it, one after the other.
Mounted into the sandbox.

Requests come over the socket that is standard input, each is answered: ``start`` brings the line to whoever asks, and
a room is made whose `keeper` listens there; ``stop`` ends every process of the room. No student's code runs in this
process, and none can see it.
"""

import ctypes
import importlib
import inspect
import os
import signal
import socket
import sys
import traceback

_PRELOADED = [
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "scipy.integrate",
    "scipy.optimize",
    "qtlib.homework",
    "cloudpickle",
    "jupyter_client",
    "keeper",
    "student_side",
    # what a kernel would import at its start, and for its first traceback
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "executing.executing",
    "faulthandler",
    "ipykernel.debugger",
    "pdb",
    "pygments.formatters.terminal256",
    "pygments.styles",
    "sqlite3",
    "stack_data",
    "tornado.platform.asyncio",
    "tornado.queues",
]
_MISSED = "debugpy"  # ipykernel's debugger takes longer to import than all of a kernel's start, and nobody asks for it


def room(line, barred, memory, files, home):
    """Make a room around this process, with a keeper and a kernel in it; returns when they are gone."""
    import keeper

    os.setsid()
    if not barred:
        return keeper.serve(line, home, None)
    import namespaces

    namespaces.separate()
    first = os.fork()
    if first:
        line.close()
        os.waitpid(first, 0)
        return None
    try:
        namespaces.furnish(files)
        namespaces.settle()
        keeper.serve(line, "/home/student", (memory, files))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def end(pid):
    """Kill everything in the room; it is gone when this returns."""
    if not pid:
        return
    if os.getpid() == 1:  # the sandbox's first process: there is nobody else but the room
        os.kill(-1, signal.SIGKILL)
    else:
        os.killpg(pid, signal.SIGKILL)
    try:
        while True:
            os.waitpid(-1, 0)
    except ChildProcessError:
        return


def main(barred, memory, files, home):
    barred = barred == "barred"
    sys.modules[_MISSED] = None
    for name in [*_PRELOADED, *(["namespaces", "syscall_filter"] if barred else [])]:
        importlib.import_module(name)
    inspect.getmodule(room.__code__.replace(co_filename="<cell>"))  # makes a table of modules, which tracebacks need
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE: no other process may look into this one
    control = socket.socket(fileno=0)
    pid = 0
    control.sendall(b"ready\n")
    while True:
        word, descriptors, _, _ = socket.recv_fds(control, 16, 1)
        if not word:
            return end(pid)
        if word == b"start":
            pid = os.fork()
            if pid == 0:
                try:
                    control.close()
                    room(socket.socket(fileno=descriptors[0]), barred, int(memory), int(files), home)
                except BaseException:
                    traceback.print_exc()  # the sandbox reports it
                finally:
                    os._exit(1)
            os.close(descriptors[0])
        else:
            pid = end(pid)
        control.sendall(b"done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
