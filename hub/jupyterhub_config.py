"""A classroom on one machine: ``make hub``, as root.

Everyone has a server in a sandbox of their own, and nbgrader's exchange between them.

Settings come from the environment: QTLIB_HUB_FOLDER (homes, exchange and the hub's state), QTLIB_HUB_PASSWORD (of
everyone, 8 letters or more), QTLIB_HUB_INSTRUCTORS (names, separated by commas), QTLIB_HUB_PORT. For a class that
lasts, put your university's authenticator in place of the shared password: https://jupyterhub.readthedocs.io names
them.
"""

import contextlib
import os
import shutil
import sys
from pathlib import Path

import psutil

HERE = Path(__file__).parent.resolve()
ROOT = HERE.parent
FOLDER = Path(os.environ.get("QTLIB_HUB_FOLDER", ROOT / "classroom")).resolve()
PORT = os.environ.get("QTLIB_HUB_PORT", "8000")
INSTRUCTORS = set(os.environ.get("QTLIB_HUB_INSTRUCTORS", "instructor").split(","))
BIN = Path(sys.executable).parent
EXCHANGE = FOLDER / "exchange"


def check():
    """Say in one line what is missing."""
    if os.geteuid() != 0:
        sys.exit("The classroom gives each student a user number of their own, so it must be started as root.")
    for program in ("bwrap", "setpriv"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing. Debian and Ubuntu: apt-get install bubblewrap util-linux")
    if len(os.environ.get("QTLIB_HUB_PASSWORD", "")) < 8:
        sys.exit("Choose the password that everyone in the room will use, 8 letters or more: make hub PASSWORD=...")


def folder_of(path, user_number, mode=0o700):
    path.mkdir(parents=True, exist_ok=True)
    os.chown(path, user_number, user_number)
    path.chmod(mode)
    return path


def give(folder, user_number):
    """Make a folder and all in it a user's own."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user_number, user_number, follow_symlinks=False)


def number_of(user):
    """The user number that a person's server has, apart from those of the system."""
    return 20_000 + user.id


def sandbox(spawner):
    """Start a server that sees the system, the packages, its own home, the exchange; an instructor also the course."""
    name, number = spawner.user.name, number_of(spawner.user)
    home = folder_of(FOLDER / "home" / name, number)
    instructor = name in INSTRUCTORS
    passwd = FOLDER / "users" / name
    passwd.parent.mkdir(exist_ok=True)
    passwd.write_text(
        f"{name}:x:{number}:{number}::/home/{name}:/bin/sh\n"
    )  # nbgrader asks the system for its user's name
    if instructor:
        give(EXCHANGE / "qtlib", number)
        if not (home / "course").exists():
            shutil.copytree(ROOT / "solutions", home / "course" / "source")
            give(home / "course", number)
    binds = {
        Path(p): p
        for p in ("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/nsswitch.conf", "/etc/fonts")
        if Path(p).exists()
    }
    binds |= {
        Path(sys.prefix): sys.prefix,
        Path(sys.base_prefix): sys.base_prefix,
        ROOT / "qtlib": ROOT / "qtlib",
        passwd: "/etc/passwd",
    }
    binds[HERE / ("instructor_config.py" if instructor else "student_config.py")] = "/etc/jupyter/nbgrader_config.py"
    if instructor:
        binds |= {ROOT / part: ROOT / part for part in ("grading", "solutions", "tools", "nbgrader_config.py")}
    parents = sorted({p for inside in binds.values() for p in Path(inside).parents if p != Path("/")} | {Path("/home")})
    variables = {"HOME": f"/home/{name}", "PATH": f"{BIN}:/usr/bin:/bin", "LANG": "C.UTF-8", "SHELL": "/bin/sh"}
    # an instructor grades in sandboxes inside this one, for which the kernel asks for the whole /proc
    processes = ["--bind", "/proc", "/proc"] if instructor else ["--unshare-pid", "--proc", "/proc"]
    spawner.cmd = [
        "bwrap", "--unshare-ipc", "--unshare-uts", "--die-with-parent", *processes, "--dev", "/dev",
        "--perms", "1777", "--tmpfs", "/tmp", "--perms", "1777", "--tmpfs", "/dev/shm",
        *[word for p in parents for word in ("--perms", "0755", "--dir", str(p))],
        *[word for outside, inside in binds.items() for word in ("--ro-bind", str(outside), str(inside))],
        "--bind", str(home), f"/home/{name}", "--bind", str(EXCHANGE), "/exchange", "--chdir", f"/home/{name}",
        *[word for pair in variables.items() for word in ("--setenv", *pair)],
        "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP",
        "setpriv", "--reuid", str(number), "--regid", str(number), "--clear-groups",
        "--no-new-privs", "--bounding-set", "-all",
        "jupyterhub-singleuser",
    ]  # fmt: skip


def end(spawner):
    """Stop what is left of a server: bwrap ends when told, but may not send a signal to another user's process."""
    for process in psutil.process_iter(["uids"]):
        if process.info["uids"].real == number_of(spawner.user):
            with contextlib.suppress(psutil.NoSuchProcess):
                process.terminate()


check()
FOLDER.mkdir(parents=True, exist_ok=True)
FOLDER.chmod(0o711)
EXCHANGE.mkdir(exist_ok=True)
EXCHANGE.chmod(0o1777)  # nbgrader insists that everyone may write here; sticky, so nobody may remove what is another's
# nbgrader's own rules: everyone may drop work into inbound and nobody but the instructor may list it
for part, mode in (("", 0o755), ("inbound", 0o733), ("outbound", 0o755), ("feedback", 0o711)):
    folder_of(EXCHANGE / "qtlib" / part, 0, mode)

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_port = int(PORT) + 1
c.JupyterHub.db_url = f"sqlite:///{FOLDER}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
c.ConfigurableHTTPProxy.command = [str(HERE / "node_modules" / ".bin" / "configurable-http-proxy")]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{int(PORT) + 2}"
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["QTLIB_HUB_PASSWORD"]
c.Authenticator.allow_all = True
c.Authenticator.username_pattern = r"[a-z][a-z0-9-]{0,30}"  # becomes a folder and a user
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(FOLDER / "home" / "{username}")
c.Spawner.pre_spawn_hook = sandbox
c.Spawner.post_stop_hook = end
c.Spawner.http_timeout = 60
c.Spawner.start_timeout = 120
