"""The kinetic equation on a grid: the closed form where there is one, the laws elsewhere, convergence."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from natural_units import FORCE, KT, TIME, M, operator, subband
from qtlib.kinetic import Operator
from qtlib.units import meV, um


@settings(max_examples=15, deadline=None)
@given(st.floats(-5, 15), st.floats(0.2, 5), st.floats(0.2, 5), st.floats(-4, 0.7).map(lambda x: 10**x))
def test_operator_gives_the_closed_form(mu, tau_in, tau_el, force):
    c, F = subband(mu, tau_in, tau_el), force * FORCE
    state = operator(mu, tau_in, tau_el).solve(F)
    some = slice(None, None, 101)
    np.testing.assert_allclose(state.distribution[some], c.distribution(state.k[some], F), atol=1e-9)
    assert state.conductance == pytest.approx(c.conductance, rel=1e-9, abs=0)
    assert state.noise == pytest.approx(c.noise(F), rel=1e-8, abs=0)
    assert state.spectrum(2 / TIME) == pytest.approx(c.spectrum(2 / TIME, F), rel=1e-8, abs=0)
    assert state.number_fluctuation == pytest.approx(c.number_fluctuation, rel=1e-9, abs=0)


@pytest.mark.parametrize("force", [1e-4, 1e-2, 1.0, 10.0, 100.0])
def test_operator_keeps_the_number_without_being_told(force):
    state = operator().solve(force * FORCE)
    raw = state.loss(state.equilibrium / state.tau_in)  # constant times: no normalisation needed
    assert state.mean(raw) == pytest.approx(state.mean(state.equilibrium), rel=1e-10, abs=0)
    assert state.mean(raw) == pytest.approx(subband().density, rel=1e-9, abs=0)


def slow_when_hot(E):
    return TIME * (0.5 + E / KT)


def slow_when_cold(E):
    return TIME / (1 + E / KT)


@settings(max_examples=10, deadline=None)
@given(st.floats(-3, 8), st.floats(-2, 0.3).map(lambda x: 10**x))
def test_energy_dependent_times_obey_the_laws(mu, force):
    op = operator(mu, slow_when_hot, slow_when_cold)
    at_rest, driven = op.solve(0.0), op.solve(force * FORCE)
    assert at_rest.noise == pytest.approx(4 * KT * at_rest.conductance, rel=1e-9, abs=0)
    drawn, inelastic, elastic = driven.energy_balance
    assert inelastic == pytest.approx(drawn, rel=1e-8, abs=0)
    assert abs(elastic) < 1e-10 * drawn
    assert driven.noise > 0
    weak = op.solve(1e-4 * FORCE)
    assert weak.conductance == pytest.approx(at_rest.conductance, rel=1e-5, abs=0)
    assert weak.spectrum(1e-9 / TIME) == pytest.approx(weak.noise, rel=1e-6, abs=0)


def test_the_ends_of_the_grid_may_be_chosen_and_then_do_not_matter():
    far = operator().solve(FORCE)
    further = operator(points=np.int64(2 * len(far.k)), k_max=1.5 * far.k[-1]).solve(FORCE)
    assert further.k[-1] == pytest.approx(1.5 * far.k[-1], rel=1e-3, abs=0)
    assert len(further.k) == 2 * len(far.k)
    assert further.noise == pytest.approx(far.noise, rel=1e-9, abs=0)


def test_what_concerns_the_grid_is_given_by_name():
    with pytest.raises(TypeError):
        Operator(meV, 1, 1e-12, 1e-12, um, M, 1000)


def test_operator_converges():
    reference = subband().noise(FORCE)
    errors = [abs(operator(points=n).solve(FORCE).noise / reference - 1) for n in (200, 400, 800)]
    assert errors[0] > 20 * errors[1] > 400 * errors[2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Operator(meV, 0, 1e-12, 1e-12, um, M), ["T must be positive", "0 K"]),
        (lambda: Operator(meV, 1, lambda E: -E, 1e-12, um, M).solve(0.0).noise, ["tau_in must be positive", "s"]),
        (lambda: Operator(meV, 1, 1e-12, 1e-12, um, M, points=7), ["points must be a whole number of 40 or more", "7"]),
        (lambda: Operator(meV, 1, 1e-12, 1e-12, um, M, points=41), ["points must be an even number", "41"]),
        (lambda: Operator(meV, 1, 1e-12, 1e-12, um, M, k_max=0), ["k_max must be positive", "1/m"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
