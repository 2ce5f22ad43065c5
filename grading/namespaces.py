"""Inside the sandbox: a room of its own for each kernel, made with Linux's namespaces. Mounted into the sandbox.

A room has its own user, process, mount, network, IPC and host-name namespace, an unprivileged user number that no
other kernel has, and one small file system in memory for everything that it may write. When its processes are gone,
nothing of it is left.
"""

import ctypes
import os
import resource
import secrets

# of Linux: flags of unshare, of mount, and what prctl sets
_NEW_MOUNTS = 0x00020000
_NEW_NAMES = 0x04000000
_NEW_IPC = 0x08000000
_NEW_USERS = 0x10000000
_NEW_PIDS = 0x20000000
_NEW_NETWORK = 0x40000000
_READ_ONLY = 1
_NO_SUID = 2
_NO_DEVICES = 4
_NO_EXECUTION = 8
_REMOUNT = 32
_BIND = 4096
_RECURSIVE = 16384
_PRIVATE = 1 << 18
_SET_DUMPABLE = 4
_DROP_BOUND = 24
_NO_NEW_PRIVILEGES = 38
_CAPABILITIES = 0x20080522  # version 3 of Linux's sets of capabilities
_MOST_FILES = 10_000
_FIRST_USER = 0x70000000  # far from any account
STUDENT = 1000  # the number that a kernel sees
ROOM = "/room"  # where a room's file system is mounted
PLACES = {"student": "/home/student", "tmp": "/tmp", "shm": "/dev/shm"}  # its folders, and what each is seen as

_libc = ctypes.CDLL(None, use_errno=True)


def _call(name, *words):
    if getattr(_libc, name)(*words) < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _mount(source, target, kind=None, flags=0, options=None):
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, options)]
    _call("mount", *encoded[:3], ctypes.c_ulong(flags), encoded[3])


def _read_only(path):
    _mount(path, path, flags=_BIND | _RECURSIVE)
    _mount(None, path, flags=_REMOUNT | _BIND | _READ_ONLY | _NO_SUID | _NO_DEVICES | _NO_EXECUTION)


def separate():
    """Leave every namespace that is shared with the next kernel; the process forked next is the first of the room."""
    root = os.getuid() == 0
    others = _NEW_MOUNTS | _NEW_NAMES | _NEW_IPC | _NEW_PIDS | _NEW_NETWORK
    if root:  # the room is furnished with root's rights, and these are given up in `settle`
        _call("unshare", others)
    else:
        user, group = os.getuid(), os.getgid()
        _call("unshare", others | _NEW_USERS)
        _map(user, group)


def _map(user, group):
    _libc.prctl(_SET_DUMPABLE, 1, 0, 0, 0)  # or /proc/self would belong to root
    for file, line in (("setgroups", "deny"), ("uid_map", f"{STUDENT} {user} 1"), ("gid_map", f"{STUDENT} {group} 1")):
        with open(f"/proc/self/{file}", "w") as table:
            table.write(line)


def furnish(size):
    """As first process of the room: its own file system of `size` bytes behind the `PLACES`, its own /proc, nothing
    else to write. What else lies in /home stays to be seen: Python may be there.
    """
    _mount(None, "/", flags=_RECURSIVE | _PRIVATE)
    options = f"size={size},nr_inodes={_MOST_FILES},mode=755"
    _mount("room", ROOM, "tmpfs", _NO_SUID | _NO_DEVICES, options)
    for name, place in PLACES.items():
        os.mkdir(f"{ROOM}/{name}")
        os.chmod(f"{ROOM}/{name}", 0o777)
        _mount(f"{ROOM}/{name}", place, flags=_BIND)
    _mount("proc", "/proc", "proc", _NO_SUID | _NO_DEVICES | _NO_EXECUTION)
    _read_only("/proc/sys")
    _mount(
        "none", "/dev/pts", "tmpfs", _READ_ONLY | _NO_SUID | _NO_DEVICES, "size=4k"
    )  # terminals are shared otherwise
    _call("sethostname", b"sandbox", 7)
    os.chdir("/home/student")


def settle():
    """Become a user without any right, in a user namespace of its own, for ever."""
    if os.getuid() == 0:
        number = _FIRST_USER + secrets.randbelow(1 << 27)
        os.setgroups([])
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
        _call("unshare", _NEW_USERS)
        _map(number, number)
    for capability in range(64):
        _libc.prctl(_DROP_BOUND, capability, 0, 0, 0)  # those that this Linux does not know fail
    version = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", version, nothing)
    _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    hide()


def hide():
    """Keep this process's memory and files from others of the same user, and its core from the disk."""
    _libc.prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def limit(memory, files):
    """What the kernel may use of the machine, beside the file system of its room."""
    mega = 1_000_000
    # with a core of 0 bytes the system's crash handler would still be started, with 1 it is not
    for what, most in (
        ("AS", memory), ("FSIZE", files), ("NOFILE", 256), ("NPROC", 256), ("STACK", 8 * mega), ("MSGQUEUE", 0),
        ("MEMLOCK", 0), ("SIGPENDING", 256), ("NICE", 0), ("RTPRIO", 0), ("CORE", 1)
    ):  # fmt: skip
        name = getattr(resource, f"RLIMIT_{what}")
        hard = resource.getrlimit(name)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(name, (most, most))
