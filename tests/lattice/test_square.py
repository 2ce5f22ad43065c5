"""Devices cut out of the square lattice: their matrix, its field, its holes, and where leads touch."""

from functools import partial

import numpy as np
import pytest
from lattices import disorder, t

from qtlib.lattice import grid
from qtlib.lattice.square import side_sites


def test_without_field_it_is_the_lattice_laplacian():
    """Standing waves, with energies 4t − 2t cos k_x − 2t cos k_y above the band bottom."""
    L, W = 7, 4
    k_x, k_y = np.pi * np.arange(1, L + 1) / (L + 1), np.pi * np.arange(1, W + 1) / (W + 1)
    wanted = 4 * t - 2 * t * np.cos(k_x)[:, None] - 2 * t * np.cos(k_y)
    found = np.linalg.eigvalsh(grid(np.zeros((L, W)), t).hamiltonian.toarray())
    np.testing.assert_allclose(found, np.sort(wanted.ravel()), rtol=1e-12)


@pytest.mark.parametrize("flux", [0.07, -0.3])
def test_around_each_plaquette_a_wave_turns_by_the_flux(flux):
    H = grid(disorder((4, 3), 1), t, flux).hamiltonian.toarray().reshape(4, 3, 4, 3)
    for x in range(3):
        for y in range(2):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1), (x, y)]
            turn = np.prod([H[a][b] / -t for a, b in zip(corners[1:], corners[:-1], strict=True)])
            assert turn == pytest.approx(np.exp(2j * np.pi * flux), abs=1e-12)


def test_a_hole_is_a_site_that_nothing_reaches_left_out():
    U = disorder((5, 4), 1)
    full = grid(U, t, 0.1).hamiltonian.toarray()
    U[2, 1] = U[3, 3] = np.nan
    kept = np.flatnonzero(~np.isnan(U.ravel()))
    np.testing.assert_array_equal(grid(U, t, 0.1).hamiltonian.toarray(), full[np.ix_(kept, kept)])


def test_sides():
    number = np.arange(12).reshape(4, 3)
    where = {"left": [1, 2], "right": [10, 11], "bottom": [3, 6], "top": [5, 8]}
    for side, sites in where.items():
        assert side_sites(number, side, slice(1, 3)).tolist() == sites


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (partial(grid, np.zeros(3), t), r"potential must be a grid \(L, W\) in J, got shape \(3,\)"),
        (partial(grid, np.array([[np.inf]]), t), "potential must be finite, got inf J"),
        (partial(grid, np.array([["high"]]), t), "potential must be a real number in J"),
        (partial(grid, np.zeros((3, 3)), -t), "hopping must be positive"),
        (partial(grid, np.zeros((3, 3)), t, np.nan), "flux must be finite"),
        (
            partial(grid, np.zeros((3, 3)), t, 0.0, [("up", slice(0, 3))]),
            "side must be left, right, bottom or top, got 'up'",
        ),
        (partial(grid, np.zeros((3, 3)), t, 0.0, [("left", slice(3, 5))]), "must touch sites"),
        (partial(grid, np.full((3, 3), np.nan), t, 0.0, [("left", slice(0, 3))]), "must touch sites"),
    ],
)
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()
