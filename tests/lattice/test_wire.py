"""Wires: an independent sparse solver, the laws, closed forms and limits."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from lattices import disorder, energies, not_unitary, t, wires
from scipy.optimize import brentq

from qtlib import SaddlePoint, conductance, noise
from qtlib.lattice import Wire, modes
from qtlib.units import G0


@settings(deadline=None)
@given(wires, energies)
def test_recursion_equals_the_sparse_solver(wire, E):
    device = wire.device()
    assert wire.transmission(E) == pytest.approx(device.transmission(E)[1, 0], abs=1e-9)
    S, other, N = wire.smatrix(E).matrix, device.smatrix(E), wire.modes(E)
    assert S.shape == other.shape == (2 * N, 2 * N)
    for block in (np.s_[:N, :N], np.s_[N:, :N], np.s_[:N, N:]):  # r, t, t′, up to the modes' phases and order
        np.testing.assert_allclose(*(np.linalg.svd(x[block], compute_uv=False) for x in (S, other)), atol=1e-9)


@settings(deadline=None)
@given(wires, energies)
def test_unitarity_reciprocity_and_bounds(wire, E):
    S = wire.smatrix(E).matrix
    assert not_unitary(S) < 1e-10
    T_n = wire.eigenvalues(E)
    assert ((T_n >= 0) & (T_n <= 1)).all()
    assert T_n.sum() <= wire.modes(E) + 1e-10
    reversed_field = Wire(wire.potential, t, -wire.flux)
    np.testing.assert_allclose(reversed_field.eigenvalues(E), T_n, atol=1e-9)  # Onsager: G(B) = G(−B) of two terminals


@settings(deadline=None, max_examples=30)
@given(wires, energies)
def test_kubo_equals_landauer_across_any_two_cuts(wire, E):
    L = len(wire.potential)
    if L > 2:
        T = wire.transmission(E)
        for cuts in ((0, 0), (0, L - 2), (L // 2 - 1, L // 3)):
            assert wire.kubo(E, *cuts) == pytest.approx(T, abs=1e-9)


def test_kubo_equals_landauer_to_rounding():
    wire = Wire(disorder((30, 12), 1), t)
    T = wire.device().transmission(1.3 * t)[1, 0]
    for cuts in ((2, 20), (0, 28), (14, 14)):
        assert wire.kubo(1.3 * t, *cuts) == pytest.approx(T, rel=1e-10, abs=0)


@pytest.mark.parametrize("flux", [0, 0.02])
@pytest.mark.parametrize("strength", [0, 1])
def test_unitary_at_and_beside_a_threshold(flux, strength):
    wire = Wire(disorder((30, 9), strength), t, flux)

    def opened(x):
        return wire.modes(x * t) - 2.5

    threshold = modes.thresholds(9)[2] if flux == 0 else brentq(opened, 0.2, 2, xtol=1e-14)
    for distance in (0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-3):
        for E in ((threshold + distance) * t, (threshold - distance) * t):
            S = wire.smatrix(E).matrix
            assert np.isfinite(S).all()
            # in a field the modes are found numerically; a nanohopping from a threshold two are one to rounding
            assert not_unitary(S) < (1e-10 if flux == 0 or distance > 5e-9 else 2e-9)
    assert np.isfinite(wire.transmission(np.linspace(0, 3, 50) * t)).all()


def test_a_flat_landau_level_is_approached_until_its_modes_cannot_be_told_apart():
    """Its modes are as slow as one likes, at wave numbers far apart: unitary, or refused within 1e-7 of the level."""
    low, high = 0.03, 0.05
    for _ in range(45):
        flux = (low + high) / 2
        wire = Wire(disorder((5, 30), 0.2), t, flux)
        try:
            S = wire.smatrix(0.7 * t).matrix
        except ValueError as refused:
            assert "shift the energy a little" in str(refused) or "must be unitary" in str(refused)
            break
        assert not_unitary(S) < 1e-8
        low, high = (flux, high) if wire.modes(0.7 * t) >= 2 else (low, flux)
    assert high - low < 1e-7
    assert 0.035 < low < 0.045


def test_clean_wire_conducts_one_quantum_a_mode():
    E = np.linspace(0.1, 7.9, 60) * t
    wire = Wire(np.zeros((40, 9)), t)
    np.testing.assert_allclose(wire.transmission(E), wire.modes(E), atol=1e-9)
    assert wire.transmission(-0.1 * t) == 0


@pytest.mark.parametrize("U", [-3.0, 0.2, 1.7])
def test_one_site_of_a_chain(U):
    x = np.array([0.01, 0.5, 2, 3.9])
    sin = np.sqrt(1 - (1 - x / 2) ** 2)
    expected = 1 / (1 + (U / (2 * sin)) ** 2)
    np.testing.assert_allclose(Wire([0, U * t, 0], t).transmission(x * t), expected, rtol=1e-11)


def test_square_barrier_in_the_continuum_limit():
    """T = 1/(1 + V² sinh²κa/4E(V−E)), with an error that falls with the square of the lattice constant."""
    E = 0.4
    V = 1.0
    errors = []
    for n in (100, 200):  # sites in a barrier of width 2 (units ħ²/2m = 1)
        hop = (n / 2) ** 2
        kappa = np.sqrt(V - E)
        expected = 1 / (1 + V**2 * np.sinh(2 * kappa) ** 2 / (4 * E * (V - E)))
        errors.append(Wire(np.full(n, V), hop).transmission(E) / expected - 1)
    assert abs(errors[1]) < 1e-3
    assert abs((4 * errors[1] - errors[0]) / 3) < 2e-5


def test_saddle_point_atom_by_atom():
    """A saddle on the lattice, flattened into its leads, has the formula's staircase; its wings scatter a little."""
    L, W = 161, 81
    hw_x, hw_y = 0.03, 0.035  # in hoppings: ½mω²x² = (ħω)²x²/4t in lattice constants
    top = 0.3
    x = np.arange(L)[:, None] - L // 2
    y = np.arange(W) - W // 2
    U = top - top * np.tanh(hw_x * x / 2 / np.sqrt(top)) ** 2 + (hw_y * y) ** 2 / 4 / (1 + (x / (0.3 * L)) ** 4)
    E = top + hw_y * np.linspace(0, 2.8, 29)
    formula = SaddlePoint(V0=top * t, hw_x=hw_x * t, hw_y=hw_y * t).transmission(E * t)
    assert np.abs(Wire(U * t, t).transmission(E * t) - formula).max() < 0.03


def test_many_energies_at_once_equal_each_alone():
    wire = Wire(disorder((50, 10), 1), t)
    E = np.linspace(0.4, 1.9, 130).reshape(10, 13) * t
    T = wire.transmission(E)
    assert T.shape == (10, 13)
    np.testing.assert_allclose(T, [[wire.transmission(x) for x in row] for row in E], atol=1e-9)
    assert wire.eigenvalues(E).shape == (10, 13, wire.modes(E.max()))


def test_a_wire_is_a_conductor():
    wire = Wire(disorder((20, 6), 1), t)
    assert conductance(wire, 1.5 * t) == pytest.approx(G0 * wire.transmission(1.5 * t), rel=1e-9, abs=0)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    T_n = wire.eigenvalues((1.65 + 0.05 * nodes) * t)  # no threshold in between, where T is no polynomial
    shot = 2 * G0 * 0.05 * t * weights @ (T_n * (1 - T_n)).sum(-1)
    assert noise(wire, 1.7 * t, 1.6 * t) == pytest.approx(shot, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (partial(Wire, np.zeros((3, 3, 3)), t), r"potential must be a grid \(L, W\)"),
        (partial(Wire, [[np.nan]], t), "potential must be finite"),
        (partial(Wire, np.zeros((3, 3)), 0), "hopping must be positive, got 0 J"),
        (partial(Wire, np.zeros((3, 3)), t, np.inf), "flux must be finite, got inf h/e"),
        (partial(Wire(np.zeros((3, 3)), t).transmission, np.nan), "E must be finite"),
        (
            partial(Wire(np.zeros((3, 3)), t).kubo, t, 0, 2),
            "cut_2 must be the number of a slice between 0 and 1, got 2",
        ),
    ],
)
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()
