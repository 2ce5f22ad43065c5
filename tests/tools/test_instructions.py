"""What the pages tell people to type: targets, modules and files exist, and a student's commands work as printed."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

import pytest

from conftest import ROOT
from tools import course, student_zip

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
PAGES += [path for page in course.pages() if (path := course.source(page)).suffix == ".md"]
MAKEFILES = (ROOT / "Makefile").read_text() + (ROOT / "instructor.mk").read_text()
TARGETS = {target: line for line, target in re.findall(r"^((\w+):.*)$", MAKEFILES, re.M)}
MADE = {"_build", "env", ".venv", "graded", "submitted", "course"}  # what a command makes, or a person brings


def commands(text):
    """Lines of shell blocks, and what stands in backticks."""
    blocks = re.findall(r"```(?:sh|powershell)\n(.*?)```", text, re.S)
    prose = re.sub(r"```.*?```", "", text, flags=re.S)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", prose)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_targets_and_their_words_exist(path):
    for command in commands(path.read_text()):
        for target, words in re.findall(r"\bmake ([a-z]+)((?: [A-Z]+=(?:\"[^\"]*\"|\S+))*)", command):
            assert target in TARGETS, command
            recipe = MAKEFILES[MAKEFILES.index(f"\n{target}:") :].split("\n\n")[0]
            for word in re.findall(r"([A-Z]+)=", words):
                assert f"$({word})" in recipe or f"({word})" in recipe or word in recipe, command


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_modules_exist(path):
    for command in commands(path.read_text()):
        for module in re.findall(r"\bpython3? -m ([\w.]+)", command):
            assert module in ("pip",) or importlib.util.find_spec(module), command


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_files_of_the_repository_exist(path):
    for command in commands(path.read_text()):
        for name in re.findall(r"^(?:[\w.-]+/)+[\w.-]*$", command):
            first = name.split("/")[0]
            placeholder = "NAME" in name or "FILE" in name
            if (ROOT / first).exists() and first not in MADE and not placeholder:
                assert (ROOT / name).exists() or "thin" in name, name  # the worked example is to be written


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem != "classroom"], ids=lambda p: p.stem)
def test_programs_of_the_environment_are_called_where_they_are(path):
    """.venv/bin is on nobody's PATH, except in the hub's terminal."""
    for command in commands(path.read_text()):
        assert not re.match(r"(jupytext|nbstripout|ruff|python -m (grading|qtlib|tools))\b", command), command


@pytest.mark.proof
def test_nbgrader_alone_grades_as_the_page_says(tmp_path):
    (block,) = blocks("sh", "instructor")
    for name in (".venv", "nbgrader_config.py", "solutions"):
        (tmp_path / name).symlink_to(ROOT / name)
    work = tmp_path / "submitted" / "ana" / "channels"
    work.mkdir(parents=True)
    shutil.copy2(ROOT / "exercises" / "channels" / "channels.ipynb", work)
    done = subprocess.run(["sh", "-ec", block], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "channels,,,ana,,,,0.0,0.0,0.0,10.0" in (tmp_path / "grades.csv").read_text()


def blocks(language, page="how_to"):
    text = (ROOT / "book" / f"{page}.md").read_text()
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_windows_does_the_same_as_the_others():
    for posix, windows in zip(blocks("sh"), blocks("powershell"), strict=True):
        same = posix.replace("python3 ", "py ").replace("env/bin/", "env/Scripts/")
        assert windows.replace("\\", "/") == same


def test_what_is_handed_out_says_the_same():
    """The zip's README has the page's lines; the edition's README adds the one that writes the contents."""
    for language in ("sh", "powershell"):
        lines = blocks(language)[0]
        assert f"```{language}\n{lines}```" in student_zip.README
        python = lines.splitlines()[1].split("pip")[0] + "python"
        *setup, lab = lines.splitlines(keepends=True)
        block = "".join([*setup, f"{python} -m tools.contents\n", lab])
        assert f"```{language}\n{block}```" in (ROOT / "edition" / "README.md").read_text()


@pytest.mark.proof
def test_a_student_types_what_the_page_says(tmp_path):
    """In the unpacked zip, with the pages' own lines, until JupyterLab answers."""
    student_zip.write(ROOT, tmp_path / "course.zip")
    with zipfile.ZipFile(tmp_path / "course.zip") as archive:
        archive.extractall(tmp_path)
    folder, settings = tmp_path / "qtlib-course", tmp_path / "settings"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.mkdir()
    (settings / "jupyter_server_config.py").write_text(
        f"c.ServerApp.open_browser = False\nc.ServerApp.allow_root = True\nc.ServerApp.port = {port}\n"
        "c.IdentityProvider.token = ''\n"
    )
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean |= {"JUPYTER_CONFIG_DIR": str(settings), "PATH": f"{os.path.dirname(sys.base_prefix)}/bin:{clean['PATH']}"}
    *setup, lab = blocks("sh")[0].splitlines()
    for line in setup:
        subprocess.run(line, shell=True, check=True, cwd=folder, env=clean)
    server = subprocess.Popen(["sh", "-c", f"exec {lab}"], cwd=folder, env=clean)
    try:
        assert "contents.ipynb" in answer(f"http://127.0.0.1:{port}/api/contents/contents.ipynb")
        check = subprocess.run(blocks("sh")[1], shell=True, cwd=folder, env=clean, capture_output=True, text=True)
        assert check.stdout.splitlines()[-1].startswith("0 of "), check.stdout + check.stderr
        assert check.stderr == ""
    finally:
        server.terminate()


def answer(address):
    for _ in range(600):
        try:
            with urllib.request.urlopen(address) as reply:
                return reply.read().decode()
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(address)
