"""Equilibrium of a subband: density and fluctuation by quadrature, their limits, where f_eq is smooth."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit

from natural_units import KT, L, M, T
from qtlib.kinetic import density, number_fluctuation
from qtlib.kinetic.equilibrium import smooth_between
from qtlib.units import hbar, k_B, meV


def by_quad(g, mu):
    """∫ 2dk/2π g(f_eq) in the units of the tests, µ in kT."""
    end = np.sqrt(2 * (max(mu, 0) + 60))
    points = [np.sqrt(2 * mu)] if mu > 0 else None
    value, _ = quad(lambda k: g(expit(mu - k**2 / 2)), 0, end, points=points, epsabs=0, epsrel=1e-12, limit=200)
    return 2 * value / np.pi / L


@settings(max_examples=30, deadline=None)
@given(st.floats(-20, 60))
def test_density_and_fluctuation_by_quadrature(mu):
    assert density(mu * KT, T, M) == pytest.approx(by_quad(lambda f: f, mu), rel=1e-10, abs=0)
    assert number_fluctuation(mu * KT, T, M) == pytest.approx(by_quad(lambda f: f * (1 - f), mu), rel=1e-10, abs=0)


def test_the_fluctuation_is_the_derivative_of_the_density():
    mu, step = np.array([-5.0, 0.0, 3.0, 30.0]) * KT, 1e-4 * KT
    slope = (density(mu + step, T, M) - density(mu - step, T, M)) / (2 * step)
    np.testing.assert_allclose(number_fluctuation(mu, T, M), KT * slope, rtol=1e-7)


def test_cold_it_is_a_filled_sea_and_dilute_it_is_poissons():
    k_F = np.sqrt(2 * M * 5 * meV) / hbar
    assert density(5 * meV, 0, M) == pytest.approx(2 * k_F / np.pi, rel=1e-12, abs=0)
    assert density(5 * meV, 0.05, M) == pytest.approx(2 * k_F / np.pi, rel=1e-5, abs=0)
    assert density(-5 * meV, 0, M) == number_fluctuation(5 * meV, 0, M) == 0
    cold = number_fluctuation(5 * meV, 0.1, M) / density(5 * meV, 0.1, M)
    assert cold == pytest.approx(k_B * 0.1 / (2 * 5 * meV), rel=1e-4, abs=0)
    assert number_fluctuation(-30 * KT, T, M) == pytest.approx(density(-30 * KT, T, M), rel=1e-12, abs=0)


@pytest.mark.parametrize("mu", [-30.0, 0.0, 2.0, 400.0])
def test_between_the_edges_twenty_nodes_see_all_of_f_eq(mu):
    """Also where a sea is deep and its edge sharp."""
    k = smooth_between(mu * KT, KT, M)
    assert k[0] == 0 and np.all(np.diff(k) > 0)
    assert expit(mu - (hbar * k[-1]) ** 2 / (2 * M * KT)) < 1e-16 * max(1.0, expit(mu))
    x, weight = np.polynomial.legendre.leggauss(20)
    half = np.diff(k)[:, None] / 2
    f = expit(mu - (hbar * (k[:-1, None] + half + half * x)) ** 2 / (2 * M * KT))
    assert 2 / np.pi * (f * half * weight).sum() == pytest.approx(density(mu * KT, T, M), rel=1e-11, abs=0)


@pytest.mark.parametrize("quantity", [density, number_fluctuation])
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((np.nan, 1, M), "mu must be finite, got nan J"),
        ((0, -1, M), "T must be zero or more, got -1 K"),
        ((0, 1, 0), "mass must be positive, got 0 kg"),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(quantity, arguments, words):
    with pytest.raises(ValueError, match=words):
        quantity(*arguments)
