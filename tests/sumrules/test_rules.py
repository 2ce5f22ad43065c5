"""The sum rules: which theory obeys which, and by how much it does not."""

import numpy as np
import pytest

from natural_units import M
from qtlib import sumrules
from qtlib.kinetic import Operator
from qtlib.langevin.wire import Driven, Wire
from qtlib.reservoirs import fermi
from qtlib.transport import heat_currents
from qtlib.units import e, hbar, k_B, meV, nm, um


def models():
    wire = {"length": 1 * um, "mass": M}
    op = Operator(5 * meV, 4.2, 1e-12, 2e-12, **wire)
    diffusive = Wire(3, 1 * um, 50 * nm, ee_length=300 * nm, phonon_length=1 * um)
    uneven = Operator(5 * meV, 4.2, lambda E: 1e-12 * (1 + E / (5 * meV)), 2e-12, **wire)
    return [
        sumrules.LandauerButtiker(0.5, 10 * meV, 1.0, **wire),
        sumrules.ScreenedLandauerButtiker(0.5, 10 * meV, 1.0, **wire),
        sumrules.Kinetic(op),
        sumrules.BoltzmannLangevin(diffusive, 10 * meV, 4.2, M),
        sumrules.LeakyKinetic(uneven),
        sumrules.ShotOnly(0.5, 10 * meV, 1.0, **wire),
    ]


@pytest.mark.parametrize("model", models(), ids=lambda model: model.name)
def test_a_theory_says_all_that_the_rules_ask(model):
    asked = [name for name in vars(sumrules.Model) if not name.startswith("_")] + ["name"]
    assert len(asked) >= 8
    assert [name for name in asked if not hasattr(model, name)] == []


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


def test_what_a_model_knows_only_roughly_is_refused_by_a_finer_rule():
    exact, degenerate = sumrules.Kinetic(Operator(5 * meV, 4.2, 1e-12, 2e-12, um, M)), models()[0]
    assert sumrules.energy_balance(exact, 1e-3, rtol=1e-8).holds
    assert sumrules.perfect_screening(exact, 1e-3, rtol=1e-8).holds
    assert not sumrules.perfect_screening(degenerate, 1e-6, rtol=1e-8).holds
    assert all(verdict.rtol == 1e-5 for verdict in sumrules.verdicts([exact], 1e-3, rtol=1e-5).values())


@pytest.mark.parametrize("V", [0.0, 1e-4, 3e-3])
def test_leaky_model_is_judged_by_its_own_state(V):
    """With constant times it is the conserving model in number, noise at rest and power."""
    constant = Operator(5 * meV, 4.2, 1e-12, 2e-12, um, M)
    leaky, conserving = sumrules.LeakyKinetic(constant), sumrules.Kinetic(constant)
    assert leaky.number(V) == pytest.approx(conserving.number(V), rel=1e-9, abs=0)
    assert leaky.power(V) == pytest.approx(conserving.power(V), rel=1e-7, abs=1e-20)  # W
    if V == 0:
        assert leaky.noise(0.0) == pytest.approx(conserving.noise(0.0), rel=1e-9, abs=0)
    uneven = Operator(5 * meV, 4.2, lambda E: 1e-12 * (1 + E / (5 * meV)), 2e-12, um, M)
    if V == 3e-3:
        assert sumrules.LeakyKinetic(uneven).power(V)[0] > 1.001 * sumrules.Kinetic(uneven).power(V)[0]


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
    x, weight = np.polynomial.legendre.leggauss(4000)
    root = (x + 1) / 2 * np.sqrt(3 * mu)  # of the energy above the bottom: no divergence there
    density = np.sqrt(2 * M) / (np.pi * hbar) * weight * np.sqrt(3 * mu) / 2  # dk/π, of one direction, both spins

    def filled(bottom, *shares):
        f = sum(
            share * fermi(root**2 + bottom, source, T) for share, source in zip(shares, (mu, mu - e * V), strict=True)
        )
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


def test_shot_noise_alone_is_read_as_its_own_number():
    """Its noise over e²v_F²: none at rest, then T_F(1 − T_F) x of NkT/2E_F, without the thermal part."""
    sound, broken = models()[0], models()[-1]
    assert broken.number_fluctuation(0.0) == 0
    V, degenerate = 2e-3, 0.5 * k_B / (10 * meV)
    x = e * V / (2 * k_B)
    assert broken.number_fluctuation(V) / broken.number(0) == pytest.approx(0.25 * x * degenerate, rel=1e-12, abs=0)
    assert broken.number_fluctuation(V) < 0.95 * sound.number_fluctuation(V)


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
        (lambda: sumrules.verdicts([], 0), ["V must not be 0 V"]),
        (lambda: sumrules.LandauerButtiker(1.5, meV, 1, um, M), ["transmission must be between 0 and 1", "1.5"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
