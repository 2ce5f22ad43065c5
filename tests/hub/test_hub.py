"""A class in the hub, over HTTP: release, fetch by two students, solve, submit, grade, feedback."""

import contextlib
import csv
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import uuid

import nbformat
import pytest
import requests
import websocket
import yaml

from conftest import ROOT
from one_set import NAME, grade_id

pytestmark = pytest.mark.usefixtures("barred")
PASSWORD = "eight letters"


class Person:
    """Someone with a browser: a session of cookies with the hub."""

    def __init__(self, base, name):
        self.base, self.name, self.web, self.kernel = base, name, requests.Session(), None
        self.web.get(f"{base}/hub/login")
        form = {"username": name, "password": PASSWORD, "_xsrf": self.web.cookies.get("_xsrf", path="/hub/")}
        assert self.web.post(f"{base}/hub/login", data=form).ok
        end = time.monotonic() + 120
        self.web.get(f"{base}/hub/spawn")
        while "jupyter-config-data" not in self.web.get(f"{base}/user/{name}/lab").text:
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.5)

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
        while True:
            message = json.loads(link.recv())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            if message["msg_type"] == "stream":
                said += message["content"]["text"]
            if message["msg_type"] == "error":
                said += "\n".join(message["content"]["traceback"])
            if message["msg_type"] == "execute_reply":
                link.close()
                return said


def three_free_ports():
    """The first of three in a row that nobody uses, below those that the system hands out."""
    for first in random.sample(range(20_000, 30_000, 3), 50):
        with contextlib.suppress(OSError), contextlib.ExitStack() as taken:
            for port in range(first, first + 3):
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
            return first
    raise OSError("no free ports")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Address of a running classroom."""
    if os.geteuid() != 0:
        pytest.skip("the classroom is started by root")
    folder = tmp_path_factory.mktemp("classroom")
    for parent in folder.parents:  # each student is a user of their own, who must be able to pass
        if parent.owner() == "root" and str(parent).startswith("/tmp/"):
            parent.chmod(0o755)
    port = three_free_ports()
    settings = {"QTLIB_HUB_FOLDER": str(folder), "QTLIB_HUB_PORT": str(port)}
    log = (folder / "log").open("w")
    process = subprocess.Popen(
        ["make", "hub", f"PASSWORD={PASSWORD}"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    base, end = f"http://127.0.0.1:{port}", time.monotonic() + 120
    while time.monotonic() < end:
        try:
            if requests.get(f"{base}/hub/api").ok:
                break
        except requests.ConnectionError:
            pass
        assert process.poll() is None, (folder / "log").read_text()
        time.sleep(0.3)
    yield base
    subprocess.run(["pkill", "-TERM", "-s", str(process.pid)], check=False)
    process.wait(30)
    log.close()
    end = time.monotonic() + 30
    while left := subprocess.run(["pgrep", "-a", "-u", "20001,20002,20003"], capture_output=True, text=True).stdout:
        assert time.monotonic() < end, f"the hub has gone and left behind: {left}"
        time.sleep(0.3)


def solve(person, answers):
    path = f"{NAME}/{NAME}.ipynb"
    notebook = nbformat.from_dict(person.read(path))
    for cell in notebook.cells:
        if grade_id(cell) in answers:
            cell.source = answers[grade_id(cell)]
    person.ask("PUT", f"api/contents/{path}", json={"type": "notebook", "format": "json", "content": notebook})


def test_a_class_in_the_hub(hub, solved):
    instructor = Person(hub, "instructor")
    done = instructor.run(
        f"!cd ~/course && nbgrader generate_assignment {NAME} --create && nbgrader release_assignment {NAME}"
    )
    assert "Released as" in done, done
    ana, bea = Person(hub, "ana"), Person(hub, "bea")
    for student in (ana, bea):
        assert student.assignments()[NAME]["status"] == "released"
        student.act("fetch")
    solve(ana, solved)
    solve(bea, solved | {"density": "def fano_of_density(X, n):\n    return 2 / 3"})
    for student in (ana, bea):
        student.act("submit")

    said = bea.run("!ls /exchange/qtlib/inbound ; ls -d ~/../* ; cat /etc/passwd ; ls /")
    assert "Permission denied" in said
    assert "ana" not in said
    assert "solutions" not in bea.run(f"!ls {ROOT}")

    done = instructor.run(f"!cd ~/course && nbgrader collect {NAME}")
    assert all(f"Collecting submission: {name}" in done for name in ("ana", "bea")), done
    done = instructor.run("!cd ~ && python -m grading course/submitted --out graded 2>&1")
    assert "2 graded" in done, done
    done = instructor.run(f"!cd ~/graded && nbgrader release_feedback {NAME} --CourseDirectory.root=$HOME/graded")
    assert "ERROR" not in done, done
    table = instructor.run("!cat ~/graded/grades.csv")
    scores = {row["student_id"]: row["score"] for row in csv.DictReader(table.splitlines())}
    assert scores == {"ana": "9.0", "bea": "7.0"}, table

    for student, score in ((ana, "9.0"), (bea, "7.0")):
        student.act("fetch_feedback")
        ((place,),) = [[f["path"] for f in student.read(f"{NAME}/feedback")]]
        (page,) = [f["path"] for f in student.read(place)]
        html = student.read(page)
        assert re.search(rf"Score: {score} / 10", html), html[:2000]
        assert "HIDDEN" not in html


def test_the_hub_says_what_it_lacks(tmp_path):
    bare = {"PATH": os.environ["PATH"], "QTLIB_HUB_FOLDER": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "jupyterhub", "-f", "hub/jupyterhub_config.py"],
        cwd=ROOT,
        env=bare,
        capture_output=True,
        text=True,
    )
    assert done.returncode != 0
    assert ("8 letters or more" if os.geteuid() == 0 else "as root") in done.stderr


def test_the_values_for_kubernetes_are_what_the_chart_expects():
    values = yaml.safe_load((ROOT / "hub" / "values.yaml").read_text())
    assert set(values) <= {"hub", "singleuser", "proxy", "ingress"}
    mounts = {m["name"]: m["mountPath"] for m in values["singleuser"]["storage"]["extraVolumeMounts"]}
    volumes = {v["name"] for v in values["singleuser"]["storage"]["extraVolumes"]}
    assert set(mounts) == volumes
    settings = values["singleuser"]["extraFiles"]["nbgrader-config"]["stringData"]
    compile(settings, "nbgrader_config.py", "exec")
    assert mounts["exchange"] in settings
