"""The theories that the rules judge: what each counts, by other means."""

import numpy as np
import pytest
from theories import models

from natural_units import M
from qtlib import sumrules
from qtlib.langevin.wire import Driven
from qtlib.reservoirs import fermi
from qtlib.transport import heat_currents
from qtlib.units import e, hbar, k_B, meV, um


def test_occupations_fluctuate_more_under_bias_in_every_theory():
    """kT ∂N/∂µ keeps its value under a voltage; ∫f(1 − f) starts from it and grows, whatever the theory."""
    for model in models()[1:4]:
        at_rest, driven = (model.occupation_fluctuation(V) / model.compressible for V in (0.0, 3e-3))
        assert at_rest == pytest.approx(1, rel=1e-6, abs=0)
        assert driven > 1.2
        assert sumrules.compressibility(model, 3e-3).holds
    open_channel = sumrules.ScreenedLandauerButtiker(1.0, 10 * meV, 1.0, um, M)
    assert open_channel.occupation_fluctuation(1e-3) / open_channel.compressible == pytest.approx(1, rel=2e-3, abs=0)


@pytest.mark.parametrize("V", [0.0, 1e-3, -3e-3])
@pytest.mark.parametrize("transmission", [0.0, 0.3, 1.0])
def test_occupations_of_a_scattering_wire_side_by_side(transmission, V):
    """By an integral over energy; with T_F = 1 each direction keeps its reservoir, with 0 each side."""
    mu, T = 10 * meV, 4.2
    model = sumrules.ScreenedLandauerButtiker(transmission, mu, T, um, M)
    left, right = model.bottoms(V)
    x, weight = np.polynomial.legendre.leggauss(300)
    root = (x + 1) / 2 * np.sqrt(3 * mu)  # of the energy above the bottom: no divergence there
    density = np.sqrt(2 * M) / (np.pi * hbar) * weight * np.sqrt(3 * mu) / 2  # dk/π, of one direction, both spins

    def filled(bottom, of_left, of_right):
        f = of_left * fermi(root**2 + bottom, mu, T) + of_right * fermi(root**2 + bottom, mu - e * V, T)
        return density @ (f * (1 - f))

    sides = filled(left, 1, 0), filled(left, 1 - transmission, transmission)
    sides += filled(right, 0, 1), filled(right, transmission, 1 - transmission)
    assert model.occupation_fluctuation(V) == pytest.approx(um / 2 * sum(sides), rel=1e-6, abs=0)


def test_screened_bottoms_follow_half_the_bias_in_an_open_channel():
    model = sumrules.ScreenedLandauerButtiker(1.0, 10 * meV, 4.2, um, M)
    assert model.bottoms(1e-4) == pytest.approx((-0.05 * meV,) * 2, rel=0.01, abs=0)
    closed = sumrules.ScreenedLandauerButtiker(0.0, 10 * meV, 4.2, um, M)
    assert closed.bottoms(1e-4) == pytest.approx((0.0, -0.1 * meV), abs=1e-6 * meV)


def test_landauer_buttiker_numbers_are_those_of_the_appendix():
    model = models()[0]
    V = 1e-6
    assert model.number(V) - model.number(0) == pytest.approx(-model.compressible * e * V / (2 * k_B), rel=1e-3, abs=0)
    assert model.number_fluctuation(0) / model.number(0) == pytest.approx(0.5 * k_B / (2 * 10 * meV), rel=1e-12, abs=0)


def test_energy_of_a_scattering_wire_is_the_heat_that_arrives(monkeypatch):
    """A heat that forgets one reservoir breaks the balance: what is handed on is not GV² once more."""
    monkeypatch.setattr(sumrules.models, "heat_currents", lambda *where: (0.0, heat_currents(*where)[1]))
    for model in (models()[0], models()[1]):
        assert sumrules.energy_balance(model, 2e-3).value == pytest.approx(0.5, rel=1e-9, abs=0)


def test_a_wire_that_loses_carriers_loses_its_compressibility(monkeypatch):
    """What is counted is its distribution; that it is 1 far below and 0 far above does not suffice."""
    model, kept = models()[3], Driven.distribution.fget
    monkeypatch.setattr(Driven, "distribution", property(lambda state: kept(state) ** (1 if state.V == 0 else 1.5)))
    assert not sumrules.perfect_screening(model, 4e-3).holds
    assert not sumrules.compressibility(model, 4e-3).holds


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sumrules.LandauerButtiker(1.5, meV, 1, um, M), ["transmission must be between 0 and 1", "1.5"]),
        (lambda: sumrules.ScreenedLandauerButtiker(0.5, 0, 1, um, M), ["mu must be positive", "J"]),
        (lambda: sumrules.BoltzmannLangevin(None, meV, 0, M), ["T must be positive", "0 K"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
