"""What goes wrong around the build is said in words: a broken notebook, no network, no Python, no half-built site."""

import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from bs4 import BeautifulSoup

from conftest import ROOT


@pytest.fixture(scope="module")
def mathjax():
    """The JavaScript that every page loads, installed once."""
    sys.path.insert(0, str(ROOT / "site"))
    import course_site

    course_site.fetch_mathjax()


@pytest.fixture
def course(mathjax, tmp_path):
    """A copy of the course with a link to the environment, one small page and nothing built."""
    for name in (
        "qtlib",
        "site",
        "tools",
        "Makefile",
        "_config.yml",
        "requirements.txt",
        "requirements.lock",
        "LICENSE",
        "LICENSE-CONTENT",
        "pyproject.toml",
    ):
        source = ROOT / name
        skip = shutil.ignore_patterns("node_modules", "__pycache__")
        shutil.copytree(source, tmp_path / name, ignore=skip) if source.is_dir() else shutil.copy2(source, tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    os.utime(ROOT / ".venv" / "ready")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "references.bib").touch()
    (tmp_path / "book" / "intro.md").write_text("# Title\n\nText.\n")
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: book/intro\n")
    return tmp_path


def chapter(course, code):
    """Give the course a chapter with a cell of this code."""
    (course / "book" / "chapter.md").write_text(
        "---\njupytext: {text_representation: {format_name: myst}}\nkernelspec: {name: python3, display_name: p}\n---\n"
        f"# Chapter\n\n```{{code-cell}} ipython3\n{code}\n```\n"
    )
    (course / "_toc.yml").write_text("format: jb-book\nroot: book/intro\nchapters:\n- file: book/chapter\n")


def code_cell(code, *tags):
    """A cell whose code is hidden in JupyterLab."""
    return nbformat.v4.new_code_cell(code, metadata={"tags": list(tags), "jupyter": {"source_hidden": True}})


def make(folder, *words, **environment):
    done = subprocess.run(
        ["make", *words], cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(not (ROOT / ".venv" / "ready").exists(), reason="runs in the environment that make sets up")
class TestBuild:
    def test_broken_notebook(self, course):
        (course / "book" / "bad.ipynb").write_text('{"cells": [')
        (course / "_toc.yml").write_text("format: jb-book\nroot: book/intro\nchapters:\n- file: book/bad\n")
        code, text = make(course, "book")
        assert code != 0
        assert "bad.ipynb: not a notebook, its text is not JSON" in text
        assert "Traceback" not in text
        assert not (course / "_build" / "html").exists()

    def test_raising_notebook_leaves_no_site(self, course):
        chapter(course, "raise ValueError('no such physics')")
        code, text = make(course, "book")
        assert code != 0
        assert "The site was NOT built" in text
        assert not (course / "_build" / "html").exists()
        assert (course / "_build" / "html-failed").exists()

    def test_later_builds_need_no_network_and_execute_only_what_changed(self, course):
        offline = {
            "npm_config_registry": "http://127.0.0.1:9",
            "PIP_INDEX_URL": "http://127.0.0.1:9",
            "UV_INDEX_URL": "http://127.0.0.1:9",
        }
        chapter(course, "import qtlib\nprint(6 * 7)")
        code, text = make(course, "book", **offline)
        assert code == 0, text
        page = course / "_build" / "html" / "book" / "chapter.html"
        assert "42" in page.read_text()
        assert "Executing" in text
        assert "mybinder.org" not in page.read_text()
        config = course / "_config.yml"
        config.write_text(config.read_text().replace('url: ""', "url: https://github.com/ORG/REPO"))
        source = course / "book" / "chapter.md"
        source.write_text(source.read_text().replace("# Chapter", "# Another title"))
        code, text = make(course, "book", **offline)
        assert code == 0, text
        assert "Another title" in page.read_text()
        assert "42" in page.read_text()
        assert "Executing" not in text  # a change of words executes and draws nothing
        for place in ("mybinder.org/v2/gh/ORG/REPO", "colab.research.google.com/github/ORG/REPO"):
            assert place in page.read_text()  # buttons, once there is an address

    def test_code_of_figures_and_claims_is_folded_below_what_it_shows(self, course):
        notebook = nbformat.v4.new_notebook(
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
            cells=[
                nbformat.v4.new_markdown_cell("# Chapter"),
                code_cell("drawn = 6 * 7\nprint(drawn)", "figure"),
                nbformat.v4.new_code_cell("print('taught')"),
                code_cell("assert drawn == 42", "claim"),
            ],
        )
        nbformat.write(notebook, course / "book" / "chapter.ipynb")
        (course / "_toc.yml").write_text("format: jb-book\nroot: book/intro\nchapters:\n- file: book/chapter\n")
        code, text = make(course, "book")
        assert code == 0, text
        page = BeautifulSoup((course / "_build" / "html" / "book" / "chapter.html").read_text(), "html.parser")
        figure, taught, claim = page.select("div.cell")
        assert [f.summary.text for f in page.select("details")] == ["Code of this figure", "Check it"]
        shown, fold = figure.find_all(recursive=False)
        assert "42" in shown.text
        assert "print(drawn)" in fold.text
        assert "assert" in claim.details.text
        assert not taught.details

    def test_first_build_without_network(self, course, tmp_path):
        shutil.rmtree(course / "site" / "vendor", ignore_errors=True)
        offline = {
            "npm_config_registry": "http://127.0.0.1:9",
            "npm_config_cache": str(tmp_path / "empty"),
            "npm_config_fetch_retries": "0",
        }
        code, text = make(course, "book", **offline)
        assert code != 0
        assert "The first build needs the network" in text
        assert "Traceback" not in text


def test_old_python_is_named(tmp_path):
    old = tmp_path / "python"
    old.write_text('#!/bin/sh\n[ "$1" = -V ] && echo Python 3.8.1 && exit 0\nexit 1\n')
    old.chmod(0o755)
    done = subprocess.run(
        ["sh", "tools/environment.sh", str(tmp_path / "venv")],
        cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHON": str(old)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "3.8.1" in done.stderr
