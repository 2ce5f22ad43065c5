"""A wire, slice by slice: from its potential to the waves it transmits. Everything in units of the hopping.

Slices i = 0 … L−1 of W sites obey A_i ψ_i = ψ_{i−1} + ψ_{i+1}, A_i = (H_i − E)/t. Waves leave to the right, so at the
right end ψ_{i+1} = X ψ_i with an X that the lead gives. Eliminating slice i carries X one slice to the left,

    (A_i − X) ψ_i = ψ_{i−1}      so that      X ← (A_i − X)⁻¹,

and Z, which gives the amplitudes of the waves in the right lead from ψ_i, follows: Z ← Z X. One inverse a slice: this
is the recursion to read, and what :mod:`qtlib.lattice.joined`, the one to compute with, is tested against.
"""

import numpy as np

__all__ = ["slice_by_slice"]


def slice_by_slice(onsite, E, phases, X, Z):
    """Waves at the left end of a wire from those at its right end.

    `onsite` (wires, L, W) and `E` (energies,) in units of the hopping, one of the two of length 1; `phases` (L,) are
    the Peierls factors of the bonds within a slice; `X` (batch, W, W), `Z` (batch, N, W). Returns ψ_{−1}, ψ_0, both
    (batch, W, W), and Z, all for the same W solutions.

    See Also
    --------
    qtlib.lattice.joined.joined : the same, faster

    Examples
    --------
    One clean site of a chain in mid-band hands the outgoing wave on, ψ_0 = i ψ_{−1}:

    >>> import numpy as np
    >>> wave, site, E = np.full((1, 1, 1), 1j), np.full((1, 1, 1), 2.0), np.array([2.0])
    >>> _, X, Z = slice_by_slice(site, E, np.ones(1), wave, np.ones((1, 1, 1)))
    >>> bool(np.isclose(X[0, 0, 0], 1j, atol=0))
    True
    """
    W = onsite.shape[-1]
    bond = np.eye(W, k=1)
    one = np.eye(W)
    for U, up in zip(np.moveaxis(onsite, 1, 0)[::-1], phases[::-1], strict=True):
        A = (U[:, None] - E[:, None, None]) * one - up * bond - np.conj(up) * bond.T
        X = np.linalg.inv(A - X)
        Z = Z @ X
    return np.broadcast_to(one, X.shape), X, Z
