"""The worked example of CONTRIBUTING.md works as printed, and its commands name files that exist."""

import doctest
import re
import subprocess
import sys
import types

import pytest

from conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
MODULE, TESTS = re.findall(r"```python\n(.*?)```", TEXT, re.S)


@pytest.fixture
def thin(monkeypatch):
    """The module of the worked example, importable as the text says."""
    module = types.ModuleType("qtlib.thin")
    monkeypatch.setitem(sys.modules, "qtlib.thin", module)
    exec(compile(MODULE, "qtlib/thin.py", "exec"), module.__dict__)
    return module


def test_worked_example_passes_its_own_test_and_docstring(thin):
    space = {}
    exec(compile(TESTS, "tests/physics/test_thin.py", "exec"), space)
    tests = [value for name, value in space.items() if name.startswith("test_")]
    assert len(tests) == 2
    assert "See Also" in thin.ThinBarrier.__doc__, "tests/site/test_reference.py would refuse it"
    for test in tests:
        test()
    finder, runner = doctest.DocTestFinder(), doctest.DocTestRunner()
    for example in finder.find(thin.ThinBarrier, module=thin, globs=thin.__dict__):
        runner.run(example)
    assert runner.tries > 0
    assert runner.failures == 0


def test_commands_name_targets_and_files_that_exist():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    targets = set(re.findall(r"(?:^|`)make ([a-z]+)\b", TEXT, re.M))
    assert {"check", "test", "proof", "lab"} <= targets
    assert [name for name in targets if f"make {name} " not in listed] == []
    paths = [path for words in re.findall(r'make test T="?([^"`\n#]+)', TEXT) for path in words.split()]
    assert len(paths) > 4
    assert [path for path in paths if "thin.py" not in path and not (ROOT / path).exists()] == []
