"""A student's kernel can do nothing beside its own work: each attack is run, in a real sandbox."""

import contextlib
import os
import time
from unittest import mock

import pytest

from conftest import ROOT
from grading import cgroups, keeper, sandbox
from grading.kernel import KernelDied, StudentKernel, _kept, check
from grading.sandbox import Limits

LIMITS = Limits(cell_seconds=30, memory=1_500_000_000, files=20_000_000)
pytestmark = pytest.mark.usefixtures("barred")


@pytest.fixture
def kernel():
    with StudentKernel(LIMITS) as kernel:
        yield kernel


def said(kernel, source):
    return "".join(o.get("text", "") or o.get("ename", "") + o.get("evalue", "") for o in kernel.run(source))


def refused(kernel, *calls):
    """What each expression raises, by the expression; "done" if nothing."""
    run = (
        "for call in {}:\n    try:\n        eval(call)\n        print(call, '->', 'done')\n"
        "    except BaseException as e:\n        print(call, '->', type(e).__name__)"
    )
    lines = said(kernel, "import os, resource, ctypes, signal, socket\n" + run.format(list(calls))).splitlines()
    return {line.split(" -> ")[0]: line.split(" -> ")[1] for line in lines}


LIBC = "ctypes.CDLL(None, use_errno=True)"


def libc(*words):
    return f"[1/0 for _ in [0] if {LIBC}.syscall({', '.join(map(str, words))}) < 0]"


def test_a_kernel_has_no_right_and_a_user_of_its_own(kernel):
    status = dict(
        line.split(":\t")
        for line in said(kernel, "print(open('/proc/self/status').read())").splitlines()
        if ":\t" in line
    )
    assert {status[c].strip("0") for c in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {""}
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"
    assert status["Uid"].split() == ["1000"] * 4
    outside = int(said(kernel, "print(open('/proc/self/uid_map').read())").split()[1])
    assert outside > 0  # not root's number anywhere


def test_every_namespace_is_its_own():
    # a process that may not look into itself is named by its links as little as any other; the room's own files differ
    seen = []
    for _ in range(2):
        with StudentKernel(LIMITS) as kernel:
            seen.append(
                said(
                    kernel,
                    "import os\nprint(sorted(p for p in os.listdir('/proc') if p.isdigit()), os.uname().nodename)",
                )
            )
    assert seen[0] == seen[1] == "['1', '2'] sandbox\n"


def test_settings_of_the_machine_cannot_be_written(kernel):
    places = [
        "/proc/sys/kernel/core_pattern",
        "/proc/sys/kernel/hostname",
        "/proc/sys/kernel/shmmax",
        "/proc/sysrq-trigger",
        "/proc/1/oom_score_adj",
    ]
    found = refused(kernel, *(f"open({place!r}, 'r+')" for place in places))
    assert set(found.values()) <= {"PermissionError", "OSError", "FileNotFoundError"}
    assert "FileNotFoundError" not in [found[f"open({place!r}, 'r+')"] for place in places[:3]]


def test_nothing_changes_how_the_machine_is_shared(kernel):
    calls = [
        "resource.prlimit(1, resource.RLIMIT_NOFILE, (1, 1))", "os.setpriority(os.PRIO_PROCESS, 1, 19)",
        "os.sched_setaffinity(1, {0})",
        "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))", libc(251, 1, 1, 3 << 13),
        "os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))",
    ]  # fmt: skip
    assert "done" not in refused(kernel, *calls).values()


def test_signals_end_nothing_but_the_own_kernel(kernel):
    said(
        kernel,
        "import os, signal\nfor s in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV): os.kill(1, s)",
    )
    assert kernel.ask("6 * 7") == "42"
    server = kernel.sandbox.server
    with pytest.raises(KernelDied):
        kernel.run("try: os.kill(-1, signal.SIGKILL)\nfinally: os.kill(os.getpid(), signal.SIGKILL)")
    assert kernel.ask("1 + 1") == "2"
    assert kernel.sandbox.server is server
    assert server.poll() is None


def test_memory_that_no_limit_counts_cannot_be_had(kernel):
    found = refused(
        kernel, "os.memfd_create('x')", libc(29, 0, 10**9, 0o1600), libc(68, 0, 0o1600), libc(64, 0, 1, 0o1600),
        libc(447, 0),
        "socket.socket(socket.AF_ALG)", libc(425, 8, 0), libc(240, "b'/q'", 0o102, 0o600, 0),
    )  # fmt: skip
    assert "done" not in found.values()
    assert "PermissionError" in found.values()


def test_no_way_out_of_the_room(kernel):
    mounts = [
        libc(165, 0, 0, 0, 0, 0),
        libc(272, 0x10000000),
        libc(161, "b'/'"),
        libc(308, 0, 0),
        libc(101, 0, 0, 0, 0),
        libc(321, 0, 0, 0),
    ]
    more = [
        "os.fork()",
        "os.execv('/bin/true', ['true'])",
        "os.pidfd_open(1)",
        "os.setuid(0)",
        "os.chroot('/')",
        "socket.sethostname('x')",
    ]
    assert "done" not in refused(kernel, *mounts, *more).values()


def test_files_of_a_room_are_one_budget(kernel):
    fill = (
        "n = 0\ntry:\n    for folder in ('/tmp', '/dev/shm', '/home/student', '/var/tmp', '/run'):\n        try:\n"
        "            f = open(folder + '/x', 'wb')\n            while True:\n"
        "                f.write(bytes(10**6)); n += 1\n"
        "        except OSError: pass\nfinally: print(n)"
    )
    assert int(said(kernel, fill)) <= 21
    many = "n = 0\ntry:\n    while True:\n        os.mkdir(f'/tmp/{n}'); n += 1\nexcept OSError: print(n)"
    assert int(said(kernel, "import os\n" + many)) <= 10_000


def test_nothing_is_left_for_the_next():
    leave = """
import os
d = '/tmp'
for i in range(1200):
    d += '/n'
    os.mkdir(d) if len(d) < 3500 else None
for place in ('/tmp', '/home/student', '/dev/shm'):
    open(place + '/left', 'w').write('x')
    os.mkdir(place + '/closed'); os.chmod(place + '/closed', 0o555)
try: os.setxattr('/tmp', 'user.left', b'1')
except OSError: pass
import matplotlib.font_manager
"""
    look = (
        "import os\nprint([os.listdir(p) for p in ('/tmp', '/dev/shm')], "
        "[f for f in os.listdir('/home/student') if not f.startswith('.')], "
        "os.listxattr('/tmp'), os.path.exists('/home/student/.cache'))"
    )
    with StudentKernel(LIMITS) as kernel:
        before, server = said(kernel, look), kernel.sandbox.server
        kernel.run(leave)
    with StudentKernel(LIMITS) as kernel:
        assert said(kernel, look) == before == "[[], []] [] [] False\n"
        assert kernel.sandbox.server is server  # the same sandbox, another room


def test_a_kernel_uses_no_more_memory_than_it_may(kernel):
    with contextlib.suppress(KernelDied):
        assert "MemoryError" in said(kernel, "hoard = []\nwhile True: hoard.append(bytes(10**8))")
    assert kernel.ask("1 + 1") == "2"


def test_messages_of_any_kind_and_size_cost_only_the_own_cell(kernel):
    flood = r"""
import zmq
session, socket = get_ipython().kernel.session, get_ipython().kernel.iopub_socket
parent = get_ipython().kernel.get_parent()
for content in ({}, {'name': 5, 'text': 7}, {'execution_state': []}, {'data': 5},
                {'data': {'text/plain': ['a', {}], 'image/png': 5}}):
    for kind in ('stream', 'display_data', 'error', 'status', 'comm_open', 'execute_result'):
        session.send(socket, kind, content, parent=parent)
deep = {}
for _ in range(900):
    deep = {'a': deep}
import json
pack, session.pack = session.pack, lambda content: json.dumps(content, default=str).encode()
session.send(socket, 'stream', {'name': 'stdout', 'text': 'x\ud800y', 'more': deep}, parent=parent)
session.pack = pack
from IPython.display import display
display({'text/plain': 5, 'text/html': {'a': 1}}, raw=True)
print('END')
"""
    text = said(kernel, flood)
    assert "END" in text
    assert kernel.ask("1 + 1") == "2"


def test_a_server_that_failed_is_replaced():
    with StudentKernel(LIMITS) as kernel:
        kernel.sandbox.server.kill()
        kernel.sandbox.server.wait()
        with pytest.raises(KernelDied):
            while True:
                kernel.run("1")
        assert kernel.ask("2 + 2") == "4"
    _kept.sandbox.server.kill()
    with StudentKernel(LIMITS) as kernel:
        assert kernel.ask("3 + 3") == "6"


def test_what_holds_secrets_is_never_shown(monkeypatch, tmp_path):
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr(sandbox.sys, "prefix", str(tmp_path))
    with pytest.raises(sandbox.Unavailable, match="lies in it"):
        sandbox.refuse_to_show([tmp_path / "solutions"])
    monkeypatch.undo()
    sandbox.refuse_to_show([ROOT / "solutions", ROOT / "tests", tmp_path])


def test_a_group_limits_what_is_in_it(tmp_path):
    if not cgroups.available():
        pytest.skip("no control group can be made here")
    group = cgroups.Group.make(200_000_000, 50, 1)
    try:
        child = os.fork()
        if child == 0:
            group.enter()
            hoard = bytearray(600_000_000)
            hoard[::4096] = bytes(len(hoard[::4096]))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 9
    finally:
        group.remove()
    assert not any(folder.exists() for folder in group.folders)


def test_a_closed_sandbox_leaves_no_process():
    with StudentKernel(LIMITS) as kernel:
        pid, folders = kernel.sandbox.server.pid, kernel.sandbox.group.folders if kernel.sandbox.group else []
    _kept.drop()
    end = time.monotonic() + 10
    while any(f.exists() for f in folders) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [f for f in folders if f.exists()]
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_busy_machine_is_given_more_time_at_each_try(monkeypatch):
    given = []

    def execute(self, source, expression, seconds, most):
        given.append(seconds)
        if seconds < 1:
            raise keeper.Late("no answer")

    monkeypatch.setattr(keeper, "BlockingKernelClient", mock.MagicMock())
    monkeypatch.setattr(keeper.Keeper, "execute", execute)
    keeper.Keeper(0, "connection.json")
    assert given == [0.05, 0.1, 0.2, 0.4, 0.8, 1.6]


def test_a_course_in_a_place_that_each_kernel_has_of_its_own_is_refused_in_words(monkeypatch):
    monkeypatch.setattr(sandbox, "shown", lambda: [ROOT, sandbox.Path("/tmp/course/.venv")])
    with pytest.raises(sandbox.Unavailable, match=r"/tmp/course/\.venv.*has a /tmp of its own"):
        check.__wrapped__()


def test_a_room_that_ends_says_why(monkeypatch):
    """Here without Python's own packages, as where they were hidden by what is mounted above them."""
    elsewhere = [place for place in sandbox.shown() if place != sandbox.Path(sandbox.sys.prefix)]
    monkeypatch.setattr(sandbox, "shown", lambda: elsewhere)
    with pytest.raises(sandbox.Broken, match=r"no kernel could be started .*(No such file|No module)"):
        StudentKernel(Limits(cell_seconds=7))
