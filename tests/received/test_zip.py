"""The zip that the site hands to students, unpacked and used by its own README in a clean environment."""

import contextlib
import json
import re
import socket
import subprocess
import time
import urllib.request
import zipfile

import pytest

from clean_environment import Clean
from conftest import ROOT
from tools import student_zip


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """(folder, environment) after the README's first two lines."""
    place = tmp_path_factory.mktemp("zip")
    student_zip.write(ROOT, place / "course.zip")
    with zipfile.ZipFile(place / "course.zip") as archive:
        archive.extractall(place)
    folder = place / "qtlib-course"
    assert "pip install -r requirements.txt" in (folder / "README.md").read_text()
    here = Clean.make(folder / "env")
    here.install("-r", "requirements.txt", cwd=folder)
    return folder, here


def test_library_imports_and_runs_its_examples(unpacked):
    folder, here = unpacked
    done = here.run("python", ROOT / "tools" / "try_library.py", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_chapter_with_widgets_and_a_blank_set_run(unpacked):
    folder, here = unpacked
    done = here.run("python", ROOT / "tools" / "try_notebooks.py", folder, "shot_noise", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 notebooks run" in done.stdout


@pytest.mark.proof
def test_every_notebook_runs(unpacked):
    folder, here = unpacked
    done = here.run("python", ROOT / "tools" / "try_notebooks.py", folder, cwd=folder, timeout=3600)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]


@contextlib.contextmanager
def lab(folder, here):
    """Address of a JupyterLab started as the README says, but for the browser, which it must not open here."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(here.path / "bin" / "jupyter"),
        "lab",
        "--no-browser",
        f"--port={port}",
        "--IdentityProvider.token=test",
    ]
    command += ["--allow-root"]
    with subprocess.Popen(command, cwd=folder, env=here.environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def ask(address):
    request = urllib.request.Request(address, headers={"Authorization": "token test"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


def test_jupyterlab_starts_and_opens_a_chapter(unpacked):
    folder, here = unpacked
    with lab(folder, here) as address:
        assert "<title>JupyterLab</title>" in ask(f"{address}/lab/tree/book/channels.ipynb")
        chapter = json.loads(ask(f"{address}/api/contents/book/channels.ipynb"))
        extensions = ask(f"{address}/lab")
    assert chapter["content"]["cells"][0]["source"].startswith("# ")
    for name in ("jupyterlab-myst", "@jupyter-widgets/jupyterlab-manager"):
        assert name in extensions, "equations or widgets would not show"


def test_internal_links_lead_somewhere(unpacked):
    folder, _ = unpacked
    dead = []
    for path in sorted((*folder.glob("book/*.ipynb"), *folder.glob("exercises/*/*.ipynb"))):
        text = "\n".join(
            "".join(c["source"]) for c in json.loads(path.read_text())["cells"] if c["cell_type"] == "markdown"
        )
        links = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", text)
        dead += [f"{path.relative_to(folder)}: {link}" for link in links if not (path.parent / link).exists()]
    assert dead == []
