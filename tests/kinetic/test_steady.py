"""The steady state on the grid: what its parts solve, each against its own equation."""

import numpy as np
import pytest
from scipy.interpolate import make_interp_spline

from natural_units import FORCE, KT, TIME, L, M, T, operator
from qtlib.kinetic import density, number_fluctuation
from qtlib.units import e, hbar


def uneven(E):
    return TIME * (0.5 + E / KT)


def other(E):
    return TIME / (1 + E / KT)


def state(force=1.0, **more):
    return operator(2.0, uneven, other, **more).solve(force * FORCE)


def test_the_grid_is_symmetric_and_its_mean_is_the_integral_over_both_spins():
    driven = state()
    np.testing.assert_allclose(driven.k, -driven.k[::-1], rtol=1e-12)
    assert np.abs(driven.k).min() > 0
    x = driven.k * L
    assert driven.mean(np.exp(-(x**2) / 2)) == pytest.approx(np.sqrt(2 * np.pi) / np.pi / L, rel=1e-12, abs=0)
    assert driven.mean(driven.equilibrium) == pytest.approx(density(2 * KT, T, M), rel=1e-10, abs=0)
    assert driven.mean(driven.equilibrium_fluctuation) == pytest.approx(
        number_fluctuation(2 * KT, T, M), rel=1e-10, abs=0
    )
    np.testing.assert_allclose(driven.tau_in, uneven(driven.energy), rtol=1e-12)
    np.testing.assert_allclose(driven.energy, M * driven.velocity**2 / 2, rtol=1e-12)


@pytest.mark.parametrize("omega", [0.0, 0.7 / TIME])
def test_without_a_force_even_and_odd_parts_decay_each_for_itself(omega):
    at_rest = state(0.0)
    x = at_rest.k * L
    even, odd = np.exp(-(x**2)), x * np.exp(-(x**2))
    slow, fast = 1j * omega + 1 / at_rest.tau_in, 1j * omega + 1 / at_rest.tau_in + 1 / at_rest.tau_el
    np.testing.assert_allclose(at_rest.loss(even + odd, omega), even / slow + odd / fast, rtol=1e-10, atol=1e-12 * TIME)


@pytest.mark.parametrize("omega", [0.0, 0.7 / TIME])
def test_under_a_force_what_is_found_solves_the_equation(omega):
    driven = state()
    right = driven.velocity * driven.equilibrium
    g = driven.loss(right, omega)
    slope = make_interp_spline(driven.k, g, k=5).derivative()(driven.k)
    back = 1j * omega * g + driven.force / hbar * slope + g / driven.tau_in + (g - g[::-1]) / (2 * driven.tau_el)
    np.testing.assert_allclose(back[9:-9], right[9:-9], rtol=0, atol=1e-7 * np.abs(right).max())


def test_the_distribution_solves_the_kinetic_equation_with_neutral_contacts():
    driven = state()
    f, f_eq = driven.distribution, driven.equilibrium
    gain = driven.mean(f / driven.tau_in) / driven.mean(f_eq / driven.tau_in) * f_eq
    slope = make_interp_spline(driven.k, f, k=5).derivative()(driven.k)
    collisions = -(f - gain) / driven.tau_in - (f - f[::-1]) / (2 * driven.tau_el)
    np.testing.assert_allclose((driven.force / hbar * slope)[9:-9], collisions[9:-9], rtol=0, atol=1e-7 / TIME)
    assert driven.density == pytest.approx(density(2 * KT, T, M), rel=1e-10, abs=0)
    assert driven.current == pytest.approx(e * driven.mean(driven.velocity * f), rel=1e-12, abs=0)


def test_the_fluctuation_is_the_derivative_of_the_distribution():
    grid = {"points": 2000, "k_max": state().k[-1]}
    step = 1e-4
    up, down = (operator(2.0 + s, uneven, other, **grid).solve(FORCE).distribution for s in (step, -step))
    here = operator(2.0, uneven, other, **grid).solve(FORCE)
    np.testing.assert_allclose(here.fluctuation, (up - down) / (2 * step), rtol=0, atol=1e-7)
    assert here.number_fluctuation == pytest.approx(number_fluctuation(2 * KT, T, M), rel=1e-9, abs=0)


def test_the_spectrum_is_white_below_the_collision_rate_and_dark_far_above():
    driven = state()
    assert driven.spectrum(1e-6 / TIME) == pytest.approx(driven.noise, rel=1e-5, abs=0)
    assert 0 < driven.spectrum(1000 / TIME) < 1e-3 * driven.noise
