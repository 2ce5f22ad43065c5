"""Waves through a wire: its leads from either end, flux, phases that do not know how slices were joined."""

import numpy as np
import pytest
from lattices import disorder, in_field, t

from qtlib.lattice import modes
from qtlib.lattice.joined import slices_to_join
from qtlib.lattice.scatter import lead_modes, scatter, turned, turned_lead

E = np.array([1.3])


@pytest.mark.parametrize("flux", [0.0, 0.013, -0.2])
@pytest.mark.parametrize("W", [1, 4, 9])
def test_the_lead_on_the_left_is_the_one_on_the_right_seen_from_the_other_end(W, flux):
    """It hops outward by the conjugate; its waves are those of the general method."""
    cell, hop = in_field(W, flux)
    right = lead_modes(W, E, flux)
    left = turned_lead(right, flux)
    for found, outward in ((right, hop), (left, hop.conj())):
        wanted = modes.of_any(cell, outward, E[0])
        np.testing.assert_allclose(found.ratio[0], wanted.ratio, atol=1e-9)
        carried = found.amplitudes[0].conj().T @ found.amplitudes[0]
        np.testing.assert_allclose(carried, wanted.amplitudes.conj().T @ wanted.amplitudes, atol=1e-9)


def test_modes_at_many_energies_are_those_at_each_and_zero_where_closed():
    energies = np.array([0.3, 2.0, 1.0])
    together = lead_modes(7, energies, 0.02)
    assert together.open.sum(1).tolist() == [lead_modes(7, energies[[i]], 0.02).open.sum() for i in range(3)]
    for i, number in enumerate(together.open.sum(1)):
        alone = lead_modes(7, energies[[i]], 0.02)
        np.testing.assert_allclose(together.ratio[i], alone.ratio[0], atol=1e-11)
        np.testing.assert_allclose(np.abs(together.in_0[i, :, :number]), np.abs(alone.in_0[0]), atol=1e-9)
        assert not together.in_0[i, :, number:].any() and not together.amplitudes[i, number:].any()


@pytest.mark.parametrize("flux", [0.0, 0.02])
def test_what_comes_back_and_what_passes_is_unitary_and_turning_twice_is_nothing(flux):
    wire = 4 + disorder((1, 13, 6), 1, 3) / t
    np.testing.assert_array_equal(turned(turned(wire, flux), flux), wire)
    one = scatter(wire, E, flux, 1e-12)
    waves = np.concatenate([one.reflected[0], one.transmitted[0]])
    np.testing.assert_allclose(waves.conj().T @ waves, np.eye(waves.shape[1]), atol=1e-10)
    back = scatter(turned(wire, flux), E, flux, 1e-12)
    assert np.sum(np.abs(back.transmitted) ** 2) == pytest.approx(
        np.sum(np.abs(one.transmitted) ** 2), rel=1e-10, abs=0
    )


@pytest.mark.parametrize("flux", [0.0, 0.02])
@pytest.mark.parametrize("L", [11, 13, 17])
def test_amplitudes_do_not_know_how_many_slices_were_joined(L, flux):
    """Blocks of equal length may need some more slices of lead, whose phase is taken off again."""
    wire = 4 + disorder((1, L, 6), 1, 3) / t
    bounds = 1e-13, 1e-7
    joined = [slices_to_join(wire, E, bound) for bound in bounds]
    one, other = (scatter(wire, E, flux, bound) for bound in bounds)
    assert joined[0] != joined[1]
    assert one.extra or other.extra
    np.testing.assert_allclose(one.transmitted, other.transmitted, atol=1e-6)
    np.testing.assert_allclose(one.reflected, other.reflected, atol=1e-6)
