"""Wires and leads on the lattice that tests draw, and what they all ask: is it unitary?"""

import numpy as np
from hypothesis import strategies as st

from qtlib.lattice import Wire
from qtlib.units import meV

t = 20 * meV


def disorder(shape, strength, seed=1):
    return np.random.default_rng(seed).uniform(-0.5, 0.5, shape) * strength * t


def not_unitary(S):
    S = np.asarray(S)
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


def in_field(W, flux):
    """Cell and outward hopping of a lead of the square lattice, in hoppings."""
    bond = np.eye(W, k=1)
    return 4 * np.eye(W) - bond - bond.T + 0j, -np.diag(np.exp(2j * np.pi * flux * np.arange(W)))
