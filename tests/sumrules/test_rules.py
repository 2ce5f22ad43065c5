"""The sum rules: which theory obeys which, and by how much it does not."""

import pytest

from natural_units import M
from qtlib import sumrules
from qtlib.kinetic import Operator
from qtlib.units import e, k_B, meV, um


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


def test_landauer_buttiker_numbers_are_those_of_the_appendix():
    model = models()[0]
    V = 1e-6
    assert model.number(V) - model.number(0) == pytest.approx(-model.compressible * e * V / (2 * k_B), rel=1e-3)
    assert model.number_fluctuation(0) / model.number(0) == pytest.approx(0.5 * k_B / (2 * 10 * meV), rel=1e-12)


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
