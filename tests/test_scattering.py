"""Resonances, scattering matrices, disorder: closed forms, second methods, unitarity, ensembles."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import polygamma

from qtlib import (
    BreitWigner,
    Dot,
    DoubleBarrier,
    Profile,
    Ring,
    SMatrix,
    conductance,
    current,
    disorder,
    fano_factor,
    scattering,
)
from qtlib.resonance import trigamma
from qtlib.units import G0, e, h, hbar, k_B, m_e, meV, nm

M = 0.067 * m_e
widths = st.floats(-3, 1).map(lambda x: 10**x * meV)


# resonances


@pytest.mark.parametrize(
    ("gamma_L", "gamma_R", "mu", "T", "expected"),
    [(0.1, 0.1, 0, 0.5, 0.748127330312), (0.1, 0.1, 0.2, 0.5, 0.253378552537), (0.02, 0.3, 0.1, 1.5, 0.122986380233)],
)
def test_breit_wigner_table(gamma_L, gamma_R, mu, T, expected):
    dot = BreitWigner(0, gamma_L * meV, gamma_R * meV)
    assert conductance(dot, mu * meV, T) / G0 == pytest.approx(expected, rel=1e-10)
    assert dot.linear_conductance(mu * meV, T) / G0 == pytest.approx(expected, rel=1e-10)


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
def test_any_dot_is_unitary(levels, E):
    energies, left, right = zip(*levels, strict=True)
    root = np.sqrt(meV)
    dot = Dot(np.array(energies) * meV, np.array(left) * root, np.array(right) * root)
    S = dot.smatrix(E * meV)
    np.testing.assert_allclose(S.conj().T @ S, np.eye(2), atol=1e-9)


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


def test_ring_oscillates_with_the_flux():
    def ring(flux):
        return Ring((400 * nm, 430 * nm), flux, M).transmission(np.linspace(1, 9, 57) * meV)

    np.testing.assert_allclose(ring(0.3), ring(1.3), rtol=1e-9)
    np.testing.assert_allclose(ring(0.3), ring(-0.3), rtol=1e-9)  # Onsager for two terminals
    assert np.all(Ring((400 * nm, 400 * nm), 0.5, M).transmission(np.linspace(1, 9, 57) * meV) < 1e-18)
    assert np.abs(ring(0.1) - ring(0.4)).max() > 0.1


# scattering matrices


@settings(deadline=None)
@given(st.floats(0.1, 40), st.floats(-20, 40), st.floats(1, 30))
def test_rectangular_barrier(E, V, d):
    E, V, d = E * meV, V * meV, d * nm
    if abs(E - V) < 1e-3 * meV:
        return
    k, q = (np.sqrt(2 * M * (E - U) + 0j) / hbar for U in (0, V))
    exact = 1 / (1 + abs((k**2 - q**2) / (2 * k * q) * np.sin(q * d)) ** 2)
    S = scattering.barrier(E, V, d, M)
    assert S.transmission_eigenvalues[0] == pytest.approx(exact.real, rel=1e-9)


def test_thick_barrier_does_not_overflow():
    T = Profile(np.full(2000, 300 * meV), 1 * nm, M).transmission(10 * meV)
    assert 0 <= T < 1e-300


def test_step_and_delta():
    k, q = np.sqrt(7.0), np.sqrt(4.0)
    assert scattering.step(7 * meV, 3 * meV, M).transmission_eigenvalues[0] == pytest.approx(
        4 * k * q / (k + q) ** 2, rel=1e-12
    )
    narrow = Profile([1000 * meV], 0.01 * nm, M).transmission(5 * meV)
    assert scattering.delta(5 * meV, 10 * meV * nm, M).transmission_eigenvalues[0] == pytest.approx(
        float(narrow), rel=1e-3
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


@given(st.integers(0, 2**31), st.integers(1, 4))
def test_joined_matrices_are_unitary_and_associative(seed, channels):
    rng = np.random.default_rng(seed)
    a, b, c = (scattering.random(channels, rng) for _ in range(3))
    np.testing.assert_allclose(((a @ b) @ c).matrix, (a @ (b @ c)).matrix, atol=1e-8)
    T = a.probabilities
    np.testing.assert_allclose(T.sum(0), 1)
    np.testing.assert_allclose(T.sum(1), 1)
    assert scattering.incoherent(a, b, c).sum() <= channels + 1e-9


@pytest.mark.parametrize("beta", [1, 2])
def test_chaotic_cavity(beta):
    rng = np.random.default_rng(5)
    one = scattering.random(1, rng, beta, 40_000).transmission_eigenvalues[:, 0]
    # N = 1: P(T) = ½ T^{−½} for β = 1, uniform for β = 2
    assert one.mean() == pytest.approx({1: 1 / 3, 2: 1 / 2}[beta], abs=4 * 0.3 / 200)
    many = scattering.random(20, rng, beta, 100).transmission_eigenvalues
    assert (many * (1 - many)).sum() / many.sum() == pytest.approx(1 / 4, abs=0.01)


# disorder


def test_localization_length_and_log_normal():
    T = disorder.chain(0.8, 300, 10_000, np.random.default_rng(2))
    log_T = np.log(T)
    assert log_T.mean() == pytest.approx(300 * np.log(0.8), rel=0.02)
    assert log_T.var() == pytest.approx(-2 * log_T.mean(), rel=0.15)  # one-parameter scaling


def test_dephasing_restores_ohm():
    rng = np.random.default_rng(4)
    assert disorder.ohmic(0.7, 40) == pytest.approx(1 / (1 + 40 * 0.3 / 0.7))
    T = disorder.chain(0.7, 40, 200, rng, coherence=1)
    np.testing.assert_allclose(T, disorder.ohmic(0.7, 40), rtol=1e-9)
    partly = disorder.chain(0.7, 40, 20_000, rng, coherence=4)
    none = disorder.chain(0.7, 40, 20_000, rng)
    assert np.exp(np.log(none).mean()) < np.exp(np.log(partly).mean()) < disorder.ohmic(0.7, 40)


def test_chain_equals_joined_matrices():
    """The recursion of `chain` against the star product, in distribution: ⟨T⟩ and ⟨ln T⟩ within error bars."""
    rng, T_1, n = np.random.default_rng(6), 0.6, 5
    r, t = np.sqrt(1 - T_1), np.sqrt(T_1)
    S = SMatrix([[r, t], [t, -r]])
    total = S
    for _ in range(n - 1):
        total = total @ scattering.phase(2 * np.pi * rng.random(20_000)) @ S
    a, b = np.log(total.transmission_eigenvalues[:, 0]), np.log(disorder.chain(T_1, n, 20_000, rng))
    assert abs(a.mean() - b.mean()) < 4 * np.hypot(a.std(), b.std()) / np.sqrt(20_000)
    assert a.std() == pytest.approx(b.std(), rel=0.05)


def test_diffusive_wire():
    """One third, ohmic conductance and universal fluctuations, from a wire of 20 channels."""
    T_n = disorder.wire(20, 4.0, 60, np.random.default_rng(3), slice_=0.1)
    G = T_n.sum(-1)
    assert G.mean() == pytest.approx(20 / 5, rel=0.05)  # N/(1 + L/l)
    assert (T_n * (1 - T_n)).sum() / T_n.sum() == pytest.approx(1 / 3, abs=0.04)
    assert 0.03 < G.var() < 0.13  # 1/15 for β = 2


def test_double_barrier_averaged_over_phase_is_half():
    theta = (np.arange(2000) + 0.5) / 2000 * 2 * np.pi
    for T_1, T_2 in ((0.01, 0.01), (0.01, 0.03)):
        root = np.sqrt((1 - T_1) * (1 - T_2))
        T = T_1 * T_2 / (1 + root**2 - 2 * root * np.cos(theta))
        F = (T * (1 - T)).sum() / T.sum()
        assert fano_factor(T) == pytest.approx(F)
        assert pytest.approx((T_1**2 + T_2**2) / (T_1 + T_2) ** 2, abs=0.02) == F


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: BreitWigner(0, -meV, meV), ["gamma_L must be zero or more", "J"]),
        (lambda: BreitWigner(0, 0, 0), ["must not both be zero"]),
        (lambda: Dot([0, 1], [1], [1, 1]), ["coupling_L", "2 levels"]),
        (lambda: Dot([[0, 1], [2, 0]], [1, 1], [1, 1]), ["Hermitian"]),
        (lambda: DoubleBarrier(1.2, 0.1, nm, M), ["T_L must be between 0 and 1", "1.2"]),
        (lambda: Ring((nm,), 0, M), ["arms must be two lengths in m"]),
        (lambda: Ring((nm, nm), 0, M, 0.7), ["coupling must be between 0 and ½", "0.7"]),
        (lambda: SMatrix([[1, 0.1], [0, 1]]), ["matrix must be unitary", "|S†S − 1|"]),
        (lambda: SMatrix([1, 2]), ["matrix must be square"]),
        (lambda: scattering.barrier(-meV, meV, nm, M), ["E must lie above both leads"]),
        (lambda: scattering.delta(0, 1, M), ["E must be positive", "0 J"]),
        (lambda: scattering.random(2, np.random.default_rng(), beta=4), ["beta must be 1", "4"]),
        (lambda: disorder.chain(0.0, 3, 3, np.random.default_rng()), ["T_1 must be positive"]),
        (lambda: disorder.chain(0.5, 0, 3, np.random.default_rng()), ["number must be a positive whole number"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
