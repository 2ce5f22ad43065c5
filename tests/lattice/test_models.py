"""Superconducting wires and helical edges."""

from functools import partial

import numpy as np
import pytest
from lattices import not_unitary, t

from qtlib import Terminals, superconductor
from qtlib.lattice import Wire, andreev, helical, kitaev, ns_wire
from qtlib.units import G0, meV


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
