"""Resonances: tables, closed forms, second methods, unitarity."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import polygamma

from qtlib import BreitWigner, Dot, DoubleBarrier, Ring, conductance, current
from qtlib.resonance import trigamma
from qtlib.units import G0, e, h, k_B, m_e, meV, nm

M = 0.067 * m_e


widths = st.floats(-3, 1).map(lambda x: 10**x * meV)


@pytest.mark.parametrize(
    ("gamma_L", "gamma_R", "mu", "T", "expected"),
    [(0.1, 0.1, 0, 0.5, 0.748127330312), (0.1, 0.1, 0.2, 0.5, 0.253378552537), (0.02, 0.3, 0.1, 1.5, 0.122986380233)],
)
def test_breit_wigner_table(gamma_L, gamma_R, mu, T, expected):
    dot = BreitWigner(0, gamma_L * meV, gamma_R * meV)
    assert conductance(dot, mu * meV, T) / G0 == pytest.approx(expected, rel=1e-10, abs=0)
    assert dot.linear_conductance(mu * meV, T) / G0 == pytest.approx(expected, rel=1e-10, abs=0)


@pytest.mark.parametrize("ratio", [1e-4, 1e-2, 0.3, 1, 30, 1e3, 1e4])
def test_thermal_peak_by_integral_and_by_trigamma(ratio):
    """kT/Γ over eight decades, on and off resonance."""
    T = 1.0
    dot = BreitWigner(0.3 * meV, 0.4 * k_B * T / ratio, 0.6 * k_B * T / ratio)
    mu = 0.3 * meV + np.array([-20, -2, -0.3, 0, 0.1, 5]) * (k_B * T + dot.gamma)
    np.testing.assert_allclose(conductance(dot, mu, T), dot.linear_conductance(mu, T), rtol=1e-10)


def test_hot_peak_is_a_cosh():
    dot, T = BreitWigner(0, 1e-4 * meV, 2e-4 * meV), 4.2
    mu = np.linspace(-1, 1, 9) * meV
    kT = k_B * T
    exact = G0 * np.pi / (2 * kT) * dot.gamma_L * dot.gamma_R / dot.gamma / np.cosh(mu / (2 * kT)) ** 2
    np.testing.assert_allclose(dot.linear_conductance(mu, T), exact, rtol=3e-4)


def test_trigamma():
    x = np.array([0.5, 1, 3.3, 20, 1e4])
    np.testing.assert_allclose(trigamma(x).real, polygamma(1, x), rtol=1e-13)
    z = 0.7 + 2.1j
    np.testing.assert_allclose(trigamma(z), trigamma(z + 1) + z**-2, rtol=1e-13)


@settings(deadline=None)
@given(widths, widths, st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 20), st.floats(0.1, 20))
def test_biased_current_by_integral_and_by_digamma(gamma_L, gamma_R, mu_L, mu_R, T_L, T_R):
    dot = BreitWigner(0.2 * meV, gamma_L, gamma_R)
    size = 4 * np.pi * e / h * gamma_L * gamma_R / (gamma_L + gamma_R)  # of the fully open resonance
    drive = mu_L * meV, mu_R * meV, T_L, T_R
    assert abs(dot.biased_current(*drive) - current(dot, *drive)) < 1e-10 * size
    small = 0.3 * meV * mu_L, 0.3 * meV * mu_L * (1 + 1e-9), T_L
    assert dot.biased_current(*small) == pytest.approx(current(dot, *small), rel=1e-6, abs=1e-20 * size)


def test_one_level_three_ways():
    """Green's function of a dot, Breit–Wigner, and two barriers near their resonance."""
    level, gL, gR = 0.3 * meV, 0.05 * meV, 0.2 * meV
    E = np.linspace(-1, 1, 41) * meV
    np.testing.assert_allclose(
        Dot([level], [np.sqrt(gL)], [np.sqrt(gR)]).transmission(E),
        BreitWigner(level, gL, gR).transmission(E),
        rtol=1e-12,
    )
    cavity = DoubleBarrier(0.004, 0.006, 60 * nm, M)
    E_2 = cavity.resonances(2)[1]
    width = cavity.width(2)
    near = E_2 + np.linspace(-1.5, 1.5, 31) * width
    peak = BreitWigner(E_2, 0.4 * width, 0.6 * width)
    np.testing.assert_allclose(cavity.transmission(near), peak.transmission(near), rtol=1e-2)


complexes = st.tuples(st.floats(-1, 1), st.floats(-1, 1)).map(lambda z: complex(*z))


@given(st.lists(st.tuples(st.floats(-2, 2), complexes, complexes), min_size=1, max_size=4), st.floats(-4, 4))
@example([(0.0, 0j, 0j)], 1e-300)  # nothing at all, at hardly an energy
@example([(0.0, 0j, 0j), (0.0, 1 + 1j, 0j), (2.8e-11, 1j, 0j)], 0.0)  # two states that couple to no lead, nearly
def test_any_dot_is_unitary(levels, E):
    energies, left, right = zip(*levels, strict=True)
    root = np.sqrt(meV)
    dot = Dot(np.array(energies) * meV, np.array(left) * root, np.array(right) * root)
    S = dot.smatrix(E * meV).matrix
    np.testing.assert_allclose(S.conj().T @ S, np.eye(2), atol=1e-9)


def test_a_double_barrier_names_the_resonances_up_to_an_energy_and_the_next():
    cavity = DoubleBarrier(0.1, 0.1, 50 * nm, M)
    E_max = 1.5 * cavity.resonances(3)[2]
    levels = cavity.levels(E_max)
    np.testing.assert_allclose(levels, [0, *cavity.resonances(4)], rtol=1e-12)
    assert levels[-2] <= E_max < levels[-1]


def test_two_levels_zero_or_none():
    w = np.sqrt(0.1 * meV)
    E = np.linspace(-0.99, 0.99, 1001) * meV
    same = Dot([-meV, meV], [w, w], [w, w]).transmission(E)
    opposite = Dot([-meV, meV], [w, w], [w, -w]).transmission(E)
    assert same.min() < 1e-6
    assert opposite.min() > 1e-3


def test_fano_shape():
    """A narrow level beside a broad one: zero and peak of Fano's formula (ε+q)²/(ε²+1)."""
    broad, narrow = 40 * meV, 0.02 * meV
    dot = Dot([5 * meV, 0], [np.sqrt(broad / 2), np.sqrt(narrow / 2)], [np.sqrt(broad / 2), np.sqrt(narrow / 2)])
    T = dot.transmission(np.linspace(-0.1, 0.1, 4001) * meV)
    assert T.min() < 1e-3
    assert T.max() > 0.99


def test_a_ring_is_closed_below_its_band_and_at_its_bottom():
    T = Ring((100 * nm, 100 * nm), 0, M).transmission([-meV, 0, meV])
    np.testing.assert_array_equal(T[:2], 0)
    assert T[2] > 0


def test_ring_oscillates_with_the_flux():
    def ring(flux):
        return Ring((400 * nm, 430 * nm), flux, M).transmission(np.linspace(1, 9, 57) * meV)

    np.testing.assert_allclose(ring(0.3), ring(1.3), rtol=1e-9)
    np.testing.assert_allclose(ring(0.3), ring(-0.3), rtol=1e-9)  # Onsager for two terminals
    assert np.all(Ring((400 * nm, 400 * nm), 0.5, M).transmission(np.linspace(1, 9, 57) * meV) < 1e-18)
    assert np.abs(ring(0.1) - ring(0.4)).max() > 0.1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: BreitWigner(0, -meV, meV), ["gamma_L must be zero or more", "J"]),
        (lambda: BreitWigner(0, 0, 0), ["must not both be zero"]),
        (lambda: Dot([0, 1], [1], [1, 1]), ["coupling_L", "2 levels"]),
        (lambda: Dot([[0, 1], [2, 0]], [1, 1], [1, 1]), ["Hermitian"]),
        (lambda: DoubleBarrier(1.2, 0.1, nm, M), ["T_L must be between 0 and 1", "1.2"]),
        (lambda: Ring((nm,), 0, M), ["arms must be two lengths in m"]),
        (lambda: Ring((nm, nm), 0, M, 0.7), ["coupling must be between 0 and 0.5", "0.7"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
