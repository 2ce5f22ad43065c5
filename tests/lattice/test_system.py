"""The sparse system of a device: the same solution whoever asks first, second, or at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import scipy.sparse as sparse
from lattices import disorder, t

from qtlib.lattice import grid, system
from qtlib.lattice.system import Pattern


def drawn(seed, size=30, extra=4):
    """A sparse Hermitian matrix, where two blocks go among `extra` more unknowns, and their values."""
    rng = np.random.default_rng(seed)
    H = sparse.random(size, size, 0.1, random_state=rng)
    H = sparse.csc_matrix(H + H.T + 1j * (H - H.T))
    new = size + np.arange(extra)
    places = [(np.array([0, 3, 7]), new), (new, new)]
    return H, places, [rng.normal(size=(len(r), len(c))) + 1j * np.eye(len(r), len(c)) for r, c in places]


def dense(H, E, places, values):
    """E − H + blocks as an array, each element put where it belongs."""
    sites = H.shape[0]
    matrix = np.zeros(2 * (1 + max(rows.max() for rows, _ in places),), complex)
    matrix[:sites, :sites] = E * np.eye(sites) - H.toarray()
    for (rows, columns), block in zip(places, values, strict=True):
        matrix[np.ix_(rows, columns)] += block
    return matrix


@pytest.fixture
def nothing_known(monkeypatch):
    monkeypatch.setattr(Pattern, "_known", {})


@pytest.mark.parametrize("seed", range(5))
def test_the_first_solution_and_the_later_ones_are_those_of_the_dense_matrix(nothing_known, seed):
    H, places, values = drawn(seed)
    right = np.random.default_rng(seed).normal(size=(34, 3))
    for E in (0.3, 0.3, -1.1):  # the second time another numbering is used, the third another energy
        matrix = dense(H, E, places, values)
        factors = Pattern.of(H, 34, places).factors(H.data, E, values)
        np.testing.assert_allclose(factors.solve(right), np.linalg.solve(matrix, right), rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(factors.matrix(right), matrix @ right, rtol=1e-12, atol=1e-12)


def test_who_is_overtaken_while_solving_has_the_same_solution(nothing_known, monkeypatch):
    """During a factorization others use the same pattern, find its order, and number it anew."""
    H, places, values = drawn(1)
    pattern, right = Pattern.of(H, 34, places), np.ones(34)
    solver = system.splu
    others = []

    def overtaken(*matrix, **how):
        monkeypatch.setattr(system, "splu", solver)
        others.extend(pattern.factors(H.data, 0.3, values).solve(right) for _ in range(3))
        return solver(*matrix, **how)

    monkeypatch.setattr(system, "splu", overtaken)
    own = pattern.factors(H.data, 0.3, values).solve(right)
    wanted = np.linalg.solve(dense(H, 0.3, places, values), right)
    for solution in (own, *others):
        np.testing.assert_allclose(solution, wanted, rtol=1e-9, atol=1e-9)


def test_threads_find_what_one_finds(nothing_known):
    """Bars of one pattern, eight at once; each time the order is to be found anew."""
    sides = [("left", slice(0, 12)), ("right", slice(0, 12))]
    bars = [grid(disorder((18, 12), 1, seed), t, 0.05, sides) for seed in range(24)]
    alone = [bar.transmission(0.9 * t) for bar in bars]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for _ in range(4):
            Pattern._known.clear()
            with ThreadPoolExecutor(8) as pool:
                together = list(pool.map(lambda bar: bar.transmission(0.9 * t), bars))
            np.testing.assert_allclose(together, alone, rtol=0, atol=1e-9)
    finally:
        sys.setswitchinterval(interval)


def test_threads_with_many_patterns_leave_few_of_them(nothing_known):
    """More patterns than are kept, asked for and thrown out at the same time."""
    chains = [sparse.csc_matrix(sparse.diags([1.0, 1.0], [-1, 1], shape=(n, n))) for n in range(3, 43)]
    ends = [(np.array([0]), np.array([0]))]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda H: Pattern.of(H, H.shape[0], ends).factors(H.data, 0.5, [[[1j]]]), 5 * chains)
        for H, factors in zip(5 * chains, found, strict=True):
            right = np.ones(H.shape[0])
            np.testing.assert_allclose(factors.matrix(factors.solve(right)), right, atol=1e-9)
    assert len(Pattern._known) == system._KEPT


def test_one_pattern_for_devices_that_differ_by_disorder_only(nothing_known):
    one, other = (grid(disorder((6, 4), 1, seed), t).hamiltonian for seed in (1, 2))
    assert Pattern.of(one, 24, []) is Pattern.of(other, 24, [])
    assert Pattern.of(one, 24, []) is not Pattern.of(grid(disorder((4, 6), 1, 1), t).hamiltonian, 24, [])


def test_what_cannot_be_solved_is_named(nothing_known):
    H = sparse.csc_matrix(np.diag([1.0, 2.0]))
    pattern = Pattern.of(H, 2, [])
    for _ in range(2):
        with pytest.raises(ValueError, match="shift it a little"):
            pattern.factors(H.data, 2.0, [])
