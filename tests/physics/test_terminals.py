"""Many terminals: conservation, reciprocity, Hall bars, voltage probes."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qtlib import Terminals, conductance, scattering
from qtlib.scattering import haar
from qtlib.terminals import dephase, hall_bar, helical_bar
from qtlib.units import e, h

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
    assert forth.resistance((0, 1), (0, 1)) == pytest.approx(back.resistance((0, 1), (0, 1)), rel=1e-6, abs=0)


def test_two_terminals_equal_the_smatrix():
    S = scattering.random(3, np.random.default_rng(1))
    T = Terminals.from_smatrix(S.matrix, (3, 3))
    assert T.currents([1e-3, 0])[0] == pytest.approx(float(conductance(S, 0)) * 1e-3, rel=1e-12, abs=0)


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
    assert bar.resistance((0, half), (1, contacts - 1)) == pytest.approx(R_K / filling, rel=1e-12, abs=0)
    assert bar.resistance((0, half), (0, half)) == pytest.approx(R_K / filling, rel=1e-12, abs=0)
    if contacts > 4:
        assert bar.resistance((0, half), (1, 2)) == pytest.approx(0, abs=1e-9)


def test_helical_bar():
    bar, R_K = helical_bar(6), h / e**2
    assert bar.resistance((0, 3), (0, 3)) == pytest.approx(1.5 * R_K, rel=1e-12, abs=0)
    assert bar.resistance((0, 3), (1, 2)) == pytest.approx(0.5 * R_K, rel=1e-12, abs=0)
    assert helical_bar(8).resistance((0, 4), (0, 4)) == pytest.approx(2 * R_K, rel=1e-12, abs=0)


def test_floating_probe_two_ways():
    T = Terminals.from_smatrix(haar(6, np.random.default_rng(9)), (2, 1, 2, 1))
    kept = T.without(1)
    assert kept.resistance((0, 2), (0, 2)) == pytest.approx(T.resistance((0, 3), (0, 3)), rel=1e-10, abs=0)


@given(st.floats(0.05, 1), st.floats(0.05, 1))
def test_dephasing_between_resonance_and_ohm(T_1, T_2):
    def through(a):
        return dephase(T_1, T_2, a).without(3).without(2).transmission[0, 1]

    root = np.sqrt((1 - T_1) * (1 - T_2))
    assert through(0) == pytest.approx(T_1 * T_2 / (1 - root) ** 2, rel=1e-6, abs=0)  # at resonance
    assert (1 - through(1)) / through(1) == pytest.approx((1 - T_1) / T_1 + (1 - T_2) / T_2, rel=1e-9, abs=1e-9)


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
        (lambda: hall_bar(6, 0), ["filling must be a positive whole number", "0"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Terminals.from_smatrix([[1.0]], channels=(1, 1)), "channels must add up to the size of the matrix"),
        (lambda: hall_bar(4, 1).voltages([1e-6, -1e-6]), "I must hold one current in A for each of the 4 terminals"),
        (lambda: hall_bar(4, 1).without(4), "probe must be a terminal between 0 and 3 of three or more, got 4"),
        (lambda: Terminals.from_smatrix([[1, 2], [2, 1]], channels=(1, 1)), "matrix must be unitary"),
        (lambda: Terminals([[0, 1], [1, 0]], spin_degeneracy=-7), "spin_degeneracy must be a positive whole number"),
        (lambda: dephase(-0.1, 0.5, coupling=1), "left must be between 0 and 1, got -0.1"),
        (lambda: dephase(0, 0, coupling=0), "left, right and coupling must not all be 0"),
        (lambda: helical_bar(1), "contacts must be a whole number of 2 or more, got 1"),
        (lambda: dephase(0.5, 0.5, coupling=1.2), "coupling must be between 0 and 1, got 1.2"),
    ],
)
def test_what_is_no_terminal_of_it_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_computed_transmission_may_miss_1_by_rounding():
    np.testing.assert_array_equal(dephase(1 + 1e-10, 0.5, 0).transmission, dephase(1, 0.5, 0).transmission)
