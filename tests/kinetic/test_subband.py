"""One subband with constant collision times: a table, quadratures, limits, conservation."""

import numpy as np
import pytest
from hypothesis import given

from natural_units import FORCE, KT, TIME, L, M, etas, forces, subband, times
from qtlib.kinetic import Subband
from qtlib.kinetic.equilibrium import smooth_between
from qtlib.units import G0, e, hbar, meV, um


def test_table():
    c, F = subband(), 0.7 * FORCE
    assert c.density * L == pytest.approx(1.168338045100, rel=1e-10, abs=0)
    assert c.number_fluctuation * L == pytest.approx(0.333636509226, rel=1e-10, abs=0)
    assert c.drift_velocity(F) * TIME / L == pytest.approx(0.346666666667, rel=1e-10, abs=0)
    assert c.noise(F) * TIME / e**2 == pytest.approx(2.651989591529, rel=1e-10, abs=0)


def moments(c, force):
    """⟨f⟩ and ⟨v f⟩ by the trapezoidal rule on a grid that resolves the thermal edge."""
    lam = abs(force) / hbar * np.sqrt(c.tau_in * c.tau)
    end = smooth_between(c.mu, KT, M)[-1] + 40 * lam
    k = np.linspace(-end, end, 40_001)
    f = c.distribution(k, force)
    step = (k[1] - k[0]) / np.pi
    return f.sum() * step, (hbar * k / M * f).sum() * step


@pytest.mark.parametrize("force", [1e-4, 1e-2, 0.3, 3.0, 10.0])
@pytest.mark.parametrize("mu", [-4.0, 2.0, 20.0])
def test_number_and_drift_at_any_field(mu, force):
    c = subband(mu)
    n, flux = moments(c, force * FORCE)
    assert n == pytest.approx(c.density, rel=1e-10, abs=0)
    speed = np.sqrt(2 * max(mu, 1)) * L / TIME  # of the carriers, whose two directions cancel in the flux
    assert flux / n == pytest.approx(c.drift_velocity(force * FORCE), rel=1e-9, abs=1e-10 * speed)


def test_zero_temperature_is_the_limit():
    k = np.array([-3.1, -1.2, 0.0, 0.7, 1.9, 2.5, 6.0]) / L
    cold = Subband(2 * KT, 0, 1.3 * TIME, 0.8 * TIME, L, M)
    cool = Subband(2 * KT, 1e-3, 1.3 * TIME, 0.8 * TIME, L, M)
    np.testing.assert_allclose(cold.distribution(k, FORCE), cool.distribution(k, FORCE), atol=1e-6)
    assert cold.density == pytest.approx(2 / np.pi * np.sqrt(4) / L, rel=1e-12, abs=0)
    assert cold.number_fluctuation == 0
    assert cold.distribution(0.0, 0.0) == 1


def test_ballistic_channel_is_the_conductance_quantum():
    mu, length = 10 * meV, 1 * um
    tau = length / np.sqrt(2 * mu / M)
    assert Subband(mu, 0, tau, tau, length, M).conductance == pytest.approx(G0, rel=1e-12, abs=0)
    assert Subband(mu, 0, tau / 3, tau, length, M).conductance == pytest.approx(
        G0 / 2, rel=1e-12, abs=0
    )  # 2τ_in/(τ_in + L/v)


@given(etas, times, times, forces)
def test_energy_drawn_is_energy_passed_on(mu, tau_in, tau_el, force):
    c = subband(mu, tau_in, tau_el)
    drawn, inelastic, elastic = c.energy_balance(force * FORCE)
    assert inelastic == pytest.approx(drawn, rel=1e-12, abs=0)
    assert elastic == 0
    voltage = force * FORCE * L / e
    assert drawn * L == pytest.approx(c.conductance * voltage**2, rel=1e-12, abs=0)


@given(etas, times, times, forces)
def test_closed_form_noise(mu, tau_in, tau_el, force):
    c = subband(mu, tau_in, tau_el)
    assert c.noise(0) == pytest.approx(4 * KT * c.conductance, rel=1e-12, abs=0)
    assert c.noise(force * FORCE) >= c.noise(0)  # 2τ_in > τ always
    assert c.spectrum(1 / c.tau, force * FORCE) == pytest.approx(c.noise(force * FORCE) / 2, rel=1e-12, abs=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Subband(meV, 1, -1e-12, 1e-12, um, M), ["tau_in must be positive", "-1e-12 s"]),
        (lambda: Subband(meV, -1, 1e-12, 1e-12, um, M), ["T must be zero or more", "-1 K"]),
        (lambda: Subband(meV, 1, 1e-12, 1e-12, 0, M), ["length must be positive", "0 m"]),
        (lambda: subband().noise(np.nan), ["force must be finite", "nan N"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
