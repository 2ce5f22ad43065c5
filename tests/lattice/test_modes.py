"""Modes of leads: three ways to find them, against each other and against what they must obey."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lattices import in_field

from qtlib.lattice import modes
from qtlib.lattice.modes import strip
from qtlib.lattice.modes.doubling import ratio


def current(v, wave_0, wave_1):
    """What waves carry outward, and what two of them carry together."""
    a = wave_0.conj().T @ v @ wave_1
    return 1j * (a - a.conj().T)


def obeys(h, v, E, found):
    """The wave equation, the direction of every wave, and conservation of current."""
    n = len(h)
    start = np.eye(n) if found.start is None else found.start
    np.testing.assert_allclose(current(v, start, found.ratio), found.amplitudes.conj().T @ found.amplitudes, atol=1e-9)
    np.testing.assert_allclose(current(v, found.in_0, found.in_1), -np.eye(len(found.factors)), atol=1e-9)
    if found.start is None:
        X = found.ratio
        assert np.abs(v.conj().T + (h - E * np.eye(n)) @ X + v @ X @ X).max() < 1e-9 * max(1, np.abs(X).max()) ** 2
        assert np.abs(np.linalg.eigvals(X)).max() < 1 + 1e-6


def the_same(one, other):
    """Equal up to the phases and the order of the modes."""
    assert one.in_0.shape == other.in_0.shape
    np.testing.assert_allclose(one.ratio, other.ratio, atol=1e-9)
    for a, b in ((one.amplitudes.conj().T, other.amplitudes.conj().T), (one.in_0, other.in_0), (one.in_1, other.in_1)):
        np.testing.assert_allclose(a @ a.conj().T, b @ b.conj().T, atol=1e-8)
    np.testing.assert_allclose(one.in_1 @ one.in_0.conj().T, other.in_1 @ other.in_0.conj().T, atol=1e-8)
    np.testing.assert_allclose(
        np.sort_complex(one.factors.round(8)), np.sort_complex(other.factors.round(8)), atol=1e-7
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 40), st.floats(0.1, 2.5), st.floats(0.0005, 0.2), st.integers(0, 1000), st.booleans())
def test_a_strip_in_a_field_is_the_lead_of_the_general_method(W, E, flux, seed, rough):
    """Also with potentials, unequal hoppings and in any gauge."""
    rng = np.random.default_rng(seed)
    h, v = in_field(W, flux * rng.choice([-1, 1]))
    if rough:
        gauge = np.exp(2j * np.pi * rng.uniform(size=W))
        h, v = gauge[:, None] * (h + np.diag(rng.uniform(-0.5, 0.5, W))) * gauge.conj(), v * rng.uniform(0.7, 1, W)
    found = modes.of_strip(h, v, E)
    if found is not None:
        obeys(h, v, E, found)
        the_same(found, modes.of_any(h, v, E))


def test_strips_of_the_benchmarks_need_no_other_method():
    """None would be right too, and slow: so it is asked where it matters."""
    for W, E, flux in ((20, 1.05, 0.003), (40, 1.05, 0.003), (80, 1.05, 0.003), (25, 0.35, 0.04), (50, 0.35, 0.04)):
        assert modes.of_strip(*in_field(W, flux), E) is not None
    rng = np.random.default_rng(1)
    drawn = [modes.of_strip(*in_field(30, rng.uniform(0.001, 0.1)), rng.uniform(0.1, 2)) for _ in range(50)]
    assert sum(found is None for found in drawn) <= 1


def test_beside_a_threshold_a_strip_is_left_to_the_general_method():
    h, v = in_field(12, 0.01)
    k = np.linspace(-np.pi, np.pi, 20001)
    cell = h[None] + np.exp(1j * k)[:, None, None] * v + np.exp(-1j * k)[:, None, None] * v.conj().T
    bottom = np.linalg.eigvalsh(cell)[:, 2].min()
    for distance in (1e-9, 1e-7):
        for E in (bottom - distance, bottom + distance):
            obeys(h, v, E, modes.of_lead(h, v, E))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 12), st.floats(0.1, 7.9), st.floats(0.3, 1.5), st.floats(0, 2 * np.pi), st.integers(0, 1000))
def test_a_uniform_hopping_of_any_size_and_phase(n, E, size, phase, seed):
    """For any cell, not only for a chain across."""
    rng = np.random.default_rng(seed)
    h = rng.normal(size=(n, n)) + 1j * rng.normal(size=(n, n))
    h, hop = 4 * np.eye(n) + (h + h.conj().T) / 4, size * np.exp(1j * phase)
    found = modes.of_uniform(h, hop, E)
    obeys(h, hop * np.eye(n), E, found)
    the_same(found, modes.of_any(h, hop * np.eye(n), E))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 6), st.floats(-3, 3), st.booleans(), st.integers(0, 1000))
def test_any_orbitals_and_any_hopping(n, E, singular, seed):
    """Random cells with complex hoppings, also those that cannot be inverted."""
    rng = np.random.default_rng(seed)
    h, v = (rng.normal(size=(2, n, n)) + 1j * rng.normal(size=(2, n, n))) / np.sqrt(n)
    if singular and n > 1:
        v[:, 0] = 0
    h = (h + h.conj().T) / 2
    obeys(h, v, E, modes.of_lead(h, v, E))


def test_leads_that_differ_by_gauge_and_orientation_are_solved_once(monkeypatch):
    known = modes.Known()
    h, v = in_field(25, 0.04)
    solve = mock.Mock(wraps=strip.ratio)
    monkeypatch.setattr(strip, "ratio", solve)
    first = modes.of_lead(h, v, 0.35, known)
    gauge = np.exp(2j * np.pi * np.random.default_rng(1).uniform(size=25))
    other_h, other_v = gauge[:, None] * h[::-1, ::-1] * gauge.conj(), 1j * v[::-1, ::-1]
    other = modes.of_lead(other_h, other_v, 0.35, known)
    assert solve.call_count == 1
    obeys(other_h, other_v, 0.35, other)
    assert other.in_0.shape == first.in_0.shape
    third = modes.of_lead(h, 0.9 * v, 0.35, known)  # another hopping is another lead
    assert solve.call_count == 2
    obeys(h, 0.9 * v, 0.35, third)


@pytest.mark.parametrize(("low", "high", "solved"), [(0.30, 0.40, 25), (0.2, 0.9, 51)])
def test_many_energies_serve_each_other(low, high, solved, monkeypatch):
    """Between two thresholds, and across two (at 0.25 and 0.74), where no function serves and every X is found."""
    h, v = in_field(30, 0.04)
    solve = mock.Mock(wraps=strip.ratio)
    E = np.linspace(low, high, 50)
    apart = [modes.of_lead(h, v, x) for x in E]
    monkeypatch.setattr(strip, "ratio", solve)
    for number, known in modes.spread(E):
        found = modes.of_lead(h, v, E[number], known)
        obeys(h, v, E[number], found)
        the_same(found, apart[number])
        np.testing.assert_allclose(found.ratio, apart[number].ratio, rtol=0, atol=1e-11)
    assert solve.call_count <= solved, solve.call_count


def test_what_is_known_of_a_lead_belongs_to_its_number_of_open_modes():
    lead = modes.Known().of(np.ones(2))
    for E in np.linspace(1, 2, 12):
        for _ in range(2):  # an energy asked for twice is one point
            lead.keep(E, 1, np.array([[E / (E - 3)]]))
    assert lead.guess(1.5, 2) is None
    assert abs(lead.guess(1.52, 1)[0, 0] - 1.52 / (1.52 - 3)) < 1e-12
    assert lead.guess(1.0, 1)[0, 0] == -0.5


def test_what_is_kept_for_all_wires_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        modes.thresholds(3)[:] = 0


def test_doubling_without_a_wave_does_not_pass_for_an_answer():
    h, v = in_field(10, 0.02)
    found = modes.of_strip(h, v, 1.0)
    assert len(found.factors) > 0
    assert ratio(h - np.eye(10), v, np.zeros((10, 0)), np.zeros(0)) is None


def test_a_bound_state_at_the_end_of_a_lead():
    """A topological chain at zero energy has no X; its waves are still complete."""
    h, v = np.diag([0.0, 0.0]), np.array([[-1.0, 1.0], [-1.0, 1.0]])
    found = modes.of_any(h + 0j, v + 0j, 0.0)
    assert found.start is not None and np.linalg.matrix_rank(np.vstack([found.start, found.ratio])) == 2
    assert found.from_contact().start is None


@pytest.mark.parametrize("flux", [0.0, 0.05])
def test_a_clean_lead_goes_on_in_itself(flux):
    """X of the lead, with one more of its cells as the device, is X again: X = −(h − E + vX)⁻¹v†."""
    h, v = in_field(9, flux)
    X = modes.of_lead(h, v, 1.3).ratio
    np.testing.assert_allclose(-np.linalg.solve(h - 1.3 * np.eye(9) + v @ X, v.conj().T), X, atol=1e-12)
