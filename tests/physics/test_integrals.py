"""Integrals over energy: exact ones, an independent quadrature, structure that only the conductor knows of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit

from qtlib import BreitWigner, integrals
from qtlib.conductor import Conductor, total_transmission


class Anything(Conductor):
    """A conductor whose levels are given: nothing else of it is asked."""

    def __init__(self, *levels):
        self._levels = np.array(levels)

    def levels(self, E_max):
        return self._levels


def powers(E):
    """1, E and E², as three functions at once."""
    return np.stack([np.ones_like(E), E, E**2], -1)


@pytest.mark.parametrize("kT", [1e-6, 0.01, 1.0, 30.0])
@pytest.mark.parametrize("mu", [-3.0, 0.0, 2.0])
def test_moments_of_the_thermal_window(mu, kT):
    """⟨1⟩ = 1, ⟨E⟩ = µ, ⟨E²⟩ = µ² + (πkT)²/3, and the same times powers of E − µ."""
    variance = (np.pi * kT) ** 2 / 3
    wanted = {0: [1, mu, mu**2 + variance], 1: [0, variance, 2 * mu * variance], 2: [variance, mu * variance, None]}
    for power, values in wanted.items():
        found = integrals.thermal(Anything(), powers, np.array([mu]), kT, power)[0]
        scale = kT**power * (abs(mu) + kT) ** np.arange(3)
        for one, value, size in zip(found, values, scale, strict=True):
            assert value is None or one == pytest.approx(value, rel=1e-10, abs=1e-11 * size)


def test_at_zero_temperature_between_two_potentials_a_polynomial_is_exact():
    a, b = np.array([2.0, -1.0, 0.5]), np.array([-1.0, 2.0, 0.5])
    wanted = np.stack([(a**n - b**n) / n for n in (1, 2, 3)], -1)
    found = integrals.biased(Anything(), powers, a, b, kT_L=0.0, kT_R=0.0)
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    squared = integrals.biased(Anything(), powers, a, b, kT_L=0.0, kT_R=0.0, power=2)
    np.testing.assert_allclose(squared, np.sign(a - b)[:, None] * wanted, rtol=1e-12, atol=1e-12)
    about = integrals.biased(Anything(), powers, a, b, kT_L=0.0, kT_R=0.0, origin=b)
    np.testing.assert_allclose(about[:, 0], wanted[:, 1] - b * wanted[:, 0], rtol=1e-12, atol=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.floats(-4, 4), st.floats(-4, 4), st.floats(0.02, 3), st.floats(0.02, 3), st.sampled_from([1, 2]))
def test_two_temperatures_against_another_quadrature(mu_L, mu_R, kT_L, kT_R, power):
    dot = BreitWigner(0.3, 0.1, 0.4)

    def integrand(E):
        window = expit((mu_L - E) / kT_L) - expit((mu_R - E) / kT_R)
        return float(dot.transmission(E)) * window**power

    low, high = min(mu_L, mu_R) - 45 * max(kT_L, kT_R), max(mu_L, mu_R) + 45 * max(kT_L, kT_R)
    wanted, error = quad(integrand, low, high, points=[0.3, mu_L, mu_R], limit=500, epsabs=1e-13, epsrel=1e-11)
    drive = np.array([mu_L]), np.array([mu_R])
    found = integrals.biased(dot, total_transmission(dot), *drive, kT_L=kT_L, kT_R=kT_R, power=power)[0, 0]
    assert abs(found - wanted) < 1e-10 + 10 * error
    turned = integrals.biased(dot, total_transmission(dot), *drive[::-1], kT_L=kT_R, kT_R=kT_L, power=power)[0, 0]
    assert abs(turned - (-1) ** power * found) < 1e-12


@pytest.mark.parametrize("width", [1e-3, 1e-6, 1e-9])
def test_a_resonance_far_narrower_than_the_panels_is_found_where_it_is_announced(width):
    level, kT = 0.7316, 1.0

    def peak(E):
        return (1 / (1 + ((E - level) / width) ** 2))[..., None]

    found = integrals.thermal(Anything(level), peak, np.array([0.2, -5.0]), kT)[:, 0]
    x = (level - np.array([0.2, -5.0])) / kT
    np.testing.assert_allclose(found, np.pi * width / (4 * np.cosh(x / 2) ** 2), rtol=5 * width + 1e-7)  # its wings


def test_a_step_that_nobody_announces_is_found_by_halving():
    def step(E):
        return (E > 0.7316).astype(float)[..., None]

    mu = np.array([0.0, 0.7316, 5.0])
    found = integrals.thermal(Anything(), step, mu, 1.0)[:, 0]
    np.testing.assert_allclose(found, expit(mu - 0.7316), rtol=1e-9)


def test_many_potentials_at_once_are_each_alone():
    dot = BreitWigner(0.3, 1e-3, 2e-3)
    mu = np.linspace(-50, 50, 301)
    together = integrals.thermal(dot, total_transmission(dot), mu, 0.5)[:, 0]
    alone = [integrals.thermal(dot, total_transmission(dot), mu[[i]], 0.5)[0, 0] for i in range(0, 301, 50)]
    np.testing.assert_allclose(together[::50], alone, rtol=1e-9, atol=1e-300)


def test_a_temperature_too_low_to_be_written_down_is_none():
    """Beside µ = 1 the nodes of panels of 1e-13 would be one number: then T(µ) is the answer."""
    found = integrals.thermal(Anything(), powers, np.array([1.0, -2.0]), 1e-13)
    np.testing.assert_array_equal(found, powers(np.array([1.0, -2.0])))
    assert not integrals.thermal(Anything(), powers, np.array([1.0]), 1e-13, power=1).any()
