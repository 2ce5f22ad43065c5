"""What goes back to a class: numbers of whoever handed in, by every route; points and comments given by hand; pages."""

import copy
import csv
import re
import socket
import subprocess
import time
from pathlib import Path

import nbformat
import pytest
import requests

from conftest import ROOT
from grading import course, report, returned
from grading.autograde import GRADED, NOT_GRADABLE, Result
from one_set import NAME, cell_of
from qtlib.homework.variants import load, variant
from tools import variants as maker

pytestmark = pytest.mark.usefixtures("barred")

# what hands in by each route: (place, the student's id in the course, the name that a notebook of theirs has)
FIRST = {
    "exchange": (f"submitted/anadiaz/{NAME}/{NAME}.ipynb", "anadiaz", "Diaz, Ana"),
    "moodle": (f"José Ñandú_4711_assignsubmission_file_/{NAME}.ipynb", "José_Ñandú_4711", "jose nandu"),
    "canvas": (f"muellerzoe_77_1233_{NAME}.ipynb", "muellerzoe_77", "Zoe Mueller"),
    "files": (f"Vera Ito_{NAME}.ipynb", "Vera_Ito", "Vera Ito"),
}
COPIED = {
    "exchange": (f"submitted/ben/{NAME}/{NAME}.ipynb", "ben"),
    "moodle": (f"Dora Ek_4712_assignsubmission_file_/{NAME}.ipynb", "Dora_Ek_4712"),
    "canvas": (f"kimlee_LATE_78_1234_{NAME}-1.ipynb", "kimlee_78"),
    "files": (f"Walt/{NAME}.ipynb", "Walt"),
}
OPEN = r"$F=\frac{1}{3}$ whatever its length. <b>So</b> measure."


def number(name):
    return variant(name, NAME, load(NAME)["term"])


def answered(handed_out, solved, name):
    """A right notebook whose numbers are written out, as from a pocket calculator: right for one variant alone."""
    made = copy.deepcopy(handed_out)
    for cell in made.cells:
        if (task := cell.metadata.get("nbgrader", {}).get("grade_id")) in solved:
            cell.source = solved[task]
    for task in ("charge", "crossover"):
        space = maker.solved(NAME, task, number(name))
        (answer,) = next(t.answers for t in maker.author(NAME).tasks if t.name == task)
        cell_of(made, task).source = f"{answer} = {float(space[answer])!r}"
    next(c for c in made.cells if c.source.startswith("student =")).source = f"student = {name!r}"
    cell_of(made, "fingerprints").source = OPEN
    return made


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory, handed_out, solved):
    """By each route a student with the own numbers, and one who took over a copy and spoiled another task."""
    folder = tmp_path_factory.mktemp("handed in")
    (wrong,) = [text for text, hint in maker.author(NAME).tasks[3].wrong if hint == "T is cosh⁻², not cosh⁻¹"]
    for route, (place, _, name) in FIRST.items():
        made = answered(handed_out, solved, name)
        put(folder / place, made)
        cell_of(made, "density").source = wrong
        put(folder / COPIED[route][0], made)
    return folder


def put(path, notebook):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture(scope="module")
def graded(handed_in, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "graded"
    course.grade(handed_in, out)
    return out


def table(out):
    with (out / "grades.csv").open() as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def page_text(out, student):
    return (out / "feedback" / student / NAME / f"{NAME}.html").read_text()


def rows_of(page):
    """What the table at the top says: {task: (mark, points, words)}."""
    found = re.findall(r'<tr><td>(.) <a href="#(\w+)">.*?</a></td><td>(.*?)</td><td>(.*?)</td></tr>', page)
    return {task: (mark, points, words) for mark, task, points, words in found}


@pytest.mark.parametrize("route", FIRST)
def test_numbers_are_those_of_who_handed_in(graded, route):
    _, first, name = FIRST[route]
    _, copied = COPIED[route]
    assert number(re.sub(r"_\d+$", "", first)) == number(name)
    assert number(re.sub(r"_\d+$", "", copied)) != number(name), "no test: the copy has the same numbers"
    rows = table(graded)
    assert (float(rows[first]["score"]), rows[first]["reason"]) == (9, "")
    assert float(rows[copied]["score"]) == 4  # two functions, which are the same for everyone
    for task in ("charge_check", "crossover_check"):
        assert f"{task}: right for other numbers, those of " in rows[copied]["reason"]
        assert first in rows[copied]["reason"].split(task)[1].split(";")[0]
    assert f"the name in the notebook is {name!r}" in rows[copied]["reason"]
    told = rows_of(page_text(graded, copied))["charge_check"]
    assert told == ("✗", "0 of 1", "charge_over_e: right for other numbers than yours; whose name is at the top?")


def test_the_page_begins_with_a_table_and_says_what_the_class_found_hard(graded):
    page = page_text(graded, "ben")
    rows = rows_of(page)
    assert rows["density_check"] == ("✗", "0 of 2", "a long wire: T is cosh⁻², not cosh⁻¹")
    assert rows["counting_check"] == ("✓", "2 of 2", "")
    assert rows["fingerprints"] == ("○", "– of 1", "to be read by a person")
    assert all(f'<section id="{task}">' in page for task in rows)
    assert page.index("<table") < page.index("What the class found hard") < page.index("Your work")
    hard = page[page.index("What the class found hard") : page.index("Your work")]
    assert "4 One third, from a density: 4 of 8 have full points; most often said: T is cosh⁻², not cosh⁻¹" in hard
    assert "3 Where the crossover is: 4 of 8 have full points</li>" in hard
    assert not [name for _, name, *_ in (*FIRST.values(), *COPIED.values()) if name in hard]
    assert "<mfrac>" in page
    assert "&lt;b&gt;So" in page
    assert "HIDDEN" not in page
    assert "http:" not in page.replace("http://www.w3.org/1998/Math/MathML", "")
    assert "https:" not in page


def test_in_a_small_class_nothing_is_said_of_the_others(graded):
    from grading import gradebook

    book = gradebook.points(graded / "gradebook.db")
    assert returned.found_hard(graded, NAME, book)
    few = dict(list(book.items())[:4])
    assert returned.found_hard(graded, NAME, few) == []


@pytest.fixture(scope="module")
def formgrader(graded):
    """nbgrader's formgrader, started in the graded course as the page about grading says: asks its API."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["jupyter", "lab", "--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    words += ["--ServerApp.disable_check_xsrf=True"]
    with (graded.parent / "log").open("w") as log:
        server = subprocess.Popen(words, cwd=graded, stdout=log, stderr=log)
        base, end = f"http://127.0.0.1:{port}/formgrader/api", time.monotonic() + 60
        while True:
            try:
                requests.get(f"{base}/status").raise_for_status()
                break
            except requests.RequestException:
                assert time.monotonic() < end, (graded.parent / "log").read_text()
                time.sleep(0.2)

        def ask(method, path, **content):
            answer = requests.request(method, f"{base}/{path}", **content)
            answer.raise_for_status()
            return answer.json()

        yield ask
        server.terminate()
        server.wait(60)


def by_hand(ask, student, task, **given):
    """Give points, extra credit or a comment, as a person does in formgrader."""
    (mine,) = [s for s in ask("GET", f"submitted_notebooks/{NAME}/{NAME}") if s["student"] == student]
    for kind in ("grade", "comment"):
        wanted = {k: v for k, v in given.items() if (k == "manual_comment") == (kind == "comment")}
        if wanted:
            (place,) = [p for p in ask("GET", f"{kind}s?submission_id={mine['id']}") if p["name"] == task]
            ask("PUT", f"{kind}/{place['id']}", json=wanted)


def test_points_and_comments_by_hand_come_back_by_one_command(graded, formgrader):
    by_hand(formgrader, "anadiaz", "fingerprints", manual_score=0.5, manual_comment="Why $F=1/3$?\n\nAnd <i>how</i>?")
    by_hand(formgrader, "ben", "fingerprints", manual_score=0)
    by_hand(formgrader, "ben", "density_check", manual_score=1.5)
    by_hand(formgrader, "ben", "density", manual_comment="The idea is right.")
    by_hand(formgrader, "Vera_Ito", "fingerprints", manual_score=1, extra_credit=0.5)
    done = subprocess.run(["make", "-s", "feedback", f"OUT={graded}"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"8 pages, grades.csv and summary.html are as the gradebook of {graded} is.\n"
    rows = table(graded)
    assert [float(rows[name]["score"]) for name in ("anadiaz", "ben", "Vera_Ito", "Walt")] == [9.5, 5.5, 10.5, 4]
    ana = page_text(graded, "anadiaz")
    assert "9.5 of 10 points</strong>" in ana
    assert rows_of(ana)["fingerprints"] == ("◐", "0.5 of 1", "Why $F=1/3$?")
    section = ana[ana.index('<section id="fingerprints">') :]
    assert "<math" in section[section.index('class="comment"') :]
    assert "&lt;i&gt;how" in section
    ben = rows_of(page_text(graded, "ben"))
    assert (ben["fingerprints"][:2], ben["density_check"]) == (("✗", "0 of 1"), ("◐", "1.5 of 2", "The idea is right."))
    assert rows_of(page_text(graded, "Vera_Ito"))["fingerprints"][:2] == ("✓", "1.5 of 1")
    assert "4 of 10 points, 1 answer yet to be read" in page_text(graded, "Walt")
    summary = (graded / "summary.html").read_text()
    assert re.search(r"<td>fingerprints</td><td>1</td><td>0.67</td><td>33%</td><td>33%, 5 by hand</td>", summary)
    assert f"make feedback OUT={graded}" in summary
    # and what nbgrader itself exports agrees
    assert float(rows["ben"]["raw_score"]) == 5.5


def test_graded_again_they_stay(graded, handed_in, formgrader):
    by_hand(formgrader, "kimlee_78", "fingerprints", manual_score=0.25, manual_comment="Say more.")
    course.grade(handed_in, graded, resume=True)
    assert float(table(graded)["kimlee_78"]["score"]) == 4.25
    assert rows_of(page_text(graded, "kimlee_78"))["fingerprints"] == ("◐", "0.25 of 1", "Say more.")


@pytest.mark.parametrize(
    "way", ["button", *(pytest.param(w, marks=pytest.mark.proof) for w in ("button for one", "command"))]
)
def test_nbgrader_s_own_feedback_shows_no_hidden_test(graded, formgrader, way):
    """Its own page would: the graded notebooks have them, for the instructor's eyes."""
    by_hand(formgrader, "Walt", "charge", manual_comment=f"By the {way}.")
    assert "HIDDEN" in (graded / "autograded" / "Walt" / NAME / f"{NAME}.ipynb").read_text()
    if way == "command":
        words = ["nbgrader", "generate_feedback", NAME, "--force"]
        done = subprocess.run(words, cwd=graded, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    else:
        one = "/Walt" if way == "button for one" else ""
        done = formgrader("POST", f"assignment/{NAME}{one}/generate_feedback")
        assert done["success"], done
    pages = list(graded.glob("feedback/*/*/*"))
    assert len([p for p in pages if p.suffix == ".html"]) == 8
    for path in pages:
        text = path.read_text()
        assert "HIDDEN" not in text
        assert "check.hidden" not in text
        assert maker.author(NAME).key not in text
    assert f"By the {way}." in page_text(graded, "Walt")
    assert page_text(graded, "Walt").startswith("<!doctype html>")


def test_a_folder_that_is_no_class_says_so(tmp_path):
    done = subprocess.run(["make", "-s", "feedback", f"OUT={tmp_path}"], cwd=ROOT, capture_output=True, text=True)
    assert f"Nothing was written: '{tmp_path}' is no graded class" in done.stderr


def test_a_set_graded_later_leaves_the_others_as_they_are(tmp_path):
    """A folder with two sets, graded one after the other into one course."""
    for name in ("channels", "shot_noise"):
        page = {"title": name, "cells": [], "tasks": []}
        results = {Path(f"ana/{name}.ipynb"): Result("ana", name, GRADED, page=page)}
        other = "shot_noise" if name == "channels" else "channels"
        reason = f"it is {other}; only {name} was asked for"
        results[Path(f"ana/{other}.ipynb")] = Result("ana", other, NOT_GRADABLE, [reason])
        returned.keep(tmp_path, [name], results)
        (tmp_path / "feedback" / "ana" / name).mkdir(parents=True)
    sets, results = returned._kept(tmp_path)
    assert sets == ["channels", "shot_noise"]
    assert {path.stem: r.status for path, r in results.items()} == {"channels": GRADED, "shot_noise": GRADED}
    assert (tmp_path / "feedback" / "ana" / "channels").exists()
    with pytest.raises(returned.Nothing, match=r"gradebook\.db is missing"):
        returned.write(tmp_path)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_reads_on_a_phone(graded, chrome, width, scheme):
    """Nothing sticks out, nothing is asked of a network, every link has its place, text stands out from its ground."""
    page = chrome.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    place = (graded / "feedback" / "ben" / NAME / f"{NAME}.html").as_uri()
    page.goto(place)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for link in page.locator("table.tasks a").all():
        link.click()
        assert page.evaluate("document.querySelector(location.hash) !== null")
    seen = page.evaluate(
        r"""() => { const lightness = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number);
                   return (0.3 * r + 0.6 * g + 0.1 * b) / 255 };
             const of = e => lightness(getComputedStyle(e).color);
             const ground = lightness(getComputedStyle(document.body).backgroundColor);
             return [...document.querySelectorAll('p, td, a, strong, code')].map(e => Math.abs(of(e) - ground)) }"""
    )
    assert min(seen) > 0.35
    assert {url.split("#")[0] for url in asked} == {place}
    page.close()


def test_the_histogram_counts_in_whole_notebooks():
    marks = re.findall(r"<!-- ([\d.]+) -->", report._histogram([6, 6, 9], 9))
    assert "2" in marks
    assert not [mark for mark in marks if "." in mark]
