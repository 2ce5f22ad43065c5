"""A new term: one command gives everybody other numbers, and grading knows them. In a copy of what that needs."""

import csv
import json
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from conftest import ROOT
from one_set import NAME, cell_of
from tools import exercises

pytestmark = pytest.mark.proof
SETS = ["channels", NAME]  # the first, and the one that the tests of grading use
TERM = "2027-spring"
STUDENTS = ["Ana", "Ben", "Zoe"]
# prints, for each set, the numbers of every variant and of each student, and the right answer of the first task
NUMBERS = f"""
import json
from qtlib.homework import problem_set, variants
from tools import variants as maker
told = {{}}
for name in {SETS}:
    data = variants.load(name)
    told[name] = [data["term"], [v["given"] for v in data["variants"]]]
    told[name].append([variants.variant(who, name, data["term"]) for who in {STUDENTS}])
numbers = {{who: variants.variant(who, "{NAME}", variants.load("{NAME}")["term"]) for who in {STUDENTS}}}
spaces = {{who: maker.solved("{NAME}", "charge", number) for who, number in numbers.items()}}
print(json.dumps([told, {{who: float(space["charge_over_e"]) for who, space in spaces.items()}}]))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The repository without what a term does not concern, and with two sets, which says enough and takes less."""
    root = tmp_path_factory.mktemp("course") / "repository"
    for part in ("qtlib", "solutions", "exercises", "tools", "grading", "book"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    lines = (ROOT / "_toc.yml").read_text().splitlines()
    kept = [line for line in lines if "exercises/" not in line or line.split("/")[-1] in SETS]
    (root / "_toc.yml").write_text("\n".join(kept))
    return root


def run(root, *words, **environment):
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=root, env={**os.environ, "PYTHONPATH": str(root), **environment}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def told(copy):
    """(numbers before, what was written by hand before, numbers after)."""
    before = json.loads(run(copy, "-c", NUMBERS))
    written = {path: path.read_bytes() for path in (copy / "solutions").rglob("*") if path.is_file()}
    said = run(copy, "-m", "tools.exercises", TERM=TERM)
    assert f"{NAME}: 33 variants for {TERM}" in said
    return before, written, json.loads(run(copy, "-c", NUMBERS))


def test_everybody_gets_other_numbers_and_no_notebook_is_touched(copy, told):
    (before, _), written, (after, _) = told
    assert {path: path.read_bytes() for path in written} == written
    for name in SETS:
        (old, numbers, whose), (new, others, whose_now) = before[name], after[name]
        assert (old, new) == (exercises.TERM, TERM)
        assert len(numbers) == len(others) == 33
        same = [n for n in range(1, 33) if numbers[n] == others[n]]
        assert not same or not any(numbers), name  # a set may give no numbers at all
        assert whose != whose_now
    made = nbformat.read(copy / "exercises" / NAME / f"{NAME}.ipynb", 4)
    assert [c.source for c in made.cells] == [
        c.source for c in nbformat.read(ROOT / "exercises" / NAME / f"{NAME}.ipynb", 4).cells
    ]


def test_a_class_is_graded_with_the_term_s_numbers(copy, told, tmp_path):
    (_, old), _, (_, new) = told
    answers = {"Ana": new["Ana"], "Ben": old["Ben"], "Zoe": new["Ana"]}  # right, last term's, and a copy
    for who, answer in answers.items():
        notebook = nbformat.read(copy / "exercises" / NAME / f"{NAME}.ipynb", 4)
        cell_of(notebook, "charge").source = f"charge_over_e = {answer!r}"
        place = tmp_path / "in" / who / f"{NAME}.ipynb"
        place.parent.mkdir(parents=True)
        nbformat.write(notebook, place)
    # a sandbox has a /tmp of its own, where this copy is not
    run(copy, "-m", "grading", tmp_path / "in", "--out", tmp_path / "out", "--no-sandbox")
    with (tmp_path / "out" / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert {who: float(rows[who]["score"]) for who in answers} == {"Ana": 1, "Ben": 0, "Zoe": 0}
    assert "charge_check: right for other numbers, those of Ana" in rows["Zoe"]["reason"]
