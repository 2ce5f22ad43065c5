"""A comparison that cannot fail for numbers of SI size is refused, wherever code lies."""

import json

import pytest

from tools import tolerances

CURRENT = "ok = np.isclose(I, 1e-9, rtol=1e-3{})\n"


@pytest.mark.parametrize(
    ("code", "argument"),
    [
        ("np.isclose(I, 1e-9, rtol=1e-3)", "atol"),
        ("numpy.allclose(I, 1e-9)", "atol"),
        ("I == pytest.approx(1e-9, rel=1e-3)", "abs"),
        ("I == approx(1e-9)", "abs"),
    ],
)
def test_a_comparison_with_the_librarys_absolute_tolerance_is_found(code, argument):
    assert [found[2] for found in tolerances.vague(code)] == [argument]


@pytest.mark.parametrize(
    "code",
    [
        "np.isclose(I, 1e-9, rtol=1e-3, atol=0)",
        "np.isclose(I, 1e-9, 1e-3, 0)",
        "I == pytest.approx(1e-9, rel=1e-3, abs=0)",
        "math.isclose(I, 1e-9)",
        "np.testing.assert_allclose(I, 1e-9)",
    ],
)
def test_a_comparison_that_says_how_close_passes(code):
    assert tolerances.vague(code) == []


def test_files_docstrings_and_notebooks_are_read(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_new.py").write_text("import numpy as np\n" + CURRENT.format(""))
    (tmp_path / "new.py").write_text(f'"""New.\n\n>>> 1 + 1\n2\n>>> {CURRENT.format("")}"""\n')
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
    sources = [CURRENT.format(", atol=0"), "\n" + CURRENT.format("")]
    cells = [cell | {"source": source, "id": f"cell{n}"} for n, source in enumerate(sources)]
    (tmp_path / "book").mkdir()
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "book" / "new.ipynb").write_text(json.dumps(notebook))
    found = sorted(fault.partition(": ")[0] for fault in tolerances.faults(tmp_path))
    assert found == ["book/new.ipynb cell 1 line 2", "new.py:5", "tests/test_new.py:2"]


def test_where_the_library_decides_a_wrong_current_passes():
    """What the rule is for."""
    assert pytest.approx(1e-9, rel=1e-3, abs=1e-8) == 2e-9
    assert pytest.approx(1e-9, rel=1e-3, abs=0) != 2e-9
