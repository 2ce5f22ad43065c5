"""Devices with any leads: the laws, symmetries, and a dense Green's function."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lattices import disorder, not_unitary, t

from qtlib import Terminals
from qtlib.lattice import Device, Lead, Wire, grid
from qtlib.lattice.scatter import lead_modes


def caroli(device, E):
    """Tr Γ_p G Γ_q G† from the inverse of the whole matrix, the diagonal left zero: an independent way."""
    scale, n = device._scale, device.hamiltonian.shape[0]
    matrix = E / scale * np.eye(n) - device.hamiltonian.toarray() / scale
    gammas = []
    for lead in device.leads:
        found, _ = lead.modes(E / scale, scale)
        sigma = lead.hopping / scale @ found.ratio
        matrix[np.ix_(lead.sites, lead.sites)] -= sigma
        gammas.append((lead.sites, 1j * (sigma - sigma.conj().T)))
    G = np.linalg.inv(matrix)
    T = np.zeros((len(gammas), len(gammas)))
    for p, (to, out) in enumerate(gammas):
        for q, (start, arriving) in enumerate(gammas):
            if p != q:
                g = G[np.ix_(to, start)]
                T[p, q] = np.trace(out @ g @ arriving @ g.conj().T).real
    return T


shapes = st.tuples(st.integers(4, 16), st.integers(4, 16))  # longer than wide, and wider than long


@settings(deadline=None, max_examples=40)
@given(shapes, st.floats(0, 0.2), st.floats(0, 3), st.floats(0.1, 5), st.floats(-0.2, 0.2), st.integers(0, 1000))
def test_any_grid_with_missing_sites_is_its_dense_green_function(shape, missing, strength, x, flux, seed):
    """Four leads, some of them narrower than their side; sites are missing anywhere between them."""
    L, W = shape
    U = disorder(shape, strength, seed)
    holes = np.random.default_rng(seed).uniform(size=shape) < missing
    holes[[0, -1]] = holes[:, [0, -1]] = False
    U[holes] = np.nan
    sides = [("left", slice(0, W)), ("right", slice(1, W - 1)), ("bottom", slice(1, L // 2 + 1)), ("top", slice(2, L))]
    device = grid(U, t, flux, sides)
    S = device.smatrix(x * t)
    assert not_unitary(S) < 1e-9
    np.testing.assert_allclose(device.transmission(x * t), caroli(device, x * t), atol=1e-9)


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4), st.integers(2, 8), st.floats(-2, 2).filter(lambda E: abs(E) > 1e-9), st.integers(0, 1000))
def test_any_orbitals_on_any_graph(orbitals, cells, E, seed):
    """A random Hermitian matrix with two leads of random orbitals; the hopping of one of them cannot be inverted."""
    rng = np.random.default_rng(seed)

    def random(*shape):
        return rng.normal(size=shape) + 1j * rng.normal(size=shape)

    n = orbitals * cells
    H = random(n, n) * (rng.uniform(size=(n, n)) < 0.3)
    h, v = random(2, orbitals, orbitals), random(2, orbitals, orbitals)
    if orbitals > 1:
        v[1][:, 0] = 0
    ends = np.arange(orbitals), np.arange(n - orbitals, n)
    leads = [Lead(sites, a + a.conj().T, b) for sites, a, b in zip(ends, h, v, strict=True)]
    device = Device(H + H.conj().T, leads)
    S = device.smatrix(E)
    assert not_unitary(S) < 1e-9
    assert S.left == device.leads[0].modes(E / device._scale, device._scale)[0].in_0.shape[1]
    np.testing.assert_allclose(device.transmission(E), caroli(device, E), atol=1e-8)


def test_many_energies_are_those_one_by_one():
    """Thresholds lie between them; narrow leads and wide ones open at different energies."""
    U = disorder((24, 12), 0.5)
    arms = [("left", slice(0, 12)), ("right", slice(0, 12)), ("bottom", slice(4, 12)), ("top", slice(4, 12))]
    bar = grid(U, t, 0.04, arms)
    E = np.linspace(0.2, 1.4, 70).reshape(7, 10) * t
    T = bar.transmission(E)
    assert T.shape == (7, 10, 4, 4)
    one_by_one = [bar.transmission(x) for x in E.ravel()]
    np.testing.assert_allclose(T.reshape(70, 4, 4), one_by_one, rtol=0, atol=1e-9)
    wire = Wire(U, t, 0.04)
    np.testing.assert_allclose(wire.transmission(E.ravel()), [wire.transmission(x) for x in E.ravel()], atol=1e-9)


def test_a_state_that_no_lead_reaches_is_named():
    """A site without any neighbour, at its own energy."""
    H = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    device = Device(H, [Lead(np.array([0]), np.zeros((1, 1)), np.ones((1, 1)))])
    with pytest.raises(ValueError, match="shift it a little"):
        device.smatrix(0.0)


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


def test_bond_currents_of_the_waves_of_each_lead():
    """What arrives from the right carries as much to the left; together they carry nothing through any cut."""
    wire = Wire(disorder((12, 5), 1), t)
    device, site = wire.device(), np.arange(60).reshape(12, 5)
    along = [device.bond_currents(1.3 * t, lead)[site[:-1].ravel(), site[1:].ravel()] for lead in (0, 1)]
    through = [np.reshape(flow, (11, 5)).sum(1) for flow in along]
    np.testing.assert_allclose(through[0], wire.transmission(1.3 * t), rtol=1e-9)
    np.testing.assert_allclose(through[1], -through[0], rtol=1e-9)


def test_integer_hall_edges():
    bar = grid(disorder((24, 24), 0.3), t, 0.06, [(s, slice(0, 24)) for s in ("left", "bottom", "right", "top")])
    T = bar.transmission(0.7 * t)  # between the first and the second Landau level
    neighbour = np.roll(np.eye(4), 1, axis=0)
    assert min(np.abs(T - n).max() for n in (neighbour, neighbour.T)) < 1e-2


@pytest.mark.parametrize(
    ("hamiltonian", "words"),
    [
        (np.zeros((2, 3)), r"hamiltonian must be a finite square matrix in J, got shape \(2, 3\)"),
        (np.array([[0, 1], [2, 0]]), "hamiltonian must be Hermitian"),
    ],
)
def test_what_is_no_hamiltonian_is_refused(hamiltonian, words):
    with pytest.raises(ValueError, match=words):
        Device(hamiltonian, [])
