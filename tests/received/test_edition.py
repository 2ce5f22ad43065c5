"""The students' edition: no answer in any file, and it stands on its own."""

import re
import subprocess
import sys

import nbformat
import pytest

from clean_environment import Clean
from conftest import ROOT
from tools import course, edition

URL = "https://github.com/ORG/REPO"
_COMMON = 30  # shorter lines, such as the start of a random generator, stand in many places


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    out = tmp_path_factory.mktemp("edition") / "course"
    edition.write(out, URL)
    return out


MARKED = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)### END", re.S)


def answers():
    """(secret, shown): lines that only those who teach may see, and the text that everyone is given."""
    secret = set()
    shown = [path.read_text() for path in ROOT.glob("qtlib/**/*.py")]
    for name in course.sets():
        for cell in nbformat.read(ROOT / "solutions" / name / f"{name}.ipynb", 4).cells:
            written = cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("solution")
            marked = [cell.source] if written else MARKED.findall(cell.source)
            secret.update(line.strip() for text in marked for line in text.splitlines())
            shown.append("" if written else MARKED.sub("", cell.source))
    for path in (ROOT / "solutions").glob("*.py"):  # what authors wrote of each task
        secret.update(line.strip() for line in path.read_text().splitlines())
    for path in ROOT.glob("book/*.ipynb"):
        shown += [cell.source for cell in nbformat.read(path, 4).cells]
    return secret, "\n".join(shown)


def test_no_file_holds_an_answer(written):
    secret, shown = answers()
    secret = {line for line in secret if len(line) > _COMMON and line not in shown}
    assert len(secret) > 200
    found = []
    for path in sorted(p for p in written.rglob("*") if p.is_file()):
        text = path.read_bytes().decode(errors="replace")
        found += [f"{path.relative_to(written)}: {line}" for line in secret if line in text]
    assert found == []
    assert not [p for p in written.rglob("*") if p.name in ("solutions", "grading", "gradebook.db")]
    marks = ("BEGIN " + "SOLUTION", "BEGIN " + "HIDDEN TESTS")
    notebooks = [p for p in written.rglob("*.ipynb") if any(mark in p.read_text() for mark in marks)]
    assert notebooks == []


def test_exercises_are_blank(written):
    for path in written.glob("exercises/*/*.ipynb"):
        cells = nbformat.read(path, 4).cells
        tasks = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution") and c.cell_type == "code"]
        assert tasks
        assert all("your code here" in c.source for c in tasks), path.name


def test_buttons_open_the_edition(written):
    assert f'url: "{URL}"' in (written / "_config.yml").read_text()


def test_every_file_named_in_a_text_of_the_edition_is_there(written):
    readme = (written / "README.md").read_text()
    named = re.findall(r"`((?:book|exercises|tests|tools)/[\w./]*|[\w-]+\.(?:txt|cff|md))`", readme)
    assert named
    assert [name for name in named if not (written / name).exists()] == []
    targets = re.findall(r"^make (\w+)", readme, re.M)
    listed = subprocess.run(["make", "help"], cwd=written, capture_output=True, text=True).stdout
    assert [t for t in targets if f"make {t} " not in listed] == []
    for target in ("grade", "hub", "exercises", "check"):
        assert f"make {target} " not in listed


def test_every_tool_that_it_calls_is_there(written):
    """By its makefile, its workflows, its texts, and one by another."""
    texts = {path: path.read_text() for path in written.rglob("*") if path.suffix in (".py", ".yml", ".sh", ".md")}
    texts[written / "Makefile"] = (written / "Makefile").read_text()
    called = {
        f"{path.relative_to(written)}: {name}"
        for path, text in texts.items()
        for name in (
            *re.findall(r"\b(tools/\w+\.\w+)", text),
            *(f"tools/{name}.py" for name in re.findall(r"\btools\.(\w+)", text)),
            *(f"tools/{name.strip()}.py" for names in re.findall(r"^from tools import ([\w, ]+)", text, re.M)
              for name in names.split(",")),
        )
    }  # fmt: skip
    assert len(called) > 20
    assert [said for said in called if not (written / said.rpartition(" ")[2]).exists()] == []


def test_written_again_it_keeps_its_git_and_drops_what_went(written):
    (written / ".git").mkdir()
    (written / "book" / "gone.ipynb").touch()
    edition.write(written, URL)
    assert (written / ".git").is_dir()
    assert not (written / "book" / "gone.ipynb").exists()
    (written / ".git").rmdir()


@pytest.mark.parametrize(
    ("out", "url", "words"),
    [
        (ROOT / "book", "", "outside of this repository"),
        (None, "git@github.com:ORG/REPO", "URL must be an address"),
        ("full", "", "an empty folder or an earlier edition"),
    ],
)
def test_refusals(tmp_path, out, url, words):
    if out == "full":
        out = tmp_path
        (tmp_path / "thesis.tex").touch()
    done = subprocess.run(
        [sys.executable, "-m", "tools.edition", str(out or tmp_path / "new"), "--url", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_its_requirements_install_and_its_tests_are_found(written, tmp_path):
    here = Clean.make(tmp_path / "env")
    here.install("-r", "requirements.txt", cwd=written)
    done = here.run("python", "-m", "pytest", "--collect-only", "-q", "tests", cwd=written)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    done = here.run("python", "-m", "pytest", "-q", "tests/exercises", "-k", "shot_noise", cwd=written)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.proof
def test_it_builds_its_site_and_passes_its_tests(written):
    for target in ("book", "test"):
        done = subprocess.run(["make", target], cwd=written, capture_output=True, text=True, timeout=3600)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-3000:]
    page = (written / "_build" / "html" / "book" / "channels.html").read_text()
    assert "mybinder.org/v2/gh/ORG/REPO" in page


@pytest.mark.proof
def test_what_colab_and_binder_install(written, tmp_path):
    """Colab: pip installs the repository by its address; Binder: requirements.txt and runtime.txt of its root."""
    (tmp_path / "clone").mkdir()
    git = ["git", "-C", str(written), "-c", "user.name=test", "-c", "user.email=test@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "edition"]):
        subprocess.run([*git, *words], check=True)
    here = Clean.make(tmp_path / "env")
    here.install(f"git+{written.as_uri()}", "nbclient", "ipykernel")
    done = here.run("python", ROOT / "tools" / "try_notebooks.py", written, "channels", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (written / "runtime.txt").read_text().strip() == "python-3.11"
