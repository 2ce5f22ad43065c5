"""One problem set ready for grading, and notebooks graded for real."""

import nbformat
import pytest

from conftest import ROOT
from grading import autograde, release, submissions
from grading.sandbox import Limits
from one_set import NAME

QUICK = Limits(cell_seconds=4, notebook_seconds=120, memory=3_000_000_000)


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    return release.release(ROOT / "solutions", NAME, tmp_path_factory.mktemp("release"))


@pytest.fixture
def grade(released, tmp_path):
    """Grades one notebook, as a file that was handed in."""

    def grade(notebook, limits=QUICK):
        path = tmp_path / "handed in.ipynb"
        nbformat.write(notebook, path)
        return autograde.grade(autograde.Job("ana", released, submissions.read(path), None, limits, True))

    return grade
