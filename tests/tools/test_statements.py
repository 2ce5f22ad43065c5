"""Many arguments by their place, and unrelated things on one line, are refused; this repository has neither."""

import pytest

from tools import statements


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("class A:\n    def f(self, a, b, c, d, e, f, g): ...", "f takes 7"),
        ("@dataclass(frozen=True)\nclass A:\n" + "".join(f"    {c}: int\n" for c in "abcdefg"), "A takes 7"),
        ("a, self.b = [], 1", "shares its line with something else: a, self.b"),
        ("a, b = {}, []", "shares its line with something else: a, b"),
        ("a, b = f(x), None", "shares its line with something else: a, b"),
    ],
)
def test_refused(tmp_path, source, words):
    (tmp_path / "new.py").write_text(source)
    (fault,) = statements.faults(tmp_path)
    assert fault.startswith("new.py:")
    assert words in fault


@pytest.mark.parametrize(
    "source",
    [
        "class A:\n    def f(self, a, b, c, d, e, f): ...",
        "def f(a, b, *, c, d, e, f, g): ...",
        "@dataclass\nclass A:\n    a: int\n    _: KW_ONLY\n" + "".join(f"    {c}: int\n" for c in "bcdefg"),
        "class A:\n" + "".join(f"    {c}: int\n" for c in "abcdefg"),
        "a, b = [], []",
        "a, b = b, a",
        "mu, T = 10 * meV, 4.2",
        "a, b = f(x)",
    ],
)
def test_allowed(tmp_path, source):
    (tmp_path / "new.py").write_text(source)
    assert statements.faults(tmp_path) == []
