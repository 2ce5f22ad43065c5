"""Leads: kinds that do not mix are leads side by side, and what is no lead is refused."""

from functools import partial

import numpy as np
import pytest
from lattices import in_field

from qtlib.lattice import Lead, modes

E = 1.1


def side_by_side(*parts):
    """A lead of parts that do not mix, orbital by orbital in turn, and the kinds."""
    n = len(parts[0][0])
    whole = [np.zeros((len(parts) * n,) * 2, complex) for _ in range(2)]
    for kind, part in enumerate(parts):
        for matrix, own in zip(whole, part, strict=True):
            matrix[kind :: len(parts), kind :: len(parts)] = own
    return Lead(np.arange(len(parts) * n), *whole, kinds=np.tile(np.arange(len(parts)), n))


def test_kinds_are_solved_each_for_itself():
    parts = in_field(4, 0.03), in_field(4, -0.1)
    found, kinds = side_by_side(*parts).modes(E, 1.0)
    alone = [modes.of_lead(*part, E) for part in parts]
    assert kinds.tolist() == [0] * len(alone[0].factors) + [1] * len(alone[1].factors)
    np.testing.assert_array_equal(found.factors, np.concatenate([one.factors for one in alone]))
    for kind, one in enumerate(alone):
        own, other = slice(kind, None, 2), slice(1 - kind, None, 2)
        np.testing.assert_array_equal(found.ratio[own, own], one.ratio)
        assert not found.ratio[own, other].any()
        np.testing.assert_array_equal(found.in_0[own][:, kinds == kind], one.in_0)
        assert not found.in_0[other][:, kinds == kind].any()
        np.testing.assert_array_equal(found.amplitudes[kinds == kind][:, own], one.amplitudes)


def test_energies_and_matrices_count_in_the_same_unit():
    cell, hop = in_field(4, 0.03)
    one, _ = Lead(np.arange(4), cell, hop).modes(E, 1.0)
    scaled, _ = Lead(np.arange(4), 3e-21 * cell, 3e-21 * hop).modes(E, 3e-21)
    np.testing.assert_allclose(scaled.ratio, one.ratio, atol=1e-10)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (partial(Lead, [0, 1], np.eye(3), np.eye(2)), "onsite must be a finite 2 × 2 matrix in J for 2 sites"),
        (partial(Lead, [0], [[0]], [[np.nan]]), "hopping must be a finite 1 × 1 matrix"),
        (partial(Lead, [0, 1], [[0, 1], [2, 0]], np.eye(2)), r"onsite must be Hermitian, got \|H − H†\| = 1 J"),
        (partial(Lead, [0, 1], np.ones((2, 2)), np.eye(2), [0, 1]), "kinds must not be mixed"),
    ],
)
def test_what_is_no_lead_is_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()
