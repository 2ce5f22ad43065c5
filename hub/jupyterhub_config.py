"""A classroom on one machine: ``make hub ROSTER=file``, as root.

Settings come from the environment:

QTLIB_HUB_ROSTER       a file of names, one a line, or a CSV file with the column username
QTLIB_HUB_INSTRUCTORS  names, separated by commas (instructor)
QTLIB_HUB_FOLDER       homes, exchange and the hub's state (classroom)
QTLIB_HUB_ADDRESS      where it listens (127.0.0.1); beyond this machine only with the two that follow
QTLIB_HUB_CERTIFICATE, QTLIB_HUB_KEY  files for TLS
QTLIB_HUB_DOMAIN       address such as https://hub.example.org: each server then has a host name of its own
QTLIB_HUB_PORT         the first of three ports that it takes (8000)
QTLIB_HUB_MEMORY, QTLIB_HUB_DISK  GB that each person may use (2, 2)
"""

import fcntl
import ipaddress
import os
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent.resolve()
sys.path[:0] = [str(HERE), str(HERE.parent)]
import people  # noqa: E402
from server import Server, kill  # noqa: E402
from storage import Storage  # noqa: E402

from grading import cgroups  # noqa: E402


def setting(name, otherwise):
    return os.environ.get(f"QTLIB_HUB_{name}") or otherwise


def gigabytes(name):
    """Bytes of a setting that is given in GB."""
    try:
        size = float(setting(name, "2"))
    except ValueError:
        size = 0
    if size < 0.1:
        sys.exit(f"QTLIB_HUB_{name} must be a number of GB, at least 0.1, got {setting(name, '2')!r}")
    return int(size * 1e9)


def check():
    """Say in one line what is missing."""
    if os.geteuid() != 0:
        sys.exit("The classroom gives everyone a user number of their own, so it must be started as root.")
    for program in ("bwrap", "setpriv", "socat", "mkfs.ext4"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing. Debian and Ubuntu: apt-get install bubblewrap util-linux socat e2fsprogs")


def transport(address):
    """(scheme, certificate, key): TLS as soon as anybody beyond this machine can connect."""
    files = [setting("CERTIFICATE", ""), setting("KEY", "")]
    if all(files):
        for file in files:
            if not Path(file).is_file():
                sys.exit(f"There is no file {file!r}, which QTLIB_HUB_CERTIFICATE or QTLIB_HUB_KEY names.")
        return "https", *files
    if not (address == "localhost" or ipaddress.ip_address(address).is_loopback):
        sys.exit(
            f"Passwords would cross the network in the clear at {address}: give QTLIB_HUB_CERTIFICATE and "
            "QTLIB_HUB_KEY, or let a web server with TLS on this machine stand in front of 127.0.0.1."
        )
    return "http", "", ""


check()
FOLDER = Path(setting("FOLDER", HERE.parent / "classroom")).resolve()
ADDRESS = setting("ADDRESS", "127.0.0.1")
PORT = int(setting("PORT", "8000"))
SCHEME, CERTIFICATE, KEY = transport(ADDRESS)
INSTRUCTORS = {name.strip() for name in setting("INSTRUCTORS", "instructor").split(",")}
try:
    STUDENTS = set(people.read(Path(setting("ROSTER", "")))) if setting("ROSTER", "") else set()
except (OSError, ValueError) as error:
    sys.exit(f"The roster cannot be read: {error}")
if both := STUDENTS & INSTRUCTORS:
    sys.exit(f"The roster names {sorted(both)[0]!r}, who is an instructor (QTLIB_HUB_INSTRUCTORS).")
FOLDER.mkdir(parents=True, exist_ok=True)
NUMBERS = people.numbers(FOLDER / "numbers.json", [people.ALL_INSTRUCTORS, *sorted(INSTRUCTORS), *sorted(STUDENTS)])
HERE_NOW = {name: NUMBERS[name] for name in INSTRUCTORS | STUDENTS}
STORAGE = Storage(FOLDER, gigabytes("DISK"), NUMBERS[people.ALL_INSTRUCTORS])
ALONE = (FOLDER / "lock").open("w")
try:
    fcntl.flock(ALONE, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    sys.exit(f"Another hub runs in {FOLDER}.")
kill(NUMBERS.values())  # what a hub that was killed has left behind
cgroups.remove_what_is_left()
try:
    STORAGE.prepare(HERE_NOW)
except OSError as error:
    sys.exit(f"No room with a limit can be made for everyone: {error}")
print(
    f"{len(STUDENTS)} students and {len(INSTRUCTORS)} instructors may log in. "
    f"Each has {STORAGE.size / 1e9:g} GB of disk and "
    f"{gigabytes('MEMORY') / 1e9:g} GB of memory, "
    + ("in a control group." if cgroups.available() else "for each process (no control groups here)."),
    flush=True,
)

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"{SCHEME}://{ADDRESS}:{PORT}"
c.JupyterHub.ssl_cert, c.JupyterHub.ssl_key = CERTIFICATE, KEY
c.JupyterHub.subdomain_host = setting("DOMAIN", "")
c.JupyterHub.hub_port = PORT + 1
c.JupyterHub.db_url = f"sqlite:///{FOLDER}/hub.sqlite"
c.JupyterHub.cookie_secret_file = str(FOLDER / "cookie_secret")
c.ConfigurableHTTPProxy.command = [str(HERE / "node_modules" / ".bin" / "configurable-http-proxy")]
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{PORT + 2}"
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "proxy.pid")
c.JupyterHub.authenticator_class = people.Roster
c.Roster.roster = INSTRUCTORS | STUDENTS
c.Roster.passwords = str(FOLDER / "passwords.csv")
c.NativeAuthenticator.allowed_failed_logins = 0  # else anybody could lock out anybody
c.NativeAuthenticator.minimum_password_length = 10
c.Authenticator.allowed_users = INSTRUCTORS | STUDENTS
c.Authenticator.allow_existing_users = False  # who has left the roster stays out
c.Authenticator.admin_users = INSTRUCTORS
c.Authenticator.username_pattern = people.NAME
c.JupyterHub.spawner_class = Server
c.Server.storage = STORAGE
c.Server.numbers = HERE_NOW
c.Server.instructors = INSTRUCTORS
c.Server.hub_port = PORT + 1
c.Server.memory = gigabytes("MEMORY")
c.Spawner.http_timeout = 60
c.Spawner.start_timeout = 120
