"""What CONTRIBUTING.md names is there."""

import re

import pytest

from conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text()
PROSE = re.sub(r"^```.*?^```", "", TEXT, flags=re.S | re.M)
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
MADE = {"qtlib/thin.py", "tests/physics/test_thin.py"}  # by the reader, in the worked example
NAMED = sorted({word for word in re.findall(r"`([\w./-]+)`", PROSE) if word.split("/")[0] in FOLDERS} - MADE)


def test_the_map_names_many_places():
    assert len(NAMED) > 20


@pytest.mark.parametrize("name", [n for n in NAMED if "NAME" not in n])
def test_a_place_exists(name):
    assert (ROOT / name).exists()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make (\w+)", TEXT))))
def test_a_command_exists(target):
    makefiles = (ROOT / "Makefile").read_text() + (ROOT / "instructor.mk").read_text()
    assert re.search(rf"^{target}:", makefiles, re.M)
