"""Long files and long lines are refused, wherever code lies."""

import pytest

from tools import limits


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("qtlib/new.py", "x = 1\n" * 401, "qtlib/new.py has 401 lines"),
        ("site/static/new.js", "// " + "x" * 120, "site/static/new.js:1 has 123 characters"),
        ("qtlib/new.py", f'x = "{"x" * 120}"', "qtlib/new.py:1 has 126 characters"),
        ("edition/tests/exercises/test_new.py", f'"""{"x " * 60}"""', "edition/tests/exercises/test_new.py:1 has 126"),
        ("Makefile", "all:\n\t@" + "x" * 120, "Makefile:2 has 122 characters"),
    ],
)
def test_too_long(tmp_path, name, text, words):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert [fault.startswith(words) for fault in limits.faults(tmp_path)] == [True]


def test_what_is_not_ours_is_not_measured(tmp_path):
    path = tmp_path / "site" / "node_modules" / "theirs.js"
    path.parent.mkdir(parents=True)
    path.write_text("x" * 500)
    assert limits.faults(tmp_path) == []


def test_this_repository_has_code_to_measure():
    assert len(list(limits.code_files(limits.ROOT))) > 100
