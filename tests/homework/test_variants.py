"""Numbers of one's own: in every variant solutions pass, mistakes get their hints, and nothing comes for nothing."""

import copy
import json

import nbformat
import numpy as np
import pytest

from conftest import ROOT
from qtlib.homework import OtherNumbers, Wrong, locks, session, variants
from tools import course, exercises
from tools import variants as maker

SETS = course.sets()
TASKS = [(name, task) for name in SETS for task in maker.author(name).tasks]
TASK_IDS = [f"{name}-{task.name}" for name, task in TASKS]
ALL = range(variants.VARIANTS + 1)
NOTHING = [
    None, ...,
    float("nan"), float("inf"), "", " ", "z", [], (), {}, np.array([]), np.zeros((0, 3)), np.full(3, np.nan),
    [[1], [2, 3]],
    1j, True, object(), np.array(None), np.array(["1"]), [float("nan")], [None],
]  # fmt: skip


def examined(name, task, number, answers, space=None):
    """What a check says to these answers, with its hidden tests; None if they pass."""
    check = session.Check(variants.load(name), number)
    space = {**(space or {}), **answers, "check": check, "task": task.name, "key": maker.author(name).key}
    try:
        exec("check(task)\ncheck.hidden(task, key)", space)
    except Wrong as wrong:
        return wrong
    return None


def answers_of(name, task, number):
    space = maker.solved(name, task.name, number)
    return {answer: space[answer] for answer in task.answers}


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("name", SETS)
def test_right_passes_and_wrong_is_told_why(name, number):
    assert maker.faults(name, number) == []


@pytest.mark.proof
@pytest.mark.parametrize("number", ALL)
@pytest.mark.parametrize("name", SETS)
def test_right_passes_and_wrong_is_told_why_in_every_variant(name, number):
    assert maker.faults(name, number) == []


@pytest.mark.parametrize(("name", "task"), TASKS, ids=TASK_IDS)
def test_every_answer_has_likely_mistakes_with_hints(name, task):
    assert len({hint for _, hint in task.wrong}) >= 3


@pytest.mark.parametrize(("name", "task"), TASKS, ids=TASK_IDS)
def test_nothing_for_nothing(name, task):
    right = answers_of(name, task, 0)
    assert examined(name, task, 0, right) is None
    for answer, kind in task.answers.items():
        for bad in NOTHING:
            given = [bad] if kind != "function" else [bad, lambda *_, bad=bad, **__: copy.copy(bad)]
            for value in given:
                assert examined(name, task, 0, right | {answer: value}) is not None, (answer, bad)
    assert "is not defined yet" in str(examined(name, task, 0, {}))


@pytest.mark.proof
@pytest.mark.parametrize(
    ("name", "task"), [t for t in TASKS if t[1].given], ids=[f"{n}-{t.name}" for n, t in TASKS if t.given]
)
def test_no_answer_is_right_for_two_variants(name, task):
    """And grading says for whom an answer is right."""
    if not any(kind.startswith("number") for kind in task.answers.values()):
        pytest.skip("a function is the same for everyone")
    answers = [answers_of(name, task, number) for number in ALL]
    for number in ALL:
        for other in ALL:
            wrong = examined(name, task, number, answers[other])
            assert (wrong is None) == (number == other)


@pytest.mark.parametrize(
    ("name", "task"), [t for t in TASKS if t[1].given], ids=[f"{n}-{t.name}" for n, t in TASKS if t.given]
)
def test_an_answer_to_another_s_numbers_says_so(name, task):
    if not all(kind.startswith("number") for kind in task.answers.values()):
        pytest.skip("not a number")
    wrong = [examined(name, task, 3, answers_of(name, task, other)) for other in (4, 9, 20)]
    assert all(w is not None for w in wrong)
    told = [w.variants for w in wrong if isinstance(w, OtherNumbers)]  # else it is also one of the listed mistakes
    assert all(len(v) == 1 for v in told)
    assert told


@pytest.mark.parametrize("name", SETS)
def test_no_hint_can_be_read(name):
    page = (ROOT / "exercises" / name / f"{name}.ipynb").read_text()
    page = json.dumps(json.loads(page), ensure_ascii=False)
    data = variants.packed(variants.load(name))
    text = json.dumps(variants.unpacked(data), ensure_ascii=False)
    author = maker.author(name)
    for task in author.tasks:
        for _, hint in task.wrong:
            assert hint not in page
            assert hint not in text
    assert author.key not in page
    assert author.key not in text


@pytest.mark.parametrize("name", SETS)
def test_every_answer_is_named_in_its_text(name):
    cells = nbformat.read(ROOT / "exercises" / name / f"{name}.ipynb", 4).cells
    text = ""
    tasks = {task.name: task for task in maker.author(name).tasks}
    for cell in cells:
        if cell.cell_type == "markdown":
            text = cell.source
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if task := tasks.get(grade_id.removesuffix("_check")):
            for answer in task.answers:
                assert f"`{answer}" in text, f"{task.name} does not name {answer}"
            for given in task.given:
                assert getattr(given, "secret", False) or f'given("{task.name}")' in json.dumps(
                    [c.source for c in cells]
                ).replace(r"\"", '"')


@pytest.mark.parametrize("name", SETS)
def test_data_are_those_of_what_the_author_wrote(name):
    assert name not in exercises.out_of_step()


def test_the_variant_follows_name_set_and_term():
    numbers = {variants.variant(f"student {i}", "shot_noise", "2027") for i in range(400)}
    assert numbers == set(ALL) - {0}
    same = [variants.variant(who, "shot_noise", "2027") for who in ("José Ñandú", "ñandú, josé", "JOSE_NANDU")]
    assert len(set(same)) == 1
    for other in (("spin", "2027"), ("shot_noise", "2028")):
        assert any(
            variants.variant(f"s{i}", "shot_noise", "2027") != variants.variant(f"s{i}", *other) for i in range(9)
        )


def test_a_lock_opens_to_the_stated_precision():
    rng = np.random.default_rng(1)
    for _ in range(300):
        value = rng.choice([-1, 1]) * 10 ** rng.uniform(-30, 30)
        phases, key = locks.lock(value, "x", rtol=0.005)
        off = rng.uniform(-0.0048, 0.0048)
        assert locks.key(value * (1 + off), phases, "x", rtol=0.005) == key
        for wrong in (1.0052, 0.9948, -1, 2, 1e3):
            assert locks.key(value * wrong, phases, "x", rtol=0.005) != key
    phases, key = locks.lock([1.0, 0.0, -2.0], "x", rtol=1e-6)
    assert locks.key([1.0, 1e-7, -2.0], phases, "x", rtol=1e-6) == key
    assert locks.key([1.0, 1e-5, -2.0], phases, "x", rtol=1e-6) != key
    assert locks.key([0.0, 1.0, -2.0], phases, "x", rtol=1e-6) != key
    phases, key = locks.lock(0.0, "x", rtol=1e-6)
    assert locks.key(0.0, phases, "x", rtol=1e-6) == key
    assert locks.key(1e-300, phases, "x", rtol=1e-6) != key
