"""The kinetic half: integrals, closed form against operator against trajectories, conservation, the conductance of a contact, the sum rules."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qtlib import kinetic, sumrules
from qtlib.kinetic import Channel, Operator, ballistic_conductance, noise_at_fixed_current
from qtlib.reservoirs import fermi_dirac
from qtlib.units import G0, e, hbar, k_B, m_e, meV, nA, um

# the units of the physics sheet, ħ = m = kT = e = L = 1, in SI at 1 K
T, M = 1.0, 0.067 * m_e
KT = k_B * T
L = hbar / np.sqrt(M * KT)
TIME = hbar / KT
FORCE = KT / L


def channel(mu=2.0, tau_in=1.3, tau_el=0.8):
    return Channel(mu * KT, T, tau_in * TIME, tau_el * TIME, L, M)


def operator(mu=2.0, tau_in=1.3, tau_el=0.8, **more):
    times = (t if callable(t) else t * TIME for t in (tau_in, tau_el))
    return Operator(mu * KT, T, *times, L, M, **more)


etas = st.floats(-8, 40)
times = st.floats(0.05, 20)
forces = st.floats(-3, 3).map(lambda x: 10**x)  # six decades


# Fermi–Dirac integrals


def by_trapezoid(j, eta):
    step = 0.0005 if eta > 100 else 0.004
    u = np.arange(0, np.sqrt(max(eta, 0) + 45), step)
    f = 1 / (1 + np.exp(np.minimum(u**2 - eta, 700)))
    integrand = {-1.5: f * (1 - f), -0.5: f, 0.5: 2 * u**2 * f}[j]
    return 2 / np.sqrt(np.pi) * step * (integrand.sum() - integrand[0] / 2)


@pytest.mark.parametrize("j", [-1.5, -0.5, 0.5])
def test_fermi_dirac_everywhere(j):
    eta = np.r_[np.linspace(-50, 60, 300), -2, np.nextafter(-2, 0), 40, np.nextafter(40, 0), 300, 1e4]
    want = [by_trapezoid(j, x) for x in eta]
    np.testing.assert_allclose(fermi_dirac(j, eta), want, rtol=1e-12)


def test_fermi_dirac_values_and_limits():
    assert fermi_dirac(-0.5, 0) == pytest.approx(0.604898643422, rel=1e-12)
    assert fermi_dirac(-0.5, 2) == pytest.approx(1.46429458909, rel=1e-11)
    assert fermi_dirac(-0.5, 1e8) == pytest.approx(2 * np.sqrt(1e8 / np.pi), rel=1e-12)
    assert fermi_dirac(0.5, -700) == pytest.approx(np.exp(-700.0), rel=1e-12)
    assert fermi_dirac(-0.5, np.zeros((2, 3))).shape == (2, 3)


# the closed form


def test_table_of_the_physics_sheet():
    c, F = channel(), 0.7 * FORCE
    assert c.density * L == pytest.approx(1.168338045100, rel=1e-10)
    assert c.number_fluctuation * L == pytest.approx(0.333636509226, rel=1e-10)
    assert c.drift_velocity(F) * TIME / L == pytest.approx(0.346666666667, rel=1e-10)
    assert c.noise(F) * TIME / e**2 == pytest.approx(2.651989591529, rel=1e-10)


def moments(c, force):
    """⟨f⟩ and ⟨v f⟩ by the trapezoidal rule on a grid that resolves the thermal edge."""
    lam = abs(force) / hbar * np.sqrt(c.tau_in * c.tau)
    end = kinetic._structure(c.mu, KT, M)[-1] + 40 * lam
    k = np.linspace(-end, end, 40_001)
    f = c.distribution(k, force)
    step = (k[1] - k[0]) / np.pi
    return f.sum() * step, (hbar * k / M * f).sum() * step


@pytest.mark.parametrize("force", [1e-4, 1e-2, 0.3, 3.0, 10.0])
@pytest.mark.parametrize("mu", [-4.0, 2.0, 20.0])
def test_number_and_drift_at_any_field(mu, force):
    c = channel(mu)
    n, flux = moments(c, force * FORCE)
    assert n == pytest.approx(c.density, rel=1e-10)
    speed = np.sqrt(2 * max(mu, 1)) * L / TIME  # of the carriers, whose two directions cancel in the flux
    assert flux / n == pytest.approx(c.drift_velocity(force * FORCE), rel=1e-9, abs=1e-10 * speed)


def test_zero_temperature_is_the_limit():
    k = np.array([-3.1, -1.2, 0.0, 0.7, 1.9, 2.5, 6.0]) / L
    cold = Channel(2 * KT, 0, 1.3 * TIME, 0.8 * TIME, L, M)
    cool = Channel(2 * KT, 1e-3, 1.3 * TIME, 0.8 * TIME, L, M)
    np.testing.assert_allclose(cold.distribution(k, FORCE), cool.distribution(k, FORCE), atol=1e-6)
    assert cold.density == pytest.approx(2 / np.pi * np.sqrt(4) / L, rel=1e-12)
    assert cold.number_fluctuation == 0
    assert cold.distribution(0.0, 0.0) == 1


def test_ballistic_channel_is_the_conductance_quantum():
    mu, length = 10 * meV, 1 * um
    tau = length / np.sqrt(2 * mu / M)
    assert Channel(mu, 0, tau, tau, length, M).conductance == pytest.approx(G0, rel=1e-12)
    assert Channel(mu, 0, tau / 3, tau, length, M).conductance == pytest.approx(G0 / 2, rel=1e-12)  # 2τ_in/(τ_in + L/v)


@given(etas, times, times, forces)
def test_energy_drawn_is_energy_passed_on(mu, tau_in, tau_el, force):
    c = channel(mu, tau_in, tau_el)
    drawn, inelastic, elastic = c.energy_balance(force * FORCE)
    assert inelastic == pytest.approx(drawn, rel=1e-12)
    assert elastic == 0
    voltage = force * FORCE * L / e
    assert drawn * L == pytest.approx(c.conductance * voltage**2, rel=1e-12)


@given(etas, times, times, forces)
def test_closed_form_noise(mu, tau_in, tau_el, force):
    c = channel(mu, tau_in, tau_el)
    assert c.noise(0) == pytest.approx(4 * KT * c.conductance, rel=1e-12)
    assert c.noise(force * FORCE) >= c.noise(0)  # 2τ_in > τ always
    assert c.spectrum(1 / c.tau, force * FORCE) == pytest.approx(c.noise(force * FORCE) / 2, rel=1e-12)


# the operator


@settings(max_examples=15, deadline=None)
@given(st.floats(-5, 15), st.floats(0.2, 5), st.floats(0.2, 5), st.floats(-4, 0.7).map(lambda x: 10**x))
def test_operator_gives_the_closed_form(mu, tau_in, tau_el, force):
    c, F = channel(mu, tau_in, tau_el), force * FORCE
    state = operator(mu, tau_in, tau_el).solve(F)
    some = slice(None, None, 101)
    np.testing.assert_allclose(state.distribution[some], c.distribution(state.k[some], F), atol=1e-9)
    assert state.conductance == pytest.approx(c.conductance, rel=1e-9)
    assert state.noise == pytest.approx(c.noise(F), rel=1e-8)
    assert state.spectrum(2 / TIME) == pytest.approx(c.spectrum(2 / TIME, F), rel=1e-8)
    assert state.number_fluctuation == pytest.approx(c.number_fluctuation, rel=1e-9)


@pytest.mark.parametrize("force", [1e-4, 1e-2, 1.0, 10.0, 100.0])
def test_operator_keeps_the_number_without_being_told(force):
    state = operator().solve(force * FORCE)
    raw = state.loss(state.equilibrium / state.tau_in)  # constant times: no normalisation needed
    assert state.mean(raw) == pytest.approx(state.mean(state.equilibrium), rel=1e-10)
    assert state.mean(raw) == pytest.approx(channel().density, rel=1e-9)


def slow_when_hot(E):
    return TIME * (0.5 + E / KT)


def slow_when_cold(E):
    return TIME / (1 + E / KT)


@settings(max_examples=10, deadline=None)
@given(st.floats(-3, 8), st.floats(-2, 0.3).map(lambda x: 10**x))
def test_energy_dependent_times_obey_the_laws(mu, force):
    op = operator(mu, slow_when_hot, slow_when_cold)
    at_rest, driven = op.solve(0.0), op.solve(force * FORCE)
    assert at_rest.noise == pytest.approx(4 * KT * at_rest.conductance, rel=1e-9)
    drawn, inelastic, elastic = driven.energy_balance
    assert inelastic == pytest.approx(drawn, rel=1e-8)
    assert abs(elastic) < 1e-10 * drawn
    assert driven.noise > 0
    weak = op.solve(1e-4 * FORCE)
    assert weak.conductance == pytest.approx(at_rest.conductance, rel=1e-5)
    assert weak.spectrum(1e-9 / TIME) == pytest.approx(weak.noise, rel=1e-6)


def test_operator_converges():
    reference = channel().noise(FORCE)
    errors = [abs(operator(points=n).solve(FORCE).noise / reference - 1) for n in (200, 400, 800)]
    assert errors[0] > 20 * errors[1] > 400 * errors[2]


# trajectories


def test_trajectories_within_their_error_bar():
    c, F = channel(), 0.7 * FORCE
    found = kinetic.trajectory_noise(c, F, 100_000, np.random.default_rng(7))
    for name, want in (("drift_velocity", c.drift_velocity(F)), ("conductance", c.conductance), ("noise", c.noise(F))):
        value, error = found[name]
        assert abs(value - want) < 4 * error
        assert error < 0.05 * want


def test_trajectories_reach_the_distribution():
    c, F, rng = channel(), 0.7 * FORCE, np.random.default_rng(3)
    k, _ = kinetic.trajectories(c, F, kinetic.draw_equilibrium(c, 100_000, rng), 30 * TIME, rng)
    edges = np.linspace(-3, 5, 17) / L
    counts, _ = np.histogram(k, edges)
    fine = np.linspace(edges[0], edges[-1], 16 * 200 + 1)
    f = c.distribution((fine[1:] + fine[:-1]) / 2, F).reshape(16, 200).sum(1) * (fine[1] - fine[0]) / np.pi / c.density
    assert np.all(np.abs(counts / 1e5 - f) < 5 * np.sqrt(f / 1e5) + 1e-4)


# the conductance of a contact


@pytest.mark.parametrize(
    ("ratio", "values"),
    [
        (1, [0.4146051537, 0.8851502253, 1.026552409, 1.881324859]),
        (0.75, [0.355375846, 0.7587001931, 0.8799020648, 1.612564165]),
        (0.5, [0.2764034358, 0.5901001502, 0.6843682726, 1.254216573]),
    ],
)
def test_figure_1_of_the_paper(ratio, values):
    mu = np.array([5, 8, 14, 20]) * KT
    np.testing.assert_allclose(ballistic_conductance(mu, T, [5 * KT, 17 * KT], ratio) / G0, values, rtol=3e-10)


def test_plateaus_dilute_limit_and_zero_temperature():
    assert ballistic_conductance(1e5 * KT, T, [0], 1) / G0 == pytest.approx(1, rel=1e-9)
    assert ballistic_conductance(-30 * KT, T, [0], 1) / G0 == pytest.approx(np.pi / 4 * np.exp(-30), rel=1e-9)
    np.testing.assert_allclose(ballistic_conductance([-1, 0, 1, 9], 0, [0, 5], 1) / G0, [0, 0.5, 1, 2])
    assert ballistic_conductance(-1e4 * KT, T, [0], 1) == 0


@given(st.floats(-20, 60), st.floats(0.01, 1))
def test_contact_conductance_grows_with_mu_and_with_ratio(mu, ratio):
    G = ballistic_conductance(np.array([mu, mu + 0.5]) * KT, T, [0, 10 * KT], ratio)
    assert 0 < G[0] < G[1] < 2.1 * G0
    assert ballistic_conductance(mu * KT, T, [0, 10 * KT], 1) >= G[0]


# fixed current

CONTACT = {"T": 1.5, "thresholds": [0.0, 6 * meV], "length": 0.3 * um, "mass": M, "eps_in": 1 * meV}


def test_fixed_current_is_consistent():
    mu = np.linspace(-0.5, 9, 20) * meV
    S, G, V = noise_at_fixed_current(100 * nA, mu, p=0.75, **CONTACT)
    np.testing.assert_allclose(G * V, 100 * nA, rtol=1e-9)
    ratio = 1 / (1 + (e * V / meV) ** 0.75)
    for i in (0, 7, 19):
        assert G[i] == pytest.approx(ballistic_conductance(mu[i], 1.5, CONTACT["thresholds"], ratio[i]), rel=1e-9)
    assert np.all(S > 0)
    assert noise_at_fixed_current(0.0, 1 * meV, p=0.75, **CONTACT)[0] == 0


def test_single_subband_excess_is_that_of_the_channel():
    one = CONTACT | {"thresholds": [0.0]}
    mu, current = 2 * meV, 50 * nA
    S, G, V = noise_at_fixed_current(current, mu, p=0.5, **one)
    n = float(kinetic.density(mu, 1.5, M))
    tau = float(G) * M * one["length"] / (n * e**2)
    r = 1 / (1 + (e * float(V) / meV) ** 0.5)
    same = Channel(mu, 1.5, tau * (1 + r), tau * (1 + r) / r, one["length"], M)
    assert same.tau == pytest.approx(tau, rel=1e-12)
    assert same.noise(e * float(V) / one["length"]) - same.noise(0) == pytest.approx(float(S), rel=1e-9)


def test_the_exponent_decides_the_peak():
    mu = np.linspace(-3, 4, 141) * meV
    S = {p: noise_at_fixed_current(100 * nA, mu, p=p, **CONTACT)[0] for p in (0.25, 0.5, 0.75)}
    assert np.all(np.diff(S[0.25]) < 0)  # grows without bound into depletion
    assert S[0.5][0] == pytest.approx(S[0.5][20], rel=1e-3)  # plateau
    top = S[0.75].argmax()
    assert 0 < top < 140
    assert abs(mu[top]) < 1 * meV  # at the threshold
    assert S[0.75][0] < 1e-3 * S[0.75][top]


def test_too_much_current_is_refused_with_the_bound():
    with pytest.raises(ValueError, match=r"current must stay below .* A at mu = .* for p = 1.5"):
        noise_at_fixed_current(1e-6, 0.0, p=1.5, **CONTACT)
    with pytest.raises(ValueError, match="no voltage drives the current"):
        noise_at_fixed_current(1e-7, -60 * meV, p=0.95, **CONTACT)


# sum rules


def models():
    wire = {"length": 1 * um, "mass": M}
    op = Operator(5 * meV, 4.2, 1e-12, 2e-12, **wire)
    uneven = Operator(5 * meV, 4.2, lambda E: 1e-12 * (1 + E / (5 * meV)), 2e-12, **wire)
    return [
        sumrules.LandauerButtiker(0.5, 10 * meV, 1.0, **wire),
        sumrules.Kinetic(op),
        sumrules.LeakyKinetic(uneven),
        sumrules.ShotOnly(0.5, 10 * meV, 1.0, **wire),
    ]


def test_verdicts():
    table = sumrules.verdicts(models(), V=2e-3)
    broken = {key for key, verdict in table.items() if not verdict.holds}
    assert broken == {
        ("Landauer–Büttiker", "perfect screening"),
        ("Landauer–Büttiker", "compressibility"),
        ("leaky kinetic", "perfect screening"),
        ("leaky kinetic", "compressibility"),
        ("shot noise only", "fluctuation–dissipation"),
        ("shot noise only", "perfect screening"),
        ("shot noise only", "compressibility"),
    }


def test_landauer_buttiker_numbers_are_those_of_the_appendix():
    model = models()[0]
    V = 1e-6
    assert model.number(V) - model.number(0) == pytest.approx(-model.compressible * e * V / (2 * k_B), rel=1e-3)
    assert model.number_fluctuation(0) / model.number(0) == pytest.approx(0.5 * k_B / (2 * 10 * meV), rel=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.floats(-3, 20), st.floats(0.5, 10), st.floats(0, 200))
def test_suppression_is_the_numerical_derivative(mu, temperature, dU_dn):
    def solve(level):
        return sumrules.contact_suppression(level, temperature, M, dU_dn * meV * 1e-9)

    step = 1e-4 * k_B * temperature
    here = solve(mu * meV)
    slope = (solve(mu * meV + step).density - solve(mu * meV - step).density) / (2 * step)
    free = float(kinetic.number_fluctuation(mu * meV - dU_dn * meV * 1e-9 * here.density, temperature, M)) / (
        k_B * temperature
    )
    assert here.suppression == pytest.approx(slope / free, rel=1e-5)
    assert 0 < here.suppression <= 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Channel(meV, 1, -1e-12, 1e-12, um, M), ["tau_in must be positive", "-1e-12 s"]),
        (lambda: Channel(meV, -1, 1e-12, 1e-12, um, M), ["T must be zero or more", "-1 K"]),
        (lambda: Channel(meV, 1, 1e-12, 1e-12, 0, M), ["length must be positive", "0 m"]),
        (lambda: channel().noise(np.nan), ["force must be finite", "nan N"]),
        (lambda: Operator(meV, 0, 1e-12, 1e-12, um, M), ["T must be positive", "0 K"]),
        (lambda: Operator(meV, 1, lambda E: -E, 1e-12, um, M).solve(0.0).noise, ["tau_in must be positive", "s"]),
        (lambda: Operator(meV, 1, 1e-12, 1e-12, um, M, points=7), ["points must be an even whole number", "7"]),
        (lambda: ballistic_conductance(0, 1, [0], 1.5), ["ratio must be τ_in/τ_el between 0 and 1", "1.5"]),
        (lambda: fermi_dirac(2, 0), ["j must be -1.5, -0.5 or 0.5"]),
        (lambda: sumrules.verdicts([], 0), ["V must not be 0 V"]),
        (lambda: sumrules.contact_suppression(meV, 1, M, -1), ["dU_dn must be zero or more", "J m"]),
        (lambda: sumrules.LandauerButtiker(1.5, meV, 1, um, M), ["transmission must be between 0 and 1", "1.5"]),
        (lambda: kinetic.trajectories(channel(), 0, [0.0], -1, np.random.default_rng()), ["duration must be positive"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
