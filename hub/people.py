"""Who may come in: a roster of names, a user number and a password of its own for each."""

import asyncio
import csv
import json
import os
import re
import secrets
import zlib
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import bcrypt
from jupyterhub.auth import Authenticator
from jupyterhub.orm import User
from jupyterhub.roles import assign_default_roles
from nativeauthenticator import NativeAuthenticator
from nativeauthenticator.orm import UserInfo
from traitlets import Set, Unicode

NAME = r"[a-z][a-z0-9-]{0,30}"  # becomes a folder and a user
MOST_WAITING = 20  # tries of one name at a time
ALL_INSTRUCTORS = "all instructors"  # the name of a group's number, which no person can have
FIRST_NUMBER = 3_000_000  # far from the users of the system, and from those of containers


def read(path):
    """Names of a roster: one a line, or the column `username` of a CSV file; ValueError names what is no name."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if row and row[0].strip() and not row[0].startswith("#")]
    column = 0
    if rows and "username" in rows[0]:
        column = rows[0].index("username")
        rows = rows[1:]
    names = [row[column].strip() for row in rows]
    wrong = [name for name in names if not re.fullmatch(NAME, name)]
    if wrong:
        raise ValueError(
            f"{path}: a name has small letters, digits and -, 31 at most, a letter first; got {wrong[0]!r}"
        )
    return sorted(set(names))


def numbers(path, names):
    """A user number for each name, always the same; `path` keeps those given before. Other paths, other numbers."""
    given = json.loads(path.read_text()) if path.exists() else {}
    first = FIRST_NUMBER + 1000 * (zlib.crc32(str(path.resolve()).encode()) % 1_000_000)
    for name in names:
        given.setdefault(name, first + len(given))
    written = path.with_suffix(".new")
    written.write_text(json.dumps(given))
    written.replace(path)
    return given


class Roster(NativeAuthenticator):
    """Everybody on the roster has an account from the start, nobody can make one, nobody else comes in."""

    roster = Set(Unicode(), help="Names that have an account.").tag(config=True)
    passwords = Unicode(help="File that first passwords are written to, for root alone.").tag(config=True)

    def __init__(self, **settings):
        super().__init__(**settings)
        self._turns = defaultdict(asyncio.Lock)
        self._waiting = defaultdict(int)
        self._elsewhere = ThreadPoolExecutor(2)

    async def authenticate(self, handler, data):
        """The name if the password is right. It is compared beside the hub, which answers others meanwhile, and one
        try of a name at a time: who tries a name often makes nobody wait but whose name it is.
        """
        name = self.normalize_username(data["username"])
        user = self.get_user(name)
        if user is None or not user.is_authorized or self._waiting[name] >= MOST_WAITING:
            return None
        self._waiting[name] += 1
        try:
            async with self._turns[name]:
                loop = asyncio.get_running_loop()
                right = await loop.run_in_executor(self._elsewhere, _is_right, data["password"], user.password)
        finally:
            self._waiting[name] -= 1
        return name if right else None

    def get_handlers(self, app):
        """JupyterHub's own page to log in, and the pages to change a password; none that makes an account."""
        own = [(path, page) for path, page in super().get_handlers(app) if path.startswith("/change-password")]
        return [*Authenticator.get_handlers(self, app), *own]

    def add_new_table(self):
        super().add_new_table()
        for user in self.db.query(User):  # with their tokens and cookies, which would outlive a name on the roster
            if user.name not in self.roster:
                self.db.delete(user)
                continue
            user.admin = user.name in self.admin_users
            assign_default_roles(self.db, user)  # else who was an instructor would keep an admin's role
        self.db.commit()
        made = {name: secrets.token_urlsafe(9) for name in sorted(self.roster) if not self.user_exists(name)}
        for name, password in made.items():
            code = bcrypt.hashpw(password.encode(), bcrypt.gensalt())
            self.db.add(UserInfo(username=name, password=code, is_authorized=True))
        if made:
            self.db.commit()
            new = os.open(self.passwords, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(new, "a", newline="") as file:
                csv.writer(file).writerows(made.items())
        for name in made.keys() & self.admin_users:
            print(f"The password of {name} is {made[name]} (said once; change it at /hub/change-password)", flush=True)


def _is_right(password, code):
    try:
        return bcrypt.checkpw(password.encode(), code)
    except ValueError:  # longer than bcrypt takes
        return False
