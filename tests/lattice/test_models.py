"""Superconducting wires and helical edges."""

from functools import partial

import numpy as np
import pytest
from lattices import disorder, not_unitary, t

from qtlib import Terminals, superconductor
from qtlib.lattice import Device, Wire, andreev, helical, kitaev, ns_wire
from qtlib.units import G0, meV


@pytest.mark.parametrize("E", [0.0, 1e-6])
def test_kitaev_chain(E):
    barrier = [1.5 * meV] * 2
    topological, trivial = (kitaev(mu * meV, 1 * meV, 0.4 * meV, barrier) for mu in (1.0, -0.5))
    assert andreev(topological, E * meV) == pytest.approx(2, abs=1e-6)
    assert andreev(trivial, E * meV) == pytest.approx(0, abs=1e-6)
    assert not_unitary(topological.smatrix(0.2 * meV)) < 1e-10


def by_wave_matching(E, mu, pairing, barrier):
    """Conductance of `kitaev` in e²/h from its waves in closed form, in hoppings; the lead is in mid-band.

    Of E² = (2 − μ − 2c)² + 4Δ²(1 − c²), c = (λ + 1/λ)/2, the two decaying waves (Δ(λ − 1/λ), E − ξ) λ^j are matched.
    """
    tau_z, hop = np.diag([1, -1]), np.diag([-1, 1])
    c = np.roots([4 * (1 - pairing**2), -4 * (2 - mu), (2 - mu) ** 2 + 4 * pairing**2 - E**2]).astype(complex)
    root = np.sqrt(c**2 - 1)
    factor = np.where(abs(c + root) < 1, c + root, c - root)
    waves = np.array([pairing * (factor - 1 / factor), E - (2 - mu - 2 * c)])
    paired = hop + pairing * np.array([[0, 1], [-1, 0]])
    n, e_ik = len(barrier), np.exp(1j * np.arccos(-E / 2))
    leave = np.diag([e_ik, np.exp(-1j * np.arccos(E / 2))])  # one cell outward: electron, hole
    # unknown: the waves on the barrier's sites, the two amplitudes that leave, the two in the superconductor
    matrix, right = np.zeros((2 * n + 4, 2 * n + 4), complex), np.zeros(2 * n + 4, complex)
    for i, U in enumerate(barrier):
        here = slice(2 * i, 2 * i + 2)
        matrix[here, here] = U * tau_z - E * np.eye(2)
        if i:
            matrix[here, 2 * i - 2 : 2 * i] = hop
        matrix[here, 2 * i + 2 : 2 * i + 4] = hop if i < n - 1 else 0
    matrix[2 * n - 2 : 2 * n, 2 * n + 2 :] = hop @ waves
    matrix[:2, 2 * n : 2 * n + 2] = hop @ leave
    right[0] = 1 / e_ik  # −hop times the electron that arrives
    matrix[2 * n : 2 * n + 2, :2], matrix[2 * n : 2 * n + 2, 2 * n : 2 * n + 2] = np.eye(2), -np.eye(2)
    right[2 * n] = 1
    matrix[2 * n + 2 :, 2 * n - 2 : 2 * n] = hop
    matrix[2 * n + 2 :, 2 * n + 2 :] = -paired.T @ (waves / factor)
    electron, hole = np.linalg.solve(matrix, right)[2 * n : 2 * n + 2]
    return 1 - abs(electron) ** 2 + abs(hole) ** 2


@pytest.mark.parametrize(("mu", "pairing"), [(1.0, 0.4), (2.3, 0.5), (3.2, 0.1), (-0.5, 0.4)])
def test_kitaev_chain_at_any_energy_is_wave_matching(mu, pairing):
    """Down to no energy at all, where a Majorana state vanishes in the lead's contact cell, or nearly so."""
    barrier = [1.5, 0.7]
    chain = kitaev(mu * t, t, pairing * t, np.array(barrier) * t)
    for E in [0.0, *np.logspace(-15, -1, 57)]:
        exact = by_wave_matching(E, mu, pairing, barrier)
        assert andreev(chain, E * t) == pytest.approx(exact, rel=1e-9, abs=1e-12), E
        assert not_unitary(chain.smatrix(E * t)) < 1e-10


def test_the_normal_part_of_a_kitaev_chain_may_be_filled_otherwise():
    """2t is the middle of its band; the Majorana state is there at any filling, but no wave in an empty band."""
    barrier = [1.5 * meV] * 2
    chains = [kitaev(1.0 * meV, 1 * meV, 0.4 * meV, barrier, lead_mu=x * meV) for x in (2.0, 0.3)]
    middle = kitaev(1.0 * meV, 1 * meV, 0.4 * meV, barrier)
    E = 0.05 * meV
    assert andreev(chains[0], E) == pytest.approx(andreev(middle, E), rel=1e-12, abs=0)
    assert abs(andreev(chains[1], E) - andreev(middle, E)) > 0.01
    assert andreev(chains[1], 0.0) == pytest.approx(2, abs=1e-6)
    empty = kitaev(1.0 * meV, 1 * meV, 0.4 * meV, barrier, lead_mu=-0.1 * meV)
    assert andreev(empty, 0.0) == 0


def test_the_normal_lead_may_be_any_of_the_leads():
    contact = ns_wire(disorder((3, 4), 1), 20 * meV, mu=30 * meV, gap=0.1 * meV)
    turned = Device(contact.hamiltonian, contact.leads[::-1])
    assert andreev(turned, 0.02 * meV, lead=1) == pytest.approx(andreev(contact, 0.02 * meV), rel=1e-9, abs=0)


def test_normal_superconducting_contact_is_beenakkers_formula():
    """A barrier in front of a gap small against other energies: G = Σ 2T²/(2−T)² per spin, T_n of the normal wire."""
    U = np.zeros((9, 5))
    U[4] = 0.8 * t
    E_F = 2.2 * t
    T_n = Wire(U, t).eigenvalues(E_F)
    G = andreev(ns_wire(U, t, E_F, gap=1e-4 * t), 0.0)
    beenakker = (2 * T_n**2 / (2 - T_n) ** 2).sum()
    assert pytest.approx(beenakker, rel=1e-3, abs=0) == G
    G_sheet = superconductor.andreev_conductance(T_n) / G0
    assert G_sheet == pytest.approx(G, rel=1e-3, abs=0)  # G0 counts both spins
    above = ns_wire(U, t, E_F, gap=1e-4 * t)
    assert andreev(above, 1e-2 * t) == pytest.approx(T_n.sum(), rel=2e-2, abs=0)


def test_helical_bar_has_the_fractions_of_six_terminals():
    arms = [("left", slice(0, 10)), ("bottom", slice(4, 14)), ("bottom", slice(22, 32)), ("right", slice(0, 10))]
    arms += [("top", slice(22, 32)), ("top", slice(4, 14))]
    bar = helical(np.zeros((36, 10)), 12 * meV, 12 * meV, 12 * meV, arms)
    T = bar.transmission(0.5 * meV) / 2  # Terminals counts both spins
    terminals = Terminals(T)
    assert terminals.resistance(current=(0, 3), voltage=(0, 3)) == pytest.approx(3 * 12906.4037, rel=1e-2, abs=0)
    assert terminals.resistance(current=(0, 3), voltage=(1, 2)) == pytest.approx(12906.4037, rel=1e-2, abs=0)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (partial(ns_wire, np.zeros(3), t, t, 0.0), "potential must be a grid"),
        (partial(helical, np.zeros((3, 3)), t, t, t, [("up", slice(0, 3))]), "side must be left"),
    ],
)
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()
