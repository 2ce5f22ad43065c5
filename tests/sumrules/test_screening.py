"""A contact potential that follows the density."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natural_units import M
from qtlib import kinetic, sumrules
from qtlib.units import k_B, meV


@settings(max_examples=20, deadline=None)
@given(st.floats(-3, 20), st.floats(0.5, 10), st.floats(0, 200))
def test_suppression_is_the_numerical_derivative(mu, temperature, dU_dn):
    def solve(level):
        return sumrules.contact_suppression(level, temperature, M, dU_dn * meV * 1e-9)

    step = 1e-4 * k_B * temperature
    here = solve(mu * meV)
    slope = (solve(mu * meV + step).density - solve(mu * meV - step).density) / (2 * step)
    free = float(kinetic.number_fluctuation(mu * meV - dU_dn * meV * 1e-9 * here.density, temperature, M)) / (
        k_B * temperature
    )
    assert here.suppression == pytest.approx(slope / free, rel=1e-5, abs=0)
    assert 0 < here.suppression <= 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sumrules.contact_suppression(meV, 1, M, -1), ["dU_dn must be zero or more", "J m"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
