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


MIRRORED = ("physics", "scattering", "kinetic", "langevin", "sumrules", "lattice", "drawing", "widgets")


@pytest.mark.parametrize("path", [p for d in MIRRORED for p in sorted((ROOT / "tests" / d).glob("test_*.py"))], ids=str)
def test_tests_mirror_the_code(path):
    """`tests/scattering/test_rmt.py` tests `qtlib/scattering/rmt.py`; what has no folder of its own is in `physics`."""
    name = path.stem.removeprefix("test_")
    places = [ROOT / "qtlib" / path.parent.name, ROOT / "qtlib"]
    assert any((place / f"{name}.py").is_file() or (place / name).is_dir() for place in places)
