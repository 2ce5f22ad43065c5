"""Wheel and sdist in clean environments, with nothing but what their own metadata ask for."""

import tarfile
import zipfile

import pytest

from clean_environment import Clean
from conftest import ROOT
from tools import release

TRY = ROOT / "tools" / "try_library.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Folder with wheel and sdist of this version."""
    out = tmp_path_factory.mktemp("dist")
    release.packages(out)
    return out


@pytest.fixture(scope="module")
def bare(built, tmp_path_factory):
    """The wheel alone, as ``pip install qtlib-course`` leaves it."""
    here = Clean.make(tmp_path_factory.mktemp("bare") / "env")
    here.install(*built.glob("*.whl"))
    return here


def test_wheel_imports_and_runs_its_examples(bare, tmp_path):
    done = bare.run("python", TRY, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 failed" in done.stdout
    assert str(bare.path) in done.stdout


def test_a_missing_extra_is_named(bare, tmp_path):
    done = bare.run("python", "-m", "grading", "somewhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "pip install 'qtlib-course[grading]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_packed_holds_an_answer(built):
    (sdist,), (wheel,) = built.glob("*.tar.gz"), built.glob("*.whl")
    with tarfile.open(sdist) as one, zipfile.ZipFile(wheel) as other:
        names = [*one.getnames(), *other.namelist()]
    assert any(name.endswith("qtlib/noise.py") for name in names)
    assert [name for name in names if "solutions" in name or "/tests/" in name] == []


@pytest.mark.proof
@pytest.mark.parametrize("what", ["*.tar.gz", "*.whl"])
def test_lowest_versions_run_the_examples(built, tmp_path, what):
    here = Clean.make(tmp_path / "env")
    here.install("--resolution", "lowest-direct", *built.glob(what))
    done = here.run("python", TRY, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.proof
@pytest.mark.parametrize("extra", ["course", "grading"])
def test_lowest_versions_of_an_extra_import(built, tmp_path, extra):
    here = Clean.make(tmp_path / "env")
    (wheel,) = built.glob("*.whl")
    here.install("--resolution", "lowest-direct", f"qtlib-course[{extra}] @ {wheel.as_uri()}")
    words = {"course": ["jupyter", "lab", "--version"], "grading": ["python", "-m", "grading", "--help"]}
    done = here.run(*words[extra], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
