"""Every file of code has its tests where one looks for them.

A file `qtlib/noise.py` is tested in `tests/physics/test_noise.py`, `qtlib/lattice/wire.py` in
`tests/lattice/test_wire.py`, `grading/pool.py` in `tests/grading/test_pool.py`. A package that is used as one thing
may be tested as one (`tests/lattice/test_modes.py` for the folder `modes`). A part that has no test of its own name is
tested by its use: a test imports it or runs it by its name, or a file with such a test imports it. `make coverage`
says which lines of qtlib that reaches.
"""

import ast
import functools
import re

import pytest

from conftest import ROOT

FOLDERS = ("qtlib", "grading", "tools", "hub")
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "node_modules" not in path.parts
}
_OTHERS = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path.name != "test_mirror.py"]
TESTS = {path: path.read_text() for path in [ROOT / "conftest.py", *_OTHERS]}
BARE = ("grading", "hub")  # of these files some are started where the others lie beside them, without their folder
ALONE = {
    "tools.check": "make test begins with it",
    "tools.lock": "asks the internet which versions there are",
    "hub.instructor_config": "read by an instructor's server, which tests/hub starts by way of hub.server",
    "hub.student_config": "read by a student's server, in the same way",
}


def own_test(name):
    """Where the tests of a file lie."""
    top, *inside = name.split(".")
    folders = inside[:-1]
    place = ROOT / "tests" / (folders[0] if folders else "physics" if top == "qtlib" else top)
    return [place / f"test_{word.strip('_')}.py" for word in inside]


@functools.cache
def imports(path):
    """Dotted names that a file imports."""
    return frozenset(_imports(path))


def _imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(name):
    """The names under which other files import a file, or name it."""
    top, _, rest = name.partition(".")
    return {name, rest} if top in BARE else {name}


def is_named(name):
    """Whether a test has a file's own name, imports it, or runs it: `python -m tools.build`, `kernel_server.py`."""
    words = re.compile(rf"{re.escape(name)}\b|\b{name.rpartition('.')[2]}\.py\b")
    return any(path.is_file() for path in own_test(name)) or any(
        words.search(text) or called(name) & imports(path) for path, text in TESTS.items()
    )


NAMED = {name for name in FILES if is_named(name)}
TEXTS = {FILES[name]: FILES[name].read_text() for name in NAMED - set(FOLDERS)}  # all of qtlib is in its __init__
USED = {
    name
    for name in FILES
    for path, text in TEXTS.items()
    if called(name) & imports(path) or f"{name}." in text or f"{name.rpartition('.')[2]}.py" in text
}


@pytest.mark.parametrize("name", sorted(set(FILES) - set(FOLDERS)))
def test_a_file_of_code_is_tested(name):
    assert name in NAMED | USED | set(ALONE)


def test_what_stands_alone_needs_it():
    assert set(FILES) >= set(ALONE)
    assert not set(ALONE) & (NAMED | USED)


FOLDERS_OF_TESTS = ("physics", "scattering", "kinetic", "langevin", "sumrules", "lattice", "drawing", "widgets")


@pytest.mark.parametrize(
    "path", [p for d in FOLDERS_OF_TESTS for p in sorted((ROOT / "tests" / d).glob("test_*.py"))], ids=str
)
def test_a_test_has_its_file(path):
    name = path.stem.removeprefix("test_")
    place = ROOT / "qtlib" if path.parent.name == "physics" else ROOT / "qtlib" / path.parent.name
    package = place.name == name and place.is_dir()
    assert package or (place / f"{name}.py").is_file() or (place / name).is_dir()
