"""The sum rules: which theory obeys which, and by how much it does not."""

import pytest
from theories import models

from natural_units import M
from qtlib import sumrules
from qtlib.kinetic import Operator
from qtlib.units import meV, um


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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sumrules.verdicts([], 0), ["V must not be 0 V"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
