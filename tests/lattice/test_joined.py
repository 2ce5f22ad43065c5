"""Joined slices against the recursion."""

import numpy as np
import pytest
from lattices import disorder, t

from qtlib.lattice.joined import joined, slices_to_join
from qtlib.lattice.recursion import slice_by_slice


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
    one, ratio, passed = slice_by_slice(onsite, E, phases, X, Z)
    assert np.all(one == np.eye(W))
    for bound in (1e-13, 2e-10):
        k = slices_to_join(onsite, E, bound)
        k = max(d for d in range(1, L + 1) if L % d == 0 and d <= k)
        before, first, through = joined(onsite, E, phases, X, Z, k)
        back = np.linalg.inv(before)
        np.testing.assert_allclose(first @ back, ratio, atol=bound * np.abs(ratio).max())
        np.testing.assert_allclose(through @ back, passed, atol=bound)
