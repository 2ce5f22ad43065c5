"""Superconductors: probabilities, limits, thermal averages, classic ensembles."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qtlib import fano_factor, superconductor
from qtlib.units import G0, e, k_B, meV, mV


@given(st.floats(0, 5), st.floats(0, 4))
def test_btk_probabilities_add_up(Z, x):
    assume(abs(x - 1) > 1e-9)
    parts = superconductor.BTK(meV, Z).coefficients(x * meV)
    assert sum(parts) == pytest.approx(1, abs=1e-9)
    assert all(p >= -1e-12 for p in parts)


@given(st.floats(0, 5))
def test_btk_limits(Z):
    contact = superconductor.BTK(meV, Z)
    T = contact.normal_transmission
    assert contact.conductance(0.0) / G0 == pytest.approx(2 * T**2 / (2 - T) ** 2, rel=1e-9, abs=0)
    assert contact.conductance(0.0) == pytest.approx(float(superconductor.andreev_conductance([T])), rel=1e-9, abs=0)
    assert contact.conductance(1e3 * mV) / G0 == pytest.approx(T, rel=1e-3, abs=0)
    assert contact.conductance(1 * mV) / G0 == pytest.approx(2, rel=1e-6, abs=0)  # at the gap, for every barrier


def test_btk_thermal_average():
    contact = superconductor.BTK(meV, 0.7)
    V = np.array([0.0, 0.4, 1.0, 2.0]) * mV
    E = np.linspace(-12, 12, 2_400_001) * meV
    A, B, *_ = contact.coefficients(E)
    kT = k_B * 2.0
    for v, got in zip(V, contact.conductance(V, 2.0), strict=True):
        x = np.abs(E - e * v) / kT
        window = np.exp(-x) / (1 + np.exp(-x)) ** 2 / kT
        assert got == pytest.approx(G0 * ((1 + A - B) * window).sum() * (E[1] - E[0]), rel=1e-6, abs=0)
    np.testing.assert_allclose(contact.conductance(V, 1e-3)[:2], contact.conductance(V)[:2], rtol=1e-6)


def test_andreev_noise_of_classic_ensembles():
    x = (np.arange(200_000) + 0.5) / 200_000 * 25
    diffusive = np.cosh(x) ** -2.0
    assert superconductor.andreev_fano_factor(diffusive) == pytest.approx(2 / 3, rel=1e-4, abs=0)
    assert fano_factor(diffusive) == pytest.approx(1 / 3, rel=1e-4, abs=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: superconductor.BTK(0, 1), ["gap must be positive", "0 J"]),
        (lambda: superconductor.BTK(meV, -1), ["Z must be zero or more", "-1"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
