"""Many terminals, their noise, counting statistics, superconductors, spin: closed forms, limits, second methods, the laws."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qtlib import (
    Channels,
    SaddlePoint,
    SMatrix,
    Terminals,
    Zeeman,
    conductance,
    correlations,
    counting,
    current,
    fano_factor,
    noise,
    scattering,
    spin,
    superconductor,
)
from qtlib.scattering import haar
from qtlib.terminals import dephase, hall_bar, helical_bar
from qtlib.units import G0, e, h, k_B, meV, mV

seeds = st.integers(0, 2**31)
splits = st.lists(st.integers(1, 3), min_size=2, max_size=5)


@given(seeds, splits)
def test_terminals_of_a_unitary_matrix(seed, channels):
    rng = np.random.default_rng(seed)
    T = Terminals.from_smatrix(haar(sum(channels), rng), channels)
    np.testing.assert_allclose(T.transmission.sum(0), channels)
    np.testing.assert_allclose(T.transmission.sum(1), channels)
    V = rng.standard_normal(len(channels))
    I = T.currents(V)
    assert abs(I.sum()) < 1e-12 * np.abs(V).sum()
    np.testing.assert_allclose(T.currents(V + 1.0), I, atol=1e-16)
    np.testing.assert_allclose(T.voltages(I) - T.voltages(I)[0], V - V[0], atol=1e-7 * np.ptp(V) + 1e-9)


@given(seeds, splits)
def test_onsager_casimir(seed, channels):
    """R_{mn,kl}(B) = R_{kl,mn}(−B): reversing the field transposes the S-matrix."""
    assume(len(channels) >= 4)
    S = haar(sum(channels), np.random.default_rng(seed))
    forth, back = Terminals.from_smatrix(S, channels), Terminals.from_smatrix(S.T, channels)
    assert forth.resistance((0, 1), (2, 3)) == pytest.approx(back.resistance((2, 3), (0, 1)), rel=1e-6, abs=1e-3)
    assert forth.resistance((0, 1), (0, 1)) == pytest.approx(back.resistance((0, 1), (0, 1)), rel=1e-6)


def test_two_terminals_equal_the_smatrix():
    S = scattering.random(3, np.random.default_rng(1))
    T = Terminals.from_smatrix(S.matrix, (3, 3))
    assert T.currents([1e-3, 0])[0] == pytest.approx(float(conductance(S, 0)) * 1e-3, rel=1e-12)


def test_four_terminal_resistance_can_be_negative():
    """A cross in which electrons prefer to go straight, and bend: the bend resistance."""
    straight, turn = 3.0, 0.2
    T = np.full((4, 4), turn)
    for p in range(4):
        T[p, p], T[p, (p + 2) % 4] = 0, straight
    cross = Terminals(T, symmetric=True)
    assert cross.resistance(current=(0, 1), voltage=(3, 2)) < 0


@pytest.mark.parametrize("contacts", [4, 6, 8])
@pytest.mark.parametrize("filling", [1, 2, 5])
def test_quantum_hall_bar(contacts, filling):
    bar, half = hall_bar(contacts, filling), contacts // 2
    R_K = h / e**2
    assert bar.resistance((0, half), (1, contacts - 1)) == pytest.approx(R_K / filling, rel=1e-12)
    assert bar.resistance((0, half), (0, half)) == pytest.approx(R_K / filling, rel=1e-12)
    if contacts > 4:
        assert bar.resistance((0, half), (1, 2)) == pytest.approx(0, abs=1e-9)


def test_helical_bar():
    bar, R_K = helical_bar(6), h / e**2
    assert bar.resistance((0, 3), (0, 3)) == pytest.approx(1.5 * R_K, rel=1e-12)
    assert bar.resistance((0, 3), (1, 2)) == pytest.approx(0.5 * R_K, rel=1e-12)
    assert helical_bar(8).resistance((0, 4), (0, 4)) == pytest.approx(2 * R_K, rel=1e-12)


def test_floating_probe_two_ways():
    T = Terminals.from_smatrix(haar(6, np.random.default_rng(9)), (2, 1, 2, 1))
    kept = T.without(1)
    assert kept.resistance((0, 2), (0, 2)) == pytest.approx(T.resistance((0, 3), (0, 3)), rel=1e-10)


@given(st.floats(0.05, 1), st.floats(0.05, 1))
def test_dephasing_between_resonance_and_ohm(T_1, T_2):
    def through(a):
        return dephase(T_1, T_2, a).without(3).without(2).transmission[0, 1]

    root = np.sqrt((1 - T_1) * (1 - T_2))
    assert through(0) == pytest.approx(T_1 * T_2 / (1 - root) ** 2, rel=1e-6)  # at resonance
    assert (1 - through(1)) / through(1) == pytest.approx((1 - T_1) / T_1 + (1 - T_2) / T_2, rel=1e-9, abs=1e-9)


# noise of many terminals


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
    assert got[0, 0] == pytest.approx(float(noise(S, bias * meV, 0, T)), rel=1e-9)
    assert got[0, 1] == pytest.approx(-got[0, 0], rel=1e-9)


@settings(deadline=None)
@given(st.floats(-2, 2), st.floats(0.05, 3), st.floats(0.2, 8))
def test_detailed_balance_of_a_tunnel_junction(level, width, T):
    """Rates forth and back differ by e^{eV/kT} at every energy, so S = 2eI coth(eV/2kT) whatever the (small) transmission."""
    junction = Channels(lambda E: 1e-9 / (1 + ((E / meV - level) / width) ** 2))
    bias = 1.3 * meV
    got = noise(junction, bias, 0, T)
    assert got == pytest.approx(2 * e * float(current(junction, bias, 0, T)) / np.tanh(bias / (2 * k_B * T)), rel=1e-7)


# counting


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4), st.integers(1, 12))
def test_distribution_has_the_cumulants(T_n, attempts):
    P = counting.distribution(T_n, attempts)
    n = np.arange(len(P))
    assert P.sum() == pytest.approx(1, abs=1e-9)
    mean = (n * P).sum()
    m2, m3, m4 = (((n - mean) ** k * P).sum() for k in (2, 3, 4))
    np.testing.assert_allclose(
        [mean, m2, m3, m4 - 3 * m2**2], counting.cumulants(T_n, attempts), atol=1e-8 * attempts**2
    )


def test_counting_gives_current_and_noise():
    T_n, bias, time = np.array([0.2, 0.7]), 1 * meV, 1e-9
    c = counting.cumulants(np.repeat(T_n, 2), attempts=bias * time / h)  # both spins
    wire = Channels(T_n)
    assert e * c[0] / time == pytest.approx(float(current(wire, bias, 0)), rel=1e-12)
    assert 2 * e**2 * c[1] / time == pytest.approx(float(noise(wire, bias, 0)), rel=1e-12)
    assert c[1] / c[0] == pytest.approx(float(fano_factor(T_n)), rel=1e-12)


def test_monte_carlo_lands_on_the_cumulants():
    T_n = [0.1, 0.5, 0.9]
    counts = counting.simulate(T_n, 200, 100_000, np.random.default_rng(3))
    c = counting.cumulants(T_n, 200)
    assert abs(counts.mean() - c[0]) < 4 * np.sqrt(c[1] / 1e5)
    assert counts.var() == pytest.approx(c[1], rel=0.02)
    third = ((counts - counts.mean()) ** 3).mean()
    assert abs(third - c[2]) < 4 * np.sqrt(15 * c[1] ** 3 / 1e5)


# superconductors


@given(st.floats(0, 5), st.floats(0, 4))
def test_btk_probabilities_add_up(Z, x):
    assume(abs(x - 1) > 1e-9)
    parts = superconductor.BTK(meV, Z).coefficients(x * meV)
    assert sum(parts) == pytest.approx(1, abs=1e-9)
    assert all(p >= -1e-12 for p in parts)


@given(st.floats(0, 5))
def test_btk_limits(Z):
    contact = superconductor.BTK(meV, Z)
    T = contact.normal_transmission
    assert contact.conductance(0.0) / G0 == pytest.approx(2 * T**2 / (2 - T) ** 2, rel=1e-9)
    assert contact.conductance(0.0) == pytest.approx(float(superconductor.andreev_conductance([T])), rel=1e-9)
    assert contact.conductance(1e3 * mV) / G0 == pytest.approx(T, rel=1e-3)
    assert contact.conductance(1 * mV) / G0 == pytest.approx(2, rel=1e-6)  # at the gap, for every barrier


def test_btk_thermal_average():
    contact = superconductor.BTK(meV, 0.7)
    V = np.array([0.0, 0.4, 1.0, 2.0]) * mV
    E = np.linspace(-12, 12, 2_400_001) * meV
    A, B, *_ = contact.coefficients(E)
    kT = k_B * 2.0
    for v, got in zip(V, contact.conductance(V, 2.0), strict=True):
        x = np.abs(E - e * v) / kT
        window = np.exp(-x) / (1 + np.exp(-x)) ** 2 / kT
        assert got == pytest.approx(G0 * ((1 + A - B) * window).sum() * (E[1] - E[0]), rel=1e-6)
    np.testing.assert_allclose(contact.conductance(V, 1e-3)[:2], contact.conductance(V)[:2], rtol=1e-6)


def test_andreev_noise_of_classic_ensembles():
    x = (np.arange(200_000) + 0.5) / 200_000 * 25
    diffusive = np.cosh(x) ** -2.0
    assert superconductor.andreev_fano_factor(diffusive) == pytest.approx(2 / 3, rel=1e-4)
    assert fano_factor(diffusive) == pytest.approx(1 / 3, rel=1e-4)


# spin


def test_two_current_model():
    valve = spin.SpinValve(1.0, 4.0)
    assert valve.magnetoresistance == pytest.approx((4 - 1) ** 2 / (4 * 4 * 1))
    np.testing.assert_allclose(valve.resistance([0, np.pi / 2, np.pi]), [valve.parallel, 2.05, valve.antiparallel])
    assert spin.tmr(0.6, 0.4) == pytest.approx(2 * 0.24 / 0.76)
    G_P, G_AP = spin.tunnel_conductance([0, np.pi], 0.6, 0.4)
    assert pytest.approx(spin.tmr(0.6, 0.4)) == G_P / G_AP - 1
    assert spin.aligned_transmission(np.pi / 2, 1.0, 0.0) == pytest.approx(0.5)


@given(st.floats(0, 20), st.floats(0, 6), st.floats(0, 10))
def test_spin_filter(B, mu, T):
    qpc = SaddlePoint(0, 0.3 * meV, 3 * meV)
    P = spin.polarization(Zeeman(qpc, 2, B), mu * meV, T)
    assert -1e-9 <= P <= 1 if 0 < mu < 3 else -1 <= P <= 1
    if B == 0:
        assert pytest.approx(0, abs=1e-12) == P


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Terminals([[0, 1], [0.5, 0]]), ["breaks current conservation at terminal 0", "row 0"]),
        (
            lambda: Terminals([[0, 1, 2], [2, 0, 1], [1, 2, 0]], symmetric=True),
            ["breaks reciprocity in row 0", "T[0, 1]"],
        ),
        (lambda: Terminals([[0, -1], [-1, 0]]), ["transmission must be zero or more", "-1"]),
        (lambda: Terminals([1, 2]), ["square matrix"]),
        (lambda: Terminals([[0, 1], [1, 0]]).voltages([1e-6, 1e-6]), ["I must sum to zero", "A"]),
        (lambda: Terminals(np.zeros((3, 3))).voltages([1, 0, -1]), ["unconnected"]),
        (lambda: Terminals([[0, 1], [1, 0]]).currents([1, 2, 3]), ["one voltage in V for each of the 2 terminals"]),
        (lambda: hall_bar(6, 1).resistance((0, 0), (1, 2)), ["current must name two different terminals"]),
        (lambda: hall_bar(6, 1).resistance((0, 3), (1, 9)), ["voltage must name two different terminals", "9"]),
        (lambda: hall_bar(6, 0), ["filling must be a whole number of 1 or more"]),
        (lambda: correlations([[1, 0], [0, 1]], (1, 1), [0, 0, 0]), ["channels and mu must fit"]),
        (lambda: SMatrix(np.full((2, 2), np.nan)), ["finite"]),
        (lambda: counting.distribution([0.5], 1.5), ["attempts must be a positive whole number", "1.5"]),
        (lambda: superconductor.BTK(0, 1), ["gap must be positive", "0 J"]),
        (lambda: superconductor.BTK(meV, -1), ["Z must be zero or more", "-1"]),
        (lambda: spin.tmr(1.2, 0.5), ["P_1 must be a polarization between -1 and 1", "1.2"]),
        (lambda: spin.SpinValve(0, 1), ["R_majority must be positive", "Ω"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
