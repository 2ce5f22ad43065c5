"""A class in the hub, over HTTP: release, fetch by two students, solve, submit, grade, feedback."""

import contextlib
import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import requests
import yaml

from classroom import Classroom, Person, three_free_ports
from conftest import ROOT, let_everyone_pass
from grading import cgroups
from one_set import NAME, grade_id

pytestmark = pytest.mark.usefixtures("barred")
STUDENTS = ("ana", "bea", "eve")
INSTRUCTORS = ("instructor", "teacher")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Address of a running classroom."""
    if os.geteuid() != 0:
        pytest.skip("the classroom is started by root")
    folder = tmp_path_factory.mktemp("classroom")
    let_everyone_pass(folder)  # each student is a user of their own
    classroom = Classroom(f"http://127.0.0.1:{three_free_ports()}", folder)
    classroom.open(STUDENTS, ",".join(INSTRUCTORS))
    yield classroom
    classroom.close(signal.SIGTERM)
    end = time.monotonic() + 30
    while left := classroom.processes():
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
    instructor = hub["instructor"]
    done = instructor.run(
        f"!cd ~/course && nbgrader generate_assignment {NAME} --create && nbgrader release_assignment {NAME}"
    )
    assert "Released as" in done, done
    ana, bea = hub["ana"], hub["bea"]
    for student in (ana, bea):
        assert student.assignments()[NAME]["status"] == "released"
        student.act("fetch")
    solve(ana, solved)
    solve(bea, solved | {"density": "def fano_of_density(X, n):\n    return 2 / 3"})
    for student in (ana, bea):
        student.act("submit")

    # a third tries to hand in for another, and to hand in the solution by a link
    eve = hub["eve"]
    eve.act("fetch")
    said = eve.run(
        f"!cd /exchange/qtlib/inbound && cp -r ~/{NAME} 'bea+{NAME}+2030-01-01 00:00:00.0 UTC+a'"
        f" && cp -r ~/{NAME} 'eve+{NAME}+nonsense+a' && cp -r ~/{NAME} 'eve+bea+{NAME}+2030-01-01 00:00:00.0 UTC+a'"
        f" && mkdir 'eve+{NAME}+2030-01-01 00:00:00.0 UTC+a' && cd 'eve+{NAME}+2030-01-01 00:00:00.0 UTC+a'"
        f" && ln -s /home/instructor/course/source/{NAME}/{NAME}.ipynb {NAME}.ipynb"
        " && echo nonsense > timestamp.txt && ls .."
    )
    assert said.count("2030-01-01") == 3, said
    done = instructor.run(f"!cd ~/course && nbgrader collect {NAME}")
    assert all(f"Collecting submission: {name}" in done for name in ("ana", "bea")), done
    taken = instructor.run("!ls /exchange/qtlib/inbound")
    assert taken.count("ana+") == taken.count("bea+") == 1
    assert "eve" not in taken
    assert "Collecting submission: eve" not in done
    done = instructor.run("!cd ~ && python -m grading course/submitted --out graded 2>&1")
    assert "2 graded" in done, done
    done = instructor.run(f"!cd ~/graded && nbgrader release_feedback {NAME}")
    assert "ERROR" not in done, done
    table = instructor.run("!cat ~/graded/grades.csv")
    scores = {row["student_id"]: row["score"] for row in csv.DictReader(table.splitlines())}
    assert scores == {"ana": "9.0", "bea": "7.0"}, table

    for student, score in ((ana, "9.0"), (bea, "7.0")):
        student.act("fetch_feedback")
        ((place,),) = [[f["path"] for f in student.read(f"{NAME}/feedback")]]
        (page,) = [f["path"] for f in student.read(place)]
        html = student.read(page)
        got = sum(float(points) for points in re.findall(r"<td>([\d.]+) of [\d.]+</td>", html))
        assert got == float(score), html[:2000]
        assert "HIDDEN" not in html


def test_a_second_instructor_releases_collects_grades_and_returns(hub):
    """Beside the first one, whose server runs; and the first one can go on."""
    for name in ("teacher", "instructor"):
        done = hub[name].run(
            f"!cd ~/course && nbgrader generate_assignment {NAME} --create --force"
            f" && nbgrader release_assignment {NAME} --force"
        )
        assert "Released as" in done, done
    teacher = hub["teacher"]
    done = teacher.run(f"!cd ~/course && nbgrader collect {NAME}")
    assert all(f"Collecting submission: {name}" in done for name in ("ana", "bea")), done
    done = teacher.run("!cd ~ && python -m grading course/submitted --out graded 2>&1")
    assert "2 graded" in done, done
    for name in ("teacher", "instructor"):
        done = hub[name].run(f"!cd ~/graded && nbgrader release_feedback {NAME}")
        assert done.count("Feedback released to") == 2, done
        assert "ERROR" not in done, done


def test_formgrader_shows_the_graded_course(hub):
    """As the menu *Formgrader (local)* opens it, from the folder graded; points by hand reach grades.csv."""
    instructor = hub["instructor"]
    shown = instructor.ask("GET", "lab/api/settings/@jupyter/nbgrader:formgrader")
    assert shown["schema"]["properties"]["local_config"]["default"] is True
    page = instructor.web.get(f"{hub.base}/user/instructor/formgrader?path=graded")
    assert "Manage Assignments" in page.text
    handed_in = instructor.ask("GET", f"formgrader/api/submissions/{NAME}")
    assert {s["student"]: s["score"] for s in handed_in if s["autograded"]} == {"ana": 9, "bea": 7}
    notebooks = instructor.ask("GET", f"formgrader/api/submitted_notebooks/{NAME}/{NAME}")
    (ana,) = [n["id"] for n in notebooks if n["student"] == "ana"]
    (grade,) = [
        g for g in instructor.ask("GET", f"formgrader/api/grades?submission_id={ana}") if g["auto_score"] is None
    ]
    instructor.ask("PUT", f"formgrader/api/grade/{grade['id']}", json={"manual_score": 0.5, "extra_credit": None})
    done = instructor.run("!cd ~ && python -m grading.returned graded && cat graded/grades.csv")
    scores = {line.split(",")[3] + line for line in done.splitlines() if "ana" in line}
    assert any("9.5" in line for line in scores), done
    instructor.web.get(f"{hub.base}/user/instructor/formgrader")  # back to the course


def test_who_tries_one_name_often_lets_the_others_in(hub):
    """Passwords take long to compare, so that nobody can try many; meanwhile the hub answers everybody else."""
    tries = [requests.Session() for _ in range(20)]
    for web in tries:
        web.get(f"{hub.base}/hub/login")

    def guess(web):
        form = {"username": "ana", "password": "not hers", "_xsrf": web.cookies.get("_xsrf", path="/hub/")}
        return web.post(f"{hub.base}/hub/login", data=form).status_code

    with ThreadPoolExecutor(len(tries)) as many:
        asked = [many.submit(guess, web) for web in tries]
        end = time.monotonic() + 60
        while not any(one.done() for one in asked) and time.monotonic() < end:
            time.sleep(0.01)
        assert Person(hub.base, "bea", hub.passwords["bea"]).logged_in
        waiting = sum(not one.done() for one in asked)
        assert {one.result() for one in asked} == {403}
    assert waiting >= 5
    assert Person(hub.base, "ana", hub.passwords["ana"]).logged_in
    assert not Person(hub.base, "ana", "a" * 100).logged_in  # longer than bcrypt takes


def test_each_has_a_password_and_nobody_comes_in_with_anothers(hub):
    passwords = hub.passwords
    assert set(passwords) == {*INSTRUCTORS, *STUDENTS}
    assert len(set(passwords.values())) == len(passwords)
    assert min(map(len, passwords.values())) >= 12
    assert (hub.folder / "class" / "passwords.csv").stat().st_mode & 0o077 == 0
    assert (hub.folder / "log").read_text().count(passwords["instructor"]) == 1
    assert passwords["ana"] not in (hub.folder / "log").read_text()
    for name in ("instructor", "bea"):
        assert not Person(hub.base, name, passwords["ana"]).logged_in
    assert not Person(hub.base, "mallory", "a password of mine").logged_in


def test_nobody_can_make_an_account(hub):
    web = requests.Session()
    web.get(f"{hub.base}/hub/login")
    form = {"username": "teacher", "signup_password": "a" * 12, "signup_password_confirmation": "a" * 12}
    form["_xsrf"] = web.cookies.get("_xsrf", path="/hub/")
    assert web.post(f"{hub.base}/hub/signup", data=form).status_code in (403, 404)
    assert not Person(hub.base, "teacher", "a" * 12).logged_in


def test_a_student_sees_the_own_home_and_no_answers(hub):
    said = hub["bea"].run(f"!ls / /home /exchange/qtlib/inbound ; cat /etc/passwd ; ls {ROOT} ; ls /exchange")
    for word in ("ana", "instructor", "solutions", "handed_in", "classroom"):
        assert word not in said, said
    said = hub["bea"].run("!touch /exchange/qtlib/outbound/x /exchange/qtlib/feedback/x")
    assert said.count("Read-only file system") == 2


def test_servers_share_no_network(hub):
    """Neither another's server, nor the proxy or its API can be connected to; the hub's API can."""
    port = int(hub.base.rpartition(":")[2])
    hub["ana"].run("import socketserver, threading")
    said = hub["ana"].run(
        "ana = socketserver.TCPServer(('127.0.0.1', 0), socketserver.BaseRequestHandler)\n"
        "threading.Thread(target=ana.serve_forever, daemon=True).start(); print(ana.server_address[1])"
    )
    ports = [int(said), port, port + 2, port + 1]
    said = hub["bea"].run(
        "import socket\n"
        f"for port in {ports}:\n"
        "    with socket.socket() as s:\n"
        "        s.settimeout(2); print(s.connect_ex(('127.0.0.1', port)))\n"
        "import os; print(sorted(os.listdir('/sys/class/net')) if os.path.exists('/sys/class/net') else ['lo'])"
    )
    first, second, third, api, net = said.split(maxsplit=4)
    assert "0" not in (first, second, third), said
    assert api == "0"
    assert net.strip() == "['lo']"


def test_a_students_token_does_not_open_anothers_server(hub):
    token = hub["bea"].run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    for path in ("/user/ana/api/contents", "/hub/api/users", "/hub/api/users/ana"):
        answer = requests.get(f"{hub.base}{path}", headers={"Authorization": f"token {token}"})
        assert answer.status_code in (401, 403, 404), path
    assert hub["bea"].web.get(f"{hub.base}/user/ana/api/contents").status_code in (401, 403, 404)


def test_a_server_holds_nothing_of_the_hubs_open(hub):
    """What a process prints to, it can read and write: the hub's log has the instructor's password in it."""
    said = hub["eve"].run(
        "import os, glob\n"
        "for place in glob.glob('/proc/[0-9]*/fd/[012]'):\n"
        "    try: print(os.readlink(place), b'password of' in os.read(os.open(place, os.O_NONBLOCK), 10**6))\n"
        "    except OSError: pass  # not ours, or a pipe with nothing in it"
    )
    assert "True" not in said
    assert "/dev/pts" not in said
    assert "server.log" in said  # the own


def test_one_student_cannot_use_up_the_machine(hub):
    """Disk, processes and memory end where they are promised to; the others' servers answer meanwhile."""
    eve, ana = hub["eve"], hub["ana"]
    assert "No space left" in eve.run("!dd if=/dev/zero of=big bs=1M count=900 2>&1 ; rm big")
    assert "No space left" in eve.run(
        "!dd if=/dev/zero of=/exchange/qtlib/inbound/x bs=1M count=900 2>&1 ; rm /exchange/qtlib/inbound/x"
    )
    assert "No space left" in eve.run("!dd if=/dev/zero of=/run/classroom/x bs=1M count=900 2>&1 ; rm /run/classroom/x")
    assert "No space left" in eve.run("!dd if=/dev/zero of=/tmp/x bs=1M count=900 2>&1 ; rm /tmp/x")
    said = eve.run(
        "import os, time, signal\nmade = []\ntry:\n"
        "    while len(made) < 2000:\n        pid = os.fork()\n        if not pid: time.sleep(60); os._exit(0)\n"
        "        made.append(pid)\n"
        "except OSError as e: print(e)\n"
        "for pid in made: os.kill(pid, signal.SIGKILL); os.waitpid(pid, 0)  # else they count on\n"
        "print(len(made) < 400)"
    )
    assert "True" in said, said
    said = eve.run(
        "import subprocess, sys\n"
        "print(subprocess.run([sys.executable, '-c', 'x = bytearray(3_000_000_000)']).returncode)"
    )
    assert said.strip() not in ("", "0"), said
    assert ana.run("print(6 * 7)") == "42\n"


def test_the_instructor_sees_formgrader_and_a_student_sees_none_of_it(hub):
    page = "formgrader/manage_assignments"
    assert "Manage Assignments" in hub["instructor"].web.get(f"{hub.base}/user/instructor/{page}").text
    shown = hub["instructor"].ask("GET", "formgrader/api/assignments")
    assert NAME in [a["name"] for a in shown]
    assert hub["bea"].web.get(f"{hub.base}/user/instructor/{page}").status_code in (403, 404)
    assert NAME not in hub["bea"].web.get(f"{hub.base}/user/bea/formgrader/api/assignments").text


def test_a_student_changes_only_the_own_password(hub):
    form = {"new_password": "a" * 12, "new_password_confirmation": "a" * 12}
    bea = hub["bea"]
    form["_xsrf"] = bea.web.cookies.get("_xsrf", path="/hub/")
    for name in ("instructor", "ana"):
        answer = bea.web.post(f"{hub.base}/hub/change-password/{name}", data=form)
        assert answer.status_code in (403, 404)
        assert not Person(hub.base, name, "a" * 12).logged_in


def test_feedback_of_others_cannot_be_listed(hub):
    said = hub["bea"].run(f"!ls /exchange/qtlib/feedback ; ls /exchange/qtlib/feedback/{NAME}")
    assert "'/exchange/qtlib/feedback': Permission denied" in said, said
    assert said.count("\n") == 2, said  # nor what is in one of its folders


def memory_of(processes):
    """Bytes that the control group of these processes holds; None where there is none."""
    for line in Path(f"/proc/{processes[0]}/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for file in (
            f"/sys/fs/cgroup/{controllers}{path}/memory.usage_in_bytes",
            f"/sys/fs/cgroup{path}/memory.current",
        ):
            if "qtlib-" in path and os.path.exists(file):
                return int(Path(file).read_text())
    return None


def test_files_in_memory_count_as_memory(hub):
    ana = hub["ana"]
    ana.run("1")
    before = memory_of(hub.processes("ana"))
    if before is None:
        pytest.skip("no control groups of memory here")
    ana.run("!head -c 150000000 /dev/zero > /tmp/x ; head -c 100000000 /dev/zero > /dev/shm/x")
    assert memory_of(hub.processes("ana")) - before > 200_000_000
    ana.run("!rm /tmp/x /dev/shm/x")


def test_a_link_in_place_of_the_socket_leads_to_nothing_of_this_machine(hub):
    """The relay outside follows what a student put there; behind it is only what the student sees anyway."""
    door = hub.folder / "door"
    heard = []
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(door))
        door.chmod(0o777)
        server.listen()
        server.settimeout(0.5)
        hub["eve"].run(
            f"import os; os.unlink('/run/classroom/server'); os.symlink({str(door)!r}, '/run/classroom/server')"
        )
        with contextlib.suppress(requests.RequestException):
            hub["eve"].web.get(f"{hub.base}/user/eve/api", timeout=5)
        with contextlib.suppress(TimeoutError):
            heard.append(server.accept())
    assert not heard


def test_who_left_the_roster_and_who_is_no_instructor_any_more(hub):
    """After kill -9 of the hub and a new start: cookies, tokens and servers of theirs are of no use."""
    said = "import os; print(os.environ['JUPYTERHUB_API_TOKEN'])"
    tokens = {name: hub[name].run(said).strip() for name in ("bea", "instructor")}
    before = {"bea": hub["bea"].web, "instructor": hub["instructor"].web, "ana": hub["ana"].web}
    groups = hub.control_groups()
    assert groups or not cgroups.available()
    hub.close(signal.SIGKILL)
    hub.open(["ana", "instructor"], instructors="teacher")
    hub.started.clear()
    assert hub.processes() == []
    assert [folder for folder in groups if folder.exists()] == []

    def status(name, path, **more):
        return before[name].get(f"{hub.base}{path}", allow_redirects=False, **more).status_code

    assert before["ana"].get(f"{hub.base}/hub/home").url.endswith("/hub/home")
    assert not before["bea"].get(f"{hub.base}/hub/home").url.endswith("/hub/home")
    assert not Person(hub.base, "bea", hub.passwords["bea"]).logged_in
    for name, token in tokens.items():
        for path in ("/hub/api/users", f"/hub/api/users/{name}", "/hub/api/users/ana"):
            answer = requests.get(f"{hub.base}{path}", headers={"Authorization": f"token {token}"})
            assert answer.status_code in (401, 403, 404) or path.endswith(name), (name, path, answer.text)
    assert status("instructor", "/hub/admin") in (403, 404)
    assert status("instructor", "/hub/change-password/ana") in (403, 404)
    seen = hub["instructor"].run(f"!ls -d /exchange/* /exchange/qtlib/* {ROOT}/solutions ; ls /exchange/qtlib/feedback")
    assert "handed_in" not in seen
    assert "No such file" in seen
    assert "Permission denied" in seen


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ADDRESS": "0.0.0.0"}, "cross the network in the clear"),
        ({"ADDRESS": "0.0.0.0", "CERTIFICATE": "no.crt", "KEY": "no.key"}, "no file 'no.crt'"),
        ({"ROSTER": "nowhere.csv"}, "roster cannot be read"),
        ({"ROSTER": "names.txt"}, "'Ana B' "),
        ({"DISK": "plenty"}, "QTLIB_HUB_DISK must be a number of GB"),
    ],
)
def test_the_hub_says_what_it_lacks(settings, words, tmp_path):
    (tmp_path / "names.txt").write_text("ana\nAna B \n")
    bare = {"PATH": os.environ["PATH"], "QTLIB_HUB_FOLDER": str(tmp_path / "class")}
    bare |= {f"QTLIB_HUB_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "jupyterhub", "-f", str(ROOT / "hub" / "jupyterhub_config.py")]
    done = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True)
    assert done.returncode != 0
    assert (words.strip() if os.geteuid() == 0 else "as root") in done.stderr


def test_the_values_for_kubernetes_are_what_the_chart_expects():
    values = yaml.safe_load((ROOT / "hub" / "values.yaml").read_text())
    assert set(values) <= {"hub", "singleuser", "proxy", "ingress"}
    mounts = {m["name"]: m["mountPath"] for m in values["singleuser"]["storage"]["extraVolumeMounts"]}
    volumes = {v["name"] for v in values["singleuser"]["storage"]["extraVolumes"]}
    assert set(mounts) == volumes
    settings = values["singleuser"]["extraFiles"]["nbgrader-config"]["stringData"]
    compile(settings, "nbgrader_config.py", "exec")
    assert mounts["exchange"] in settings
