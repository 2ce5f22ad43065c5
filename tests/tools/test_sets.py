"""What a problem set lacks is said in plain words, whatever it is."""

import pytest

import small
from conftest import ROOT
from tools import course as contents
from tools import exercises, sets


@pytest.fixture
def course(tmp_path):
    small.notebook(tmp_path / "book" / "new.ipynb", small.text("# New", "**What?**"))
    (tmp_path / "book" / "intro.md").write_text("# Title")
    small.contents(tmp_path, "new", sets=("exercises/new/new",))
    small.from_template(tmp_path, "new")
    return tmp_path


def test_the_template_lacks_nothing(course):
    assert sets.faults(course) == []


def test_the_sets_of_the_course_lack_nothing():
    assert sets.faults(ROOT) == []


def test_a_set_without_its_author_s_file(course):
    (course / "solutions" / "new.py").unlink()
    (fault,) = sets.faults(course)
    assert fault.startswith("solutions/new.py does not exist")
    assert "templates/problem_set.py" in fault


def test_a_set_without_its_notebook(course):
    (course / "solutions" / "new" / "new.ipynb").unlink()
    (fault,) = sets.faults(course)
    assert fault.startswith("solutions/new/new.ipynb does not exist")


def test_an_exercise_that_is_not_made_yet_says_how(course):
    said = [fault for fault in contents.faults(course) if "exercises/new/new" in fault]
    assert said == ["_toc.yml: exercises/new/new.ipynb is not made yet; run: make exercises"]


def test_an_edition_for_students_has_no_solutions(tmp_path):
    small.contents(tmp_path, "new", sets=("exercises/new/new",))
    assert sets.faults(tmp_path) == []


_HINT = ', "the channel that is partly open is missing"),'


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("new.py", "wrong=[", "told=[", "task resistance lists no wrong answer with its hint"),
        ("new.py", _HINT, ", ''),", "task resistance has a wrong answer without a hint"),
        ("new.py", _HINT, ",),", "task resistance has a wrong answer without a hint"),
        ("new.py", '{"fano": "function"}', "{}", "task fano has no answer that a check could read"),
        ("new.py", "SET =", "MINE =", "solutions/new.py has no SET = ProblemSet(...)"),
        ("new.py", "SET = ProblemSet", "SET = print", "SET is no ProblemSet(...)"),
        ("new.py", "SET =", "SET ==", "solutions/new.py cannot be read: NameError"),
        ("new.py", "from tools.authoring", "from authoring", "solutions/new.py cannot be read: ModuleNotFoundError"),
        ("new.py", "[RESISTANCE, FANO]", "[FANO]", "tasks of the notebook are ['fano', 'resistance']"),
        ("new.py", "the key of", "another key of", "the check of task fano must be the four lines"),
        ("new/new.ipynb", '\\"new\\", student', '\\"spin\\", student', 'no line given, check = problem_set("new"'),
        (
            "new/new.ipynb",
            "counted for one spin",
            "one channel is open in part only",
            "a hint of task resistance can be read",
        ),
        ("new/new.ipynb", '"points": 5', '"points": 4', "it has 9 points, not ten"),
        ("new/new.ipynb", "### END HIDDEN", "### THE END", "the check of task resistance must be the four lines"),
    ],
)
def test_what_is_missing_is_named(course, file, old, new, said):
    path = course / "solutions" / file
    words = path.read_text()
    assert old in words
    path.write_text(words.replace(old, new))
    assert any(said in fault for fault in sets.faults(course)), sets.faults(course)


def test_nothing_is_made_of_a_set_that_lacks_something(monkeypatch):
    monkeypatch.setattr(sets, "faults", lambda: ["solutions/new.py does not exist"])
    with pytest.raises(ValueError, match=r"solutions/new\.py does not exist"):
        exercises.main()
