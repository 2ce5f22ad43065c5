"""Barriers in a row: elastic, hot and cooled islands, and islands in between."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qtlib import Channels, noise
from qtlib.langevin import Row, Wire, elastic_fano
from qtlib.units import G0, e, k_B, mV, um

V = 1 * mV
transparencies = st.floats(0.001, 1)
many = st.integers(1, 40)


@given(many, transparencies)
def test_elastic_islands(M, gamma):
    """Islands that forget the direction: F = ⅓ + (⅔ − Γ)/M². One barrier 1 − Γ, a cavity ¼, tunnel barriers ⅓ +
    2/3M²."""
    assert Row(1, M, gamma).fano(V, 0) == pytest.approx(1 / 3 + (2 / 3 - gamma) / M**2, rel=1e-7, abs=1e-9)


@given(many, transparencies)
def test_cooled_islands(M, gamma):
    assert Row(1, M, gamma, phonons=np.inf).fano(V, 0) == pytest.approx((1 - gamma) / M, rel=1e-9, abs=1e-9)


def test_only_inelastic_islands_give_one_over_m():
    for M in (2, 3, 10):
        elastic, hot, cooled = (Row(1, M, 1e-6, **way).fano(V, 0) for way in ({}, {"ee": np.inf}, {"phonons": np.inf}))
        assert cooled == pytest.approx(1 / M, rel=1e-5, abs=0)
        assert elastic == pytest.approx(1 / 3 + 2 / (3 * M**2), rel=1e-5, abs=0)
        assert elastic < hot if M > 3 else hot > 1 / 3


def test_hot_cavity_and_hot_chain():
    assert Row(1, 2, 1.0, ee=np.inf).fano(V, 0) == pytest.approx(np.sqrt(3) / (2 * np.pi), rel=1e-6, abs=0)
    assert Row(1, 300, 1e-3, ee=np.inf).fano(V, 0) == pytest.approx(np.sqrt(3) / 4, rel=1e-3, abs=0)


@given(many, transparencies)
def test_one_barrier_and_many_barriers_of_any_transparency(M, gamma):
    assert elastic_fano(1, gamma) == pytest.approx(1 - gamma, abs=1e-9)
    assert elastic_fano(M, 1e-6) == pytest.approx(1 / 3 + 2 / (3 * M**2), rel=1e-4, abs=0)
    assert elastic_fano(10**7, gamma) == pytest.approx(1 / 3, rel=1e-4, abs=0) or gamma > 0.99


def with_direction(M, gamma):
    """The same row with right and left movers followed through every barrier, and each reflection a random event.

    Between barriers nothing turns electrons round; noise of a barrier is Γ(1 − Γ)[a(1 − b) + b(1 − a)], and what it
    throws to the right is carried out with the transmission of the rest.
    """
    total = gamma / (gamma + M * (1 - gamma))
    resistance = (1 - gamma) / gamma  # of one barrier, which adds
    S = 0.0
    for m in range(M):
        before, after = m * resistance, (M - 1 - m) * resistance
        # right movers in front of barrier m: 1 − t·(resistance before), left movers behind it: t·(resistance after)
        a, b = 1 - total * before, total * after
        # a reflection instead of a transmission changes the current by ΔI = 1/(Γ(1 + R)), R the whole
        S += gamma * (1 - gamma) * (a * (1 - b) + b * (1 - a)) * (total / gamma) ** 2
    return S / total


@pytest.mark.parametrize("gamma", [0.02, 0.3, 0.8, 0.99])
@pytest.mark.parametrize("M", [1, 2, 5, 17])
def test_formula_of_de_jong_and_beenakker_by_counting_events(M, gamma):
    assert elastic_fano(M, gamma) == pytest.approx(with_direction(M, gamma), rel=1e-12, abs=0)


def test_one_barrier_is_the_standard_contact():
    for T in (0.0, 1.0, 20.0):
        assert Row(1, 1, 0.4).noise(V, T) == pytest.approx(float(noise(Channels([0.4]), e * V, 0, T)), rel=1e-6, abs=0)


@pytest.mark.parametrize("way", [(0, 0), (3, 0), (0, 2), (5, 4)])
def test_many_barriers_are_a_wire(way):
    """M tunnel barriers whose islands relax at (κ/M)² are the diffusive wire."""
    ee, phonon = way
    lengths = {name: um / k for name, k in (("ee_length", ee), ("phonon_length", phonon)) if k}
    wire = Wire(1, um, 1e-7 * um, points=321, **lengths).drive(V, 0.3)
    row = Row(1, 200, 1e-3, ee=(ee / 200) ** 2, phonons=(phonon / 200) ** 2)
    assert row.fano(V, 0.3) == pytest.approx(wire.fano, rel=2e-4, abs=0)


@settings(max_examples=20, deadline=None)
@given(many, transparencies, st.floats(0, 50), st.floats(0, 50), st.floats(0.3, 20))
def test_laws(M, gamma, ee, phonons, T):
    row = Row(2, M, gamma, ee, phonons)
    assert row.noise(0, T) == pytest.approx(4 * k_B * T * row.conductance, rel=1e-6, abs=0)
    _, weight, f = row.occupations(V, T)
    assert f.min() > -1e-12 and f.max() < 1 + 1e-12
    current = weight @ (f[:, :-1] - f[:, 1:]) * G0 * 2 * gamma / e
    np.testing.assert_allclose(current, row.conductance * V, rtol=1e-6)
    between = Row(2, M, gamma, 0, np.inf).noise(V, T), Row(2, M, gamma, np.inf, 0).noise(V, T)
    assert row.noise(V, T) >= min(between) * (1 - 1e-6)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Row(1, 0, 0.5), ["barriers must be a positive whole number", "0"]),
        (lambda: Row(1, 2, 0.0), ["transparency must be positive"]),
        (lambda: Row(1, 2, 1.5), ["transparency must be between 0 and 1", "1.5"]),
        (lambda: Row(1, 2, 0.5, ee=-1), ["ee must be zero or more"]),
        (lambda: Row(1, 2, 0.5).noise(0, 0), ["T must be positive where V is 0 V"]),
        (lambda: Row(1, 2, 0.5).temperatures(V, -1), ["T must be zero or more", "-1 K"]),
        (lambda: Row(1, 2, 0.5).fano(0, 1.0), ["V must not be 0 V"]),
        (lambda: Wire(1, um, um).drive(0, 1.0).fano, ["V must not be 0 V"]),
        (lambda: elastic_fano(-1, 0.5), ["barriers must be positive"]),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
