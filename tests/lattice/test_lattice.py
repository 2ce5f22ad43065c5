"""Lattice Green's functions: an independent sparse solver, closed forms, the laws; ensembles."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from qtlib import SaddlePoint, Terminals, conductance, noise, superconductor
from qtlib.lattice import Device, Lead, Wire, andreev, ensemble, grid, helical, kitaev, modes, ns_wire, recursion
from qtlib.lattice.joined import joined, slices_to_join
from qtlib.lattice.scatter import lead_modes
from qtlib.units import G0, meV

t = 20 * meV


def disorder(shape, strength, seed=1):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, shape) * strength * t


def not_unitary(S):
    return np.abs(S.conj().T @ S - np.eye(len(S))).max(initial=0.0)


wires = st.builds(
    lambda L, W, strength, flux, seed: Wire(disorder((L, W), strength, seed), t, flux),
    st.integers(1, 25),
    st.integers(1, 12),
    st.floats(0, 4),
    st.just(0.0) | st.floats(-0.3, 0.3),
    st.integers(0, 1000),
)
energies = st.floats(0.02, 7.98).map(lambda x: x * t)


# an independent method, and the laws


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
        assert wire.kubo(1.3 * t, *cuts) == pytest.approx(T, rel=1e-10)


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


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 1000), st.floats(0.3, 3), st.floats(-0.2, 0.2))
def test_onsager_casimir_on_a_disordered_cross(seed, x, flux):
    cross = np.full((14, 14), np.nan)
    cross[5:9, :] = cross[:, 5:9] = 0
    cross += disorder(cross.shape, 1, seed)
    arms = [(side, slice(5, 9)) for side in ("left", "bottom", "right", "top")]
    forth, back = grid(cross, t, flux, arms), grid(cross, t, -flux, arms)
    T = forth.transmission(x * t)
    np.testing.assert_allclose(T, back.transmission(x * t).T, atol=1e-9)
    assert not_unitary(forth.smatrix(x * t)) < 1e-9
    Terminals(T)  # rows and columns sum to the same


def test_a_quarter_turn_of_a_cross_changes_nothing():
    """Leads along y are solved in another gauge than leads along x."""
    cross = np.full((14, 14), np.nan)
    cross[5:9, :] = cross[:, 5:9] = 0
    cross += disorder(cross.shape, 1)
    sides = ["left", "bottom", "right", "top"]  # counter-clockwise
    T = grid(cross, t, 0.07, [(side, slice(5, 9)) for side in sides]).transmission(1.1 * t)
    turned = np.rot90(cross)  # (x, y) ← (y, 13 − x): a turn of the plane
    T_turned = grid(turned, t, 0.07, [(side, slice(5, 9)) for side in sides]).transmission(1.1 * t)
    shift = next(s for s in (1, 3) if np.allclose(np.roll(T, (s, s), (0, 1)), T_turned, atol=1e-9))
    assert not np.allclose(np.roll(T, (-shift, -shift), (0, 1)), T_turned, atol=1e-3)


def test_bond_currents_and_density():
    wire = Wire(disorder((20, 8), 1), t, 0.03)
    along, across = wire.bond_currents(1.2 * t)
    np.testing.assert_allclose(along.sum(1), wire.transmission(1.2 * t), rtol=1e-9)
    inner = along[1:] - along[:-1]  # what leaves a slice's site along must have come across
    inner += np.diff(np.pad(across[1:-1], ((0, 0), (1, 1))), axis=1)
    assert np.abs(inner).max() < 1e-10
    # −Im G/π of the site, from the matrix with its self-energies
    L, W = 6, 4
    small = Wire(disorder((L, W), 1), t)
    E = 1.1
    bond = np.eye(W, k=1)
    h = 4 * np.eye(W) - bond - bond.T
    H = np.kron(np.eye(L), h) + np.diag(small.potential.ravel() / t) + 0j
    H -= np.kron(np.eye(L, k=1) + np.eye(L, k=-1), np.eye(W))
    sigma = -lead_modes(W, np.array([E]), 0.0).ratio[0]
    H[:W, :W] += sigma
    H[-W:, -W:] += sigma
    density = -np.linalg.inv(E * np.eye(L * W) - H).diagonal().imag / np.pi / t
    np.testing.assert_allclose(small.local_density(E * t).ravel(), density, rtol=1e-9)


# closed forms and limits


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
    E, V, errors = 0.4, 1.0, []
    for n in (100, 200):  # sites in a barrier of width 2 (units ħ²/2m = 1)
        hop = (n / 2) ** 2
        kappa = np.sqrt(V - E)
        expected = 1 / (1 + V**2 * np.sinh(2 * kappa) ** 2 / (4 * E * (V - E)))
        errors.append(Wire(np.full(n, V), hop).transmission(E) / expected - 1)
    assert abs(errors[1]) < 1e-3
    assert abs((4 * errors[1] - errors[0]) / 3) < 2e-5


def test_saddle_point_atom_by_atom():
    """A saddle on the lattice, flattened into its leads, has the formula's staircase; its wings scatter a little."""
    L, W, hw_x, hw_y, top = 161, 81, 0.03, 0.035, 0.3  # in hoppings: ½mω²x² = (ħω)²x²/4t in lattice constants
    x, y = np.arange(L)[:, None] - L // 2, np.arange(W) - W // 2
    U = top - top * np.tanh(hw_x * x / 2 / np.sqrt(top)) ** 2 + (hw_y * y) ** 2 / 4 / (1 + (x / (0.3 * L)) ** 4)
    E = top + hw_y * np.linspace(0, 2.8, 29)
    formula = SaddlePoint(V0=top * t, hw_x=hw_x * t, hw_y=hw_y * t).transmission(E * t)
    assert np.abs(Wire(U * t, t).transmission(E * t) - formula).max() < 0.03


def test_integer_hall_edges():
    bar = grid(disorder((24, 24), 0.3), t, 0.06, [(s, slice(0, 24)) for s in ("left", "bottom", "right", "top")])
    T = bar.transmission(0.7 * t)  # between the first and the second Landau level
    neighbour = np.roll(np.eye(4), 1, axis=0)
    assert min(np.abs(T - n).max() for n in (neighbour, neighbour.T)) < 1e-2


@pytest.mark.parametrize("E", [0.0, 1e-6])
def test_kitaev_chain(E):
    barrier = [1.5 * meV] * 2
    topological, trivial = (kitaev(mu * meV, 1 * meV, 0.4 * meV, barrier) for mu in (1.0, -0.5))
    assert andreev(topological, E * meV) == pytest.approx(2, abs=1e-6)
    assert andreev(trivial, E * meV) == pytest.approx(0, abs=1e-6)
    assert not_unitary(topological.smatrix(0.2 * meV)) < 1e-10


def test_normal_superconducting_contact_is_beenakkers_formula():
    """A barrier in front of a gap small against other energies: G = Σ 2T²/(2−T)² per spin, T_n of the normal wire."""
    U = np.zeros((9, 5))
    U[4] = 0.8 * t
    E_F = 2.2 * t
    T_n = Wire(U, t).eigenvalues(E_F)
    G = andreev(ns_wire(U, t, E_F, gap=1e-4 * t), 0.0)
    beenakker = (2 * T_n**2 / (2 - T_n) ** 2).sum()
    assert pytest.approx(beenakker, rel=1e-3) == G
    G_sheet = superconductor.andreev_conductance(T_n) / G0
    assert G_sheet == pytest.approx(G, rel=1e-3)  # G0 counts both spins
    above = ns_wire(U, t, E_F, gap=1e-4 * t)
    assert andreev(above, 1e-2 * t) == pytest.approx(T_n.sum(), rel=2e-2)


def test_helical_bar_has_the_fractions_of_six_terminals():
    arms = [("left", slice(0, 10)), ("bottom", slice(4, 14)), ("bottom", slice(22, 32)), ("right", slice(0, 10))]
    arms += [("top", slice(22, 32)), ("top", slice(4, 14))]
    bar = helical(np.zeros((36, 10)), 12 * meV, 12 * meV, 12 * meV, arms)
    T = bar.transmission(0.5 * meV) / 2  # Terminals counts both spins
    terminals = Terminals(T)
    assert terminals.resistance(current=(0, 3), voltage=(0, 3)) == pytest.approx(3 * 12906.4037, rel=1e-2)
    assert terminals.resistance(current=(0, 3), voltage=(1, 2)) == pytest.approx(12906.4037, rel=1e-2)


# the recursion itself


@pytest.mark.parametrize("flux", [0, 0.013])
@pytest.mark.parametrize("strength", [0.5, 20])
@pytest.mark.parametrize("x", [-3.0, 0.5, 4.1])
def test_joined_slices_stay_within_their_bound(flux, strength, x):
    """Strong disorder and energies where nothing propagates included; k comes from the potential and the energy."""
    L, W = 24, 7
    onsite = 4 + disorder((1, L, W), strength) / t
    E = np.array([x])
    rng = np.random.default_rng(3)
    X = 0.3 * (rng.normal(size=(1, W, W)) + 1j * rng.normal(size=(1, W, W))) / W
    X += 0.5j * np.eye(W)
    Z = np.eye(W, dtype=complex)[None, :3]
    phases = np.exp(-2j * np.pi * flux * np.arange(L)) if flux else np.ones(L)
    one, ratio, passed = recursion.plain(onsite, E, phases, X, Z)
    assert np.all(one == np.eye(W))
    for bound in (1e-13, 2e-10):
        k = slices_to_join(onsite, E, bound)
        k = max(d for d in range(1, L + 1) if L % d == 0 and d <= k)
        before, first, through = joined(onsite, E, phases, X, Z, k)
        back = np.linalg.inv(before)
        np.testing.assert_allclose(first @ back, ratio, atol=bound * np.abs(ratio).max())
        np.testing.assert_allclose(through @ back, passed, atol=bound)


def test_many_energies_at_once_equal_each_alone():
    wire = Wire(disorder((50, 10), 1), t)
    E = np.linspace(0.4, 1.9, 130).reshape(10, 13) * t
    T = wire.transmission(E)
    assert T.shape == (10, 13)
    np.testing.assert_allclose(T, [[wire.transmission(x) for x in row] for row in E], atol=1e-9)
    assert wire.eigenvalues(E).shape == (10, 13, wire.modes(E.max()))


def test_a_wire_is_a_conductor():
    wire = Wire(disorder((20, 6), 1), t)
    assert conductance(wire, 1.5 * t) == pytest.approx(G0 * wire.transmission(1.5 * t), rel=1e-9)
    nodes, weights = np.polynomial.legendre.leggauss(60)
    T_n = wire.eigenvalues((1.55 + 0.05 * nodes) * t)
    shot = 2 * G0 * 0.05 * t * weights @ (T_n * (1 - T_n)).sum(-1)
    assert noise(wire, 1.6 * t, 1.5 * t) == pytest.approx(shot, rel=1e-6)


# ensembles

potentials = [disorder((20, 6), 1, seed) for seed in range(40)]
drive = {"hopping": t, "E": 1.5 * t}


def test_ensemble_equals_wires_one_by_one():
    alone = np.array([Wire(U, t).eigenvalues(1.5 * t) for U in potentials])
    np.testing.assert_allclose(ensemble(potentials, **drive), alone, atol=1e-9)
    np.testing.assert_allclose(ensemble((U for U in potentials), **drive, progress=True), alone, atol=1e-9)
    in_field = ensemble(potentials[:3], **drive, flux=0.02)
    np.testing.assert_allclose(in_field, [Wire(U, t, 0.02).eigenvalues(1.5 * t) for U in potentials[:3]], atol=1e-9)
    assert ensemble([], **drive).shape[0] == 0


def test_ensemble_on_processes():
    with ProcessPoolExecutor(2) as pool:
        np.testing.assert_allclose(
            ensemble(iter(potentials), **drive, executor=pool), ensemble(potentials, **drive), atol=1e-12
        )


def test_a_broken_wire_is_named_and_the_others_survive():
    broken = list(potentials)
    broken[7] = broken[7] * np.nan
    broken[20] = "no potential"
    with pytest.warns(RuntimeWarning) as caught:
        rows = ensemble(broken, **drive)
    assert sorted(str(w.message).split(" could")[0] for w in caught) == ["wire 20", "wire 7"]
    good = np.delete(np.arange(40), [7, 20])
    np.testing.assert_allclose(rows[good], ensemble(potentials, **drive)[good], atol=1e-12)
    assert np.isnan(rows[[7, 20]]).all()
    with pytest.raises(ValueError, match="same width"):
        ensemble([np.zeros((3, 4)), np.zeros((3, 9))], **drive)


def _kill(pid):
    os.kill(pid, signal.SIGKILL)


def test_ensemble_on_a_cluster_that_loses_a_worker():
    distributed = pytest.importorskip("distributed")
    many = [disorder((60, 20), 1, seed) for seed in range(400)]
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        pids = list(client.run(os.getpid).values())

        def with_an_accident():
            for i, potential in enumerate(many):
                if i == 200:
                    _kill(pids[0])
                yield potential

        rows = ensemble(with_an_accident(), t, 1.5 * t, executor=client.get_executor())
    np.testing.assert_allclose(rows, ensemble(many, t, 1.5 * t), atol=1e-12)


# bad input


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
        (partial(grid, np.zeros(3), t), "potential must be a grid"),
        (
            partial(grid, np.zeros((3, 3)), t, 0.0, [("up", slice(0, 3))]),
            "side must be left, right, bottom or top, got 'up'",
        ),
        (partial(grid, np.full((3, 3), np.nan), t, 0.0, [("left", slice(0, 3))]), "must touch sites"),
        (partial(Lead, [0, 1], np.eye(3), np.eye(2)), "onsite must be a finite 2 × 2 matrix"),
        (partial(Lead, [0, 1], [[0, 1], [2, 0]], np.eye(2)), "onsite must be Hermitian"),
        (partial(Lead, [0, 1], np.ones((2, 2)), np.eye(2), [0, 1]), "kinds must not be mixed"),
        (partial(Device, [[0, 1], [2, 0]]), "hamiltonian must be Hermitian"),
        (partial(ensemble, potentials, -t, t), "hopping must be positive"),
        (partial(ns_wire, np.zeros(3), t, t, 0.0), "potential must be a grid"),
        (partial(helical, np.zeros((3, 3)), t, t, t, [("up", slice(0, 3))]), "side must be left"),
    ],
)
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()
