"""Current, conductance and heat between two terminals: closed forms, limits, an independent quadrature, the laws."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.special import expit

from qtlib import (
    Channels,
    HardWall,
    SaddlePoint,
    conductance,
    current,
    fermi,
    heat_currents,
    noise,
    seebeck,
    thermal_conductance,
    thermoelectric_moments,
)
from qtlib.units import G0, e, h, k_B, m_e, meV, nm
from samples import QPC, by_trapezoid, conductors, few_channels, potentials, temperatures


@pytest.mark.parametrize(
    ("mu", "T", "expected"),
    [(1.2, 0.5, 0.14161473371), (1.5, 4.2, 0.50035313387), (3.0, 4.2, 1.00000560421), (4.7, 10, 1.57174526192)],
)
def test_saddle_point_table(mu, T, expected):
    assert conductance(QPC, mu * meV, T) / G0 == pytest.approx(expected, rel=1e-10, abs=0)


def test_step_at_kT_equal_to_its_width():
    one = SaddlePoint(V0=-500 * meV, hw_x=1 * meV, hw_y=1000 * meV)
    x = np.array([-60, -20, -3, -1, 1, 3, 20.0])
    q = np.exp(-x)
    exact = (-np.expm1(-x) - x * q) / np.expm1(-x) ** 2
    got = conductance(one, x * one.step_width, one.step_width / k_B) / G0
    np.testing.assert_allclose(got, exact, rtol=1e-10)
    assert conductance(one, 0, one.step_width / k_B) / G0 == pytest.approx(0.5, rel=1e-12, abs=0)


@pytest.mark.parametrize("T", [0, 1e-6, 1e-3])
def test_cold_conductance_is_the_transmission(T):
    mu = np.linspace(-3, 12, 200) * meV
    np.testing.assert_allclose(conductance(QPC, mu, T) / G0, QPC.transmission(mu), rtol=5e-7 if T == 1e-3 else 1e-10)


@pytest.mark.parametrize("T", [300, 1000])
def test_hot_staircase_is_a_ramp(T):
    mu = np.linspace(-20, 60, 30) * meV
    ramp = k_B * T / QPC.hw_y * np.logaddexp(0, mu / (k_B * T))
    np.testing.assert_allclose(conductance(QPC, mu, T) / G0, ramp, rtol=2e-3)


@pytest.mark.parametrize("T", [0.05, 1, 20, 300])
def test_hard_wall_at_any_temperature(T):
    wire = HardWall(width=100 * nm, mass=0.067 * m_e)
    mu = np.linspace(-1, 40, 50) * meV
    exact = fermi(wire.thresholds(200)[:, None], mu, T)  # ∫_{E_n}^∞ (−∂f/∂E) dE = f(E_n)
    np.testing.assert_allclose(conductance(wire, mu, T) / G0, exact.sum(0), rtol=1e-10, atol=1e-250)


@pytest.mark.parametrize("T", [0, 0.3, 300])
@pytest.mark.parametrize("V", [1e-9, 1e-3, 0.5])
def test_constant_transmission_is_ohmic(V, T):
    assert current(Channels([1, 0.3]), e * V, 0, T) == pytest.approx(1.3 * G0 * V, rel=1e-12, abs=0)


def test_heat_quantum_and_lorenz_ratio():
    quantum = np.pi**2 * k_B**2 * 0.3 / (3 * h)
    assert thermal_conductance(Channels([1]), 0, 0.3) == pytest.approx(2 * quantum, rel=1e-10, abs=0)


@given(x=st.floats(-8, 8), T=st.floats(0.05, 20))
def test_seebeck_of_a_sharp_step(x, T):
    """L₁/L₀ of a sharp step has a closed form: x f + ln(1 + e^{x})… over f, with x = (E₀ − µ)/kT."""
    step = Channels(lambda E: (E >= 0).astype(float))
    step_at_0 = SaddlePoint(V0=-500 * meV, hw_x=1e-6 * meV, hw_y=1000 * meV)
    f = expit(-x)
    mean = x + np.logaddexp(0, -x) / f  # ⟨(E − µ)/kT⟩ above the step
    got = seebeck(step_at_0, mu=-x * k_B * T, T=T)
    assert got == pytest.approx(-k_B / e * mean, rel=1e-4, abs=0)
    assert step.transmission(1.0) == 1


@settings(deadline=None)
@given(few_channels, potentials, potentials, st.floats(0.3, 8), st.floats(0.3, 8))
def test_current_and_heat_against_the_trapezoidal_rule(qpc, mu_L, mu_R, T_L, T_R):
    kT_L, kT_R = k_B * T_L, k_B * T_R
    rule = mu_L, mu_R, min(kT_L, kT_R, qpc.step_width), max(kT_L, kT_R)

    def occupations(E):
        return expit(-(E - mu_L) / kT_L), expit(-(E - mu_R) / kT_R)

    def density(E):
        return qpc.transmission(E) * np.subtract(*occupations(E))

    def tolerance(E):  # of the quadrature, and of the rounding of f_L − f_R here
        return 1e-10 * abs(density(E)) + 1e-15 * qpc.transmission(E) * np.add(*occupations(E))

    allowed = 2 * e / h * by_trapezoid(tolerance, *rule)
    want = 2 * e / h * by_trapezoid(density, *rule)
    assert abs(current(qpc, mu_L, mu_R, T_L, T_R) - want) <= allowed
    J_L, J_R = heat_currents(qpc, mu_L, mu_R, T_L, T_R)
    for J, mu, sign in ((J_L, mu_L, -1), (J_R, mu_R, 1)):
        allowed = 2 / h * by_trapezoid(lambda E, mu=mu: abs(E - mu) * tolerance(E), *rule)
        want = sign * 2 / h * by_trapezoid(lambda E, mu=mu: (E - mu) * density(E), *rule)
        assert abs(J - want) <= allowed


@settings(deadline=None)
@given(few_channels, potentials, st.floats(0.3, 8))
def test_moments_against_the_trapezoidal_rule(qpc, mu, T):
    kT = k_B * T
    rule = mu, mu, min(kT, qpc.step_width), kT

    def window(E):
        x = abs(E - mu) / kT
        return qpc.transmission(E) * np.exp(-x) / (1 + np.exp(-x)) ** 2 / kT

    for n, got in enumerate(thermoelectric_moments(qpc, mu, T)):
        size = 2 / h * by_trapezoid(lambda E, n=n: abs(E - mu) ** n * window(E), *rule)
        want = 2 / h * by_trapezoid(lambda E, n=n: (E - mu) ** n * window(E), *rule)
        assert abs(got - want) <= 1e-10 * size


@settings(deadline=None)
@given(conductors, potentials, potentials, temperatures, temperatures)
def test_no_current_in_equilibrium_and_reversal(conductor, mu_L, mu_R, T_L, T_R):
    assert current(conductor, mu_L, mu_L, T_L) == 0
    forth, back = current(conductor, mu_L, mu_R, T_L, T_R), current(conductor, mu_R, mu_L, T_R, T_L)
    assert forth == pytest.approx(-back, rel=1e-9, abs=1e-30)


@settings(deadline=None)
@given(conductors, potentials, potentials, temperatures, temperatures)
def test_energy_is_conserved(conductor, mu_L, mu_R, T_L, T_R):
    J_L, J_R = heat_currents(conductor, mu_L, mu_R, T_L, T_R)
    I = current(conductor, mu_L, mu_R, T_L, T_R)
    rounding = 1e-12 * k_B * max(T_L, T_R) * abs(I) / e  # heat of single carriers, which cancels near equilibrium
    assert abs(J_L + J_R - I * (mu_L - mu_R) / e) <= 1e-9 * (abs(J_L) + abs(J_R)) + rounding + 1e-40


@settings(deadline=None)
@given(conductors, potentials, st.floats(0.1, 50))
def test_onsager_peltier_equals_seebeck(conductor, mu, T):
    assume(conductance(conductor, mu, T) > 1e-6 * G0)
    bias = 1e-7 * k_B * T
    drive = conductor, mu + bias / 2, mu - bias / 2, T
    J_L, J_R = heat_currents(*drive)
    peltier = -(J_R - J_L) / 2 / current(*drive)
    assert peltier == pytest.approx(T * seebeck(conductor, mu, T), rel=1e-5, abs=1e-8)


@settings(deadline=None)
@given(conductors, potentials, potentials, temperatures)
def test_second_law_of_heat_flow(conductor, mu, mu_R, T):
    assume(T > 0)
    assert thermal_conductance(conductor, mu, T) >= -1e-24
    assert current(conductor, mu, mu_R, T) * (mu - mu_R) >= 0


def test_everything_broadcasts():
    mu, T = np.linspace(0, 5, 4)[:, None] * meV, np.array([0, 1, 4.2])
    G = conductance(QPC, mu, T)
    assert G.shape == (4, 3)
    for i in range(4):
        for j in range(3):
            assert G[i, j] == pytest.approx(conductance(QPC, mu[i, 0], T[j]), rel=1e-12, abs=0)
    assert np.shape(conductance(QPC, 1 * meV)) == ()
    assert current(QPC, mu, 0, T, 2.0).shape == (4, 3)
    assert noise(QPC, mu, 0, T).shape == (4, 3)
    assert conductance(QPC, np.empty(0), 1.0).shape == (0,)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: conductance(QPC, 0, T=-1), ["T must be zero or more", "-1 K"]),
        (lambda: conductance(QPC, np.nan), ["mu must be finite", "nan J"]),
        (lambda: conductance(QPC, [0, 1, np.inf], 1), ["mu must be finite", "index (2,)"]),
        (lambda: conductance(QPC, "high"), ["mu must be a real number in J", "'high'"]),
        (lambda: conductance(QPC, 1j * meV), ["mu must be a real number in J"]),
        (lambda: current(QPC, 0, 0, T_L=1, T_R=-2), ["T_R must be zero or more", "-2 K"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
