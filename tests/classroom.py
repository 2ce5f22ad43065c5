"""A classroom for tests: a running hub, and people with browsers."""

import contextlib
import csv
import json
import os
import random
import socket
import subprocess
import time
import uuid
from pathlib import Path

import requests
import websocket

from conftest import ROOT
from one_set import NAME


class Person:
    """Someone with a browser: a session of cookies with the hub."""

    def __init__(self, base, name, password):
        self.base = base
        self.name = name
        self.web = requests.Session()
        self.kernel = None
        self.web.get(f"{base}/hub/login")
        form = {"username": name, "password": password, "_xsrf": self.web.cookies.get("_xsrf", path="/hub/")}
        self.answer = self.web.post(f"{base}/hub/login", data=form)
        self.logged_in = self.web.get(f"{base}/hub/home").url.endswith("/hub/home")

    def start(self):
        """Start the person's server; returns the person."""
        assert self.logged_in, self.answer.text
        end = time.monotonic() + 120
        self.web.get(f"{self.base}/hub/spawn")
        while "jupyter-config-data" not in self.web.get(f"{self.base}/user/{self.name}/lab").text:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.5)
        return self

    def ask(self, method, path, **content):
        """The answer of this person's own server."""
        token = self.web.cookies.get("_xsrf", path=f"/user/{self.name}/")
        answer = self.web.request(
            method, f"{self.base}/user/{self.name}/{path}", headers={"X-XSRFToken": token}, **content
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()

    def read(self, path):
        return self.ask("GET", f"api/contents/{path}")["content"]

    def assignments(self):
        answer = self.ask("GET", "assignments", params={"course_id": "qtlib"})
        assert answer["success"], answer
        return {a["assignment_id"]: a for a in answer["value"]}

    def act(self, what):
        answer = self.ask("POST", f"assignments/{what}", data={"course_id": "qtlib", "assignment_id": NAME})
        assert answer["success"], answer
        return answer["value"]

    def run(self, code, seconds=180):
        """What code prints in a kernel of this person's."""
        self.kernel = self.kernel or self.ask("POST", "api/kernels", json={"name": "python3"})["id"]
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.web.cookies if c.path in ("/", f"/user/{self.name}/"))
        link = websocket.create_connection(
            f"{self.base}/user/{self.name}/api/kernels/{self.kernel}/channels".replace("http", "ws"),
            cookie=cookies,
            timeout=seconds,
            origin=self.base,
        )
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "username": "",
            "session": uuid.uuid4().hex,
            "version": "5.3",
        }
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": False}
        link.send(
            json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"})
        )
        said = ""
        end = time.monotonic() + seconds
        while True:
            assert time.monotonic() < end, f"no end after {seconds} s of:\n{code}\nwhich printed:\n{said}"
            message = json.loads(link.recv())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if message["msg_type"] == "stream":
                said += message["content"]["text"]
            if message["msg_type"] == "error":
                said += "\n".join(message["content"]["traceback"])
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                link.close()  # after all that was printed; the reply goes another way and may come before it
                return said


def three_free_ports():
    """The first of three in a row that nobody uses, below those that the system hands out."""
    for first in random.sample(range(20_000, 30_000, 3), 50):
        with contextlib.suppress(OSError), contextlib.ExitStack() as taken:
            for port in range(first, first + 3):
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise OSError("no free ports")


class Classroom:
    """A running hub and the passwords that it gave."""

    def __init__(self, base, folder):
        self.base = base
        self.folder = folder
        self.started = {}
        self.process = None

    def open(self, students, instructors="instructor"):
        """Start a hub for these students; returns when it answers."""
        roster = self.folder / "roster.csv"
        roster.write_text("name,username\n" + "".join(f"{n.title()},{n}\n" for n in students))
        settings = {"FOLDER": str(self.folder / "class"), "PORT": self.base.rpartition(":")[2], "DISK": "0.3"}
        settings |= {"MEMORY": "1.5", "INSTRUCTORS": instructors}
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                ["make", "hub", f"ROSTER={roster}"], cwd=ROOT,
                env=os.environ | {f"QTLIB_HUB_{name}": value for name, value in settings.items()},
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + 120
        while time.monotonic() < end:
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(f"{self.base}/hub/api").ok:
                    return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.3)
        raise AssertionError("the hub does not answer")

    def close(self, how):
        """End all processes of the hub itself by a signal."""
        subprocess.run(["pkill", f"-{how.name[3:]}", "-s", str(self.process.pid)], check=False)
        self.process.wait(30)

    @property
    def numbers(self):
        return json.loads((self.folder / "class" / "numbers.json").read_text())

    def processes(self, *names):
        """Numbers of the processes of these people, of all without any."""
        users = ",".join(str(number) for name, number in self.numbers.items() if name in names or not names)
        return subprocess.run(["pgrep", "-u", users], capture_output=True, text=True).stdout.split()

    def control_groups(self):
        """Folders of the control groups that this hub, not another program of ours beside it, has made."""
        session = subprocess.run(["pgrep", "-s", str(self.process.pid)], capture_output=True, text=True)
        found = Path("/sys/fs/cgroup").glob("**/qtlib-*-*")
        return [folder for folder in found if folder.is_dir() and folder.name.split("-")[1] in session.stdout.split()]

    @property
    def passwords(self):
        return dict(csv.reader((self.folder / "class" / "passwords.csv").open()))

    def __getitem__(self, name):
        """A person whose server runs."""
        if name not in self.started:
            self.started[name] = Person(self.base, name, self.passwords[name]).start()
        return self.started[name]
