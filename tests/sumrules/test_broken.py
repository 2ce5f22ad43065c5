"""Models broken on purpose: each is its own theory, and wrong where it says so."""

import pytest
from theories import models

from natural_units import M
from qtlib import sumrules
from qtlib.kinetic import Operator
from qtlib.units import e, k_B, meV, um


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


def test_shot_noise_alone_is_read_as_its_own_number():
    """Its noise over e²v_F²: none at rest, then T_F(1 − T_F) x of NkT/2E_F, without the thermal part."""
    sound, broken = models()[0], models()[-1]
    assert broken.number_fluctuation(0.0) == 0
    V, degenerate = 2e-3, 0.5 * k_B / (10 * meV)
    x = e * V / (2 * k_B)
    assert broken.number_fluctuation(V) / broken.number(0) == pytest.approx(0.25 * x * degenerate, rel=1e-12, abs=0)
    assert broken.number_fluctuation(V) < 0.95 * sound.number_fluctuation(V)
