"""Noise: a table, closed forms and limits, the laws; between any two of many terminals."""

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from qtlib import Channels, SaddlePoint, Terminals, conductance, correlations, current, fano_factor, noise, scattering
from qtlib.scattering import haar
from qtlib.units import G0, e, k_B, meV
from samples import QPC, conductors, potentials, temperatures


@pytest.mark.parametrize(
    ("T_n", "bias", "T", "expected"),
    [([0.5], 1.0, 1.0, 7.27675854789e-27), ([1, 0.25], 0.2, 0.5, 3.22235791318e-27)],
)
def test_noise_table(T_n, bias, T, expected):
    assert noise(Channels(T_n), bias * meV, 0, T) == pytest.approx(expected, rel=1e-11, abs=0)


def test_thermal_and_shot_limits_of_noise():
    wire = Channels([0.9, 0.2])
    G = conductance(wire, 0)
    assert noise(wire, 0, 0, 4.2) == pytest.approx(4 * k_B * 4.2 * G, rel=1e-12, abs=0)
    current_ = current(wire, 1 * meV, 0)
    assert noise(wire, 1 * meV, 0, 0) == pytest.approx(2 * e * current_ * fano_factor([0.9, 0.2]), rel=1e-12, abs=0)


def test_noise_of_a_constant_transmission_at_any_bias():
    T_n, T = np.array([0.1, 0.5, 0.95]), 0.7
    bias = np.array([1e-6, 0.01, 0.1, 1, 10]) * meV
    exact = 4 * k_B * T * G0 * (T_n**2).sum() + 2 * bias * G0 / np.tanh(bias / (2 * k_B * T)) * (T_n * (1 - T_n)).sum()
    np.testing.assert_allclose(noise(Channels(T_n), bias, 0, T), exact, rtol=1e-11)


@settings(deadline=None)
@given(conductors, potentials, temperatures)
def test_fluctuation_dissipation(conductor, mu, T):
    assert noise(conductor, mu, mu, T) == pytest.approx(4 * k_B * T * conductance(conductor, mu, T), rel=1e-10, abs=0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9))
def test_fano_factor_is_between_0_and_1(T_n):
    assume(sum(T_n) > 1e-12)
    assert 0 <= fano_factor(T_n) <= 1


@settings(deadline=None)
@given(conductors, potentials, st.floats(0.1, 20))
@example(SaddlePoint(0, 0.0625 * meV, 1 * meV), -4 * meV, 0.125)  # decided 400 kT above both potentials
def test_excess_noise_is_between_0_and_poisson(conductor, mu, T):
    bias = 5 * k_B * T
    S = noise(conductor, mu + bias, mu, T)
    full = 2 * e * current(conductor, mu + bias, mu, T) / np.tanh(bias / (2 * k_B * T))
    assert 0 <= S <= full * (1 + 1e-9)


seeds = st.integers(0, 2**31)


splits = st.lists(st.integers(1, 3), min_size=2, max_size=5)


@settings(deadline=None)
@given(seeds, splits, st.floats(0, 5))
def test_correlations_obey_the_laws(seed, channels, T):
    rng = np.random.default_rng(seed)
    s, mu = haar(sum(channels), rng), rng.uniform(-2, 2, len(channels)) * meV
    S = correlations(s, channels, mu, T)
    size = np.abs(S).max()
    np.testing.assert_allclose(S.sum(0), 0, atol=1e-10 * size)
    np.testing.assert_allclose(S, S.T, atol=1e-10 * size)
    assert np.all(np.diag(S) >= 0)
    cold = correlations(s, channels, mu, 0)
    off = cold - np.diag(np.diag(cold))
    assert np.all(off <= 1e-9 * np.abs(cold).max())  # fermions antibunch
    rest = correlations(s, channels, np.zeros(len(channels)), 1.0)
    G = Terminals.from_smatrix(s, channels).conductance
    np.testing.assert_allclose(rest, 2 * k_B * (G + G.T), atol=1e-10 * np.abs(rest).max())  # fluctuation–dissipation


@given(seeds, st.floats(-3, 3), st.floats(0.05, 5))
def test_correlations_of_two_terminals_are_the_noise(seed, bias, T):
    S = scattering.random(2, np.random.default_rng(seed))
    got = correlations(S.matrix, (2, 2), [bias * meV, 0], T)
    assert got[0, 0] == pytest.approx(float(noise(S, bias * meV, 0, T)), rel=1e-9, abs=0)
    assert got[0, 1] == pytest.approx(-got[0, 0], rel=1e-9, abs=0)


@settings(deadline=None)
@given(st.floats(-2, 2), st.floats(0.05, 3), st.floats(0.2, 8))
def test_detailed_balance_of_a_tunnel_junction(level, width, T):
    """Rates forth and back differ by e^{eV/kT} at every energy, so S = 2eI coth(eV/2kT) for any small transmission."""
    junction = Channels(lambda E: 1e-9 / (1 + ((E / meV - level) / width) ** 2))
    bias = 1.3 * meV
    got = noise(junction, bias, 0, T)
    assert got == pytest.approx(
        2 * e * float(current(junction, bias, 0, T)) / np.tanh(bias / (2 * k_B * T)), rel=1e-7, abs=0
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: noise(QPC, 0, 0, T=[1, -3]), ["T must be zero or more", "-3 K", "index (1,)"]),
        (
            lambda: correlations(np.eye(2), (1, 1), [0, 1], spin_degeneracy=0),
            ["spin_degeneracy must be a positive whole"],
        ),
        (lambda: fano_factor([-0.1]), ["eigenvalues must be between 0 and 1"]),
        (lambda: correlations([[1, 0], [0, 1]], (1, 1), [0, 0, 0]), ["channels and mu must fit"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
