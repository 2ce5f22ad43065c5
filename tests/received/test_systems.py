"""What cannot be run here is done as far as it goes: other systems' wheels, the steps of images without an engine."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from clean_environment import Clean
from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
pytestmark = pytest.mark.proof


@pytest.mark.parametrize("system", ["x86_64-manylinux_2_28", "macos", "windows"])
@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_a_student_gets_wheels_for_everything(system, python, tmp_path):
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["course"]]
    done = subprocess.run(
        ["uv", "pip", "install", "--dry-run", "--only-binary", ":all:", "--python-platform", system,
         "--python-version", python, "--target", str(tmp_path), "-c", "requirements.lock", *wanted],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "jupyterlab==" in done.stderr


def instructions(path):
    """(word, rest) of each line of a Dockerfile."""
    text = re.sub(r"\\\n\s*", "", path.read_text())
    return [tuple(line.split(maxsplit=1)) for line in text.splitlines() if line and not line.startswith("#")]


def copied(words, folder):
    """What a COPY line brings into the folder; the last word is where it goes."""
    patterns = (ROOT / ".dockerignore").read_text().split()

    def ignored(place, names):
        """As Docker reads its file: a pattern is a path from the top, unless it begins with **/."""
        paths = {name: Path(place, name).relative_to(ROOT).as_posix() for name in names}
        return {name for name, path in paths.items() if path in patterns or f"**/{name}" in patterns}

    for name in words.split()[:-1]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, dirs_exist_ok=True, ignore=ignored)
        else:
            shutil.copy2(source, folder / name)


def test_the_graders_image_can_be_made_from_what_it_copies(tmp_path):
    steps = dict(instructions(ROOT / "Dockerfile"))
    copied(steps["COPY"], tmp_path)
    made = subprocess.run(["sh", "-c", steps["RUN"]], cwd=tmp_path, capture_output=True, text=True, timeout=1800)
    assert made.returncode == 0, made.stdout[-2000:] + made.stderr[-2000:]
    assert steps["ENTRYPOINT"] == '["python", "-m", "grading"]'
    asked = [tmp_path / ".venv" / "bin" / "python", "-m", "grading", "--help"]
    assert "SUBMISSIONS" in subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True).stdout.upper()
    for name in (".git", "submitted", "graded", "site/node_modules"):  # a class's work, or what is made again
        assert not (tmp_path / name).exists()


def test_the_hubs_image_can_be_made_from_what_it_copies(tmp_path):
    here = Clean.make(tmp_path / "env")
    folder = tmp_path / "course"
    folder.mkdir()
    for word, rest in instructions(ROOT / "hub" / "Dockerfile"):
        if word == "COPY":
            copied(rest, folder)
        elif word == "RUN" and rest.startswith("pip install"):
            here.install(*rest.removeprefix("pip install --no-cache-dir").split(), cwd=folder)
    assert here.run("jupyterhub-singleuser", "--version", cwd=folder).returncode == 0
    assert here.run("python", "-c", "import qtlib, grading.course, nbgrader", cwd=folder).returncode == 0
