"""What goes wrong around the build is said in words: a broken notebook, no network, no Python, no half-built site."""

import os
import shutil
import subprocess
import sys

import pytest

import small
from conftest import ROOT
from small import make


@pytest.fixture(scope="module")
def mathjax():
    """The JavaScript that every page loads, installed once."""
    sys.path.insert(0, str(ROOT / "site"))
    import course_site

    course_site.fetch_mathjax()


@pytest.fixture
def course(mathjax, tmp_path):
    return small.copy(tmp_path)


def chapter(course, source):
    """Give the course a chapter with a cell of this code."""
    small.notebook(course / "book" / "chapter.ipynb", small.text("# Chapter"), small.code(source))
    small.contents(course, "chapter")


@pytest.mark.skipif(not (ROOT / ".venv" / "ready").exists(), reason="runs in the environment that make sets up")
class TestBuild:
    def test_broken_notebook(self, course):
        (course / "book" / "bad.ipynb").write_text('{"cells": [')
        small.contents(course, "bad")
        code, text = make(course, "book")
        assert code != 0
        assert "bad.ipynb: not a notebook, its text is not JSON" in text
        assert "Traceback" not in text
        assert not (course / "_build" / "html").exists()

    def test_raising_notebook_is_named_in_the_last_line_and_leaves_the_site_that_there_was(self, course):
        chapter(course, "print(6 * 7)")
        code, text = make(course, "book")
        assert code == 0, text
        chapter(course, "raise ValueError('no such physics')")
        code, text = make(course, "book")
        assert code != 0
        assert "The site was NOT built. The last good site is still in _build/html." in text
        said = next(line for line in text.splitlines() if line.startswith("The first error"))
        assert said == "The first error: book/chapter.ipynb: ValueError: no such physics"
        assert "42" in (course / "_build" / "html" / "book" / "chapter.html").read_text()

    def test_no_site_before_the_first_good_build(self, course):
        chapter(course, "1 / 0")
        code, text = make(course, "book")
        assert code != 0
        assert "There is no site yet." in text
        assert not (course / "_build" / "html").exists()

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
        source = course / "book" / "chapter.ipynb"
        source.write_text(source.read_text().replace("# Chapter", "# Another title"))
        code, text = make(course, "book", **offline)
        assert code == 0, text
        assert "Another title" in page.read_text()
        assert "42" in page.read_text()
        assert "Executing" not in text  # a change of words executes and draws nothing
        for place in ("mybinder.org/v2/gh/ORG/REPO", "colab.research.google.com/github/ORG/REPO"):
            assert place in page.read_text()  # buttons, once there is an address

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
