"""The homework checks: right answers pass, common slips are named, the value never appears in a hint."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtlib import checks
from qtlib.units import e, k_B

sizes = st.floats(1e-30, 1e30)


@given(sizes, st.floats(-0.004, 0.004), st.sampled_from([1, -1]))
def test_a_right_answer_passes_within_half_a_percent(value, off, sign):
    checks.number(sign * value * (1 + off), checks.code(sign * value), "x")


@given(sizes, st.floats(0.03, 0.5))
def test_a_wrong_answer_fails(value, off):
    with pytest.raises(checks.Wrong):
        checks.number(value * (1 + off), checks.code(value), "x")


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (2, "spin"),
        (0.5, "spin"),
        (-1, "sign"),
        (2 * np.pi, "h or ħ"),
        (1e-3, "prefix"),
        (1 / e, "charge"),
        (k_B, "Boltzmann"),
    ],
)
def test_common_slips_are_named_without_the_value(factor, words):
    for check in (
        lambda: checks.number(1.2345 * factor, checks.code(1.2345), "x"),
        lambda: checks.close(1.2345 * factor, 1.2345, "x"),
    ):
        with pytest.raises(checks.Wrong, match=words) as wrong:
            check()
        assert "1.23" not in str(wrong.value)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (None, "nothing yet"),
        (..., "nothing yet"),
        ("12.9", "expected a number"),
        ([1, 2], "one number"),
        (float("nan"), "nan or inf"),
        (1j, "complex"),
    ],
)
def test_answers_that_are_no_number(answer, words):
    with pytest.raises(checks.Wrong, match=words):
        checks.number(answer, checks.code(1.0), "x", "kΩ")


def test_zero_is_a_value():
    checks.number(0, checks.code(0), "x")
    with pytest.raises(checks.Wrong):
        checks.number(0.0, checks.code(1.0), "x")


def test_close_compares_shapes_and_mistakes():
    with pytest.raises(checks.Wrong, match=r"shape \(2,\), the task asks for \(3,\)"):
        checks.close([1, 2], [1, 2, 3], "x")
    with pytest.raises(checks.Wrong, match="the usual one"):
        checks.close([3.0], [1.0], "x", mistakes={"the usual one": [3.0]})


def test_choice():
    checks.choice(" B ", checks.choice_code("b", "q"), "q")
    with pytest.raises(checks.Wrong, match="because"):
        checks.choice("c", checks.choice_code("b", "q"), "q", {checks.choice_code("c", "q"): "because"})
    with pytest.raises(checks.Wrong, match="one letter"):
        checks.choice(2, checks.choice_code("b", "q"), "q")


def test_a_notebook_shows_the_hint_alone():
    assert checks.Wrong("half")._render_traceback_() == ["✗ half"]


@pytest.mark.parametrize(
    "nothing", [[], np.array([]) < 1, np.zeros((3, 0)) < 1, [True, True], None, ..., "yes", float("nan"), 1, object()]
)
def test_only_one_truth_value_is_true(nothing):
    with pytest.raises(checks.Wrong, match="the hint"):
        checks.true(nothing, "the hint")


@pytest.mark.parametrize("holds", [True, np.bool_(True), np.array(True)])
def test_a_truth_value_of_any_kind_is_one(holds):
    checks.true(holds, "the hint")
