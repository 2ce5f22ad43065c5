"""Potentials in one dimension: closed forms, convergence, thick barriers."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from qtlib import Profile, scattering
from qtlib.units import hbar, m_e, meV, nm

M = 0.067 * m_e


@settings(deadline=None)
@given(st.floats(0.1, 40), st.floats(-20, 40), st.floats(1, 30))
@example(20, 20, 10)  # at the very top of the barrier
@example(20, np.nextafter(20, 0), 10)
@example(0.1, np.nextafter(0.1, 1), 30)
def test_rectangular_barrier(E, V, d):
    E, V, d = E * meV, V * meV, d * nm
    k, q = (np.sqrt(2 * M * (E - U) + 0j) / hbar for U in (0, V))
    waves = np.sin(q * d) / q if q else d
    exact = 1 / (1 + abs((k**2 - q**2) / (2 * k) * waves) ** 2)
    S = scattering.barrier(E, V, d, M)
    assert S.transmission_eigenvalues[0] == pytest.approx(exact.real, rel=1e-9, abs=0)


def test_thick_barrier_does_not_overflow():
    T = Profile(np.full(2000, 300 * meV), 1 * nm, M).transmission(10 * meV)
    assert 0 <= T < 1e-300


def test_step_and_delta():
    k, q = np.sqrt(7.0), np.sqrt(4.0)
    assert scattering.step(7 * meV, 3 * meV, M).transmission_eigenvalues[0] == pytest.approx(
        4 * k * q / (k + q) ** 2, rel=1e-12, abs=0
    )
    narrow = Profile([1000 * meV], 0.01 * nm, M).transmission(5 * meV)
    assert scattering.delta(5 * meV, 10 * meV * nm, M).transmission_eigenvalues[0] == pytest.approx(
        float(narrow), rel=1e-3, abs=0
    )


def test_smooth_profile_converges_to_the_closed_form():
    """V₀/cosh²(x/a), whose transmission is known; the error falls with the square of the spacing."""
    V_0, a = 8 * meV, 15 * nm
    E = np.array([2.0, 6.0, 8.0, 11.0]) * meV
    k = np.sqrt(2 * M * E) / hbar
    closed = np.cosh(np.pi / 2 * np.sqrt(8 * M * V_0 * a**2 / hbar**2 - 1)) ** 2
    exact = np.sinh(np.pi * k * a) ** 2 / (np.sinh(np.pi * k * a) ** 2 + closed)
    errors = []
    for n in (400, 1600):
        spacing = 30 * a / n
        x = (np.arange(n) - (n - 1) / 2) * spacing
        errors.append(np.abs(Profile(V_0 / np.cosh(x / a) ** 2, spacing, M).transmission(E) / exact - 1).max())
    assert errors[1] < 1e-4
    assert errors[1] < errors[0] / 12


def test_series_equals_the_whole():
    E = np.array([3.0, 8.0, 25.0]) * meV
    whole = Profile([20 * meV, 0, 12 * meV], np.array([4, 20, 6]) * nm, M).smatrix(E)
    k = np.sqrt(2 * M * E) / hbar
    parts = (
        scattering.barrier(E, 20 * meV, 4 * nm, M)
        @ scattering.phase(k * 20 * nm)
        @ scattering.barrier(E, 12 * meV, 6 * nm, M)
    )
    np.testing.assert_allclose(parts.matrix, whole.matrix, atol=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scattering.barrier(-meV, meV, nm, M), ["E must lie above both leads"]),
        (lambda: scattering.delta(0, 1, M), ["E must be positive", "0 J"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
