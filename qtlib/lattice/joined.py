"""The recursion of :mod:`qtlib.lattice.recursion`, several slices at once: what wires are computed with.

Inside k slices ψ is marched on, ψ_{i−1} = A_i ψ_i − ψ_{i+1}. This needs no inverse but lets evanescent waves grow, by
at most :func:`growth` a slice; as many slices are joined as keep that growth times the rounding error below a
tolerance, and one elimination serves them all. What is marched is a polynomial of degree k in the energy, so for many
energies k + 1 of them suffice.
"""

import functools

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebvander
from scipy.linalg.lapack import zgesv

from qtlib.arguments import read_only

__all__ = ["blocks_of", "growth", "joined", "slices_to_join"]

_HELD = 1 << 19  # numbers of marched blocks held at once: 4 MB


def joined(onsite, E, phases, X, Z, k):
    """The same as :func:`~qtlib.lattice.recursion.slice_by_slice` with one elimination for `k` slices; L is a multiple.

    Its W solutions are others than those of the recursion; ψ_0 ψ_{−1}⁻¹ and Z ψ_{−1}⁻¹ agree.

    See Also
    --------
    qtlib.lattice.recursion.slice_by_slice : the same, to read

    Examples
    --------
    >>> import numpy as np
    >>> wave, sites, E = np.full((1, 1, 1), 1j), np.array([[[2.1], [1.7], [2.4], [2.0]]]), np.array([2.0])
    >>> from qtlib.lattice.recursion import slice_by_slice
    >>> one, X, Z = slice_by_slice(sites, E, np.ones(4), wave, np.ones((1, 1, 1)))
    >>> before, first, through = joined(sites, E, np.ones(4), wave, np.ones((1, 1, 1)), k=2)
    >>> bool(np.isclose(first / before, X, atol=1e-12).all() and np.isclose(through / before, Z, atol=1e-12).all())
    True
    """
    wires, L, W = onsite.shape
    onsite = onsite[:, ::-1].reshape(wires, -1, k, W)
    phases = phases[::-1].reshape(-1, k)
    held = max(1, _HELD // (4 * W * W * len(X)))
    ends = None
    for first in range(0, L // k, held):
        group = slice(first, first + held)
        for of_here, of_next in blocks_of(onsite[:, group], E, phases[group]):
            if ends is not None:
                X, Z = _normalise(ends, Z)
            ends = _times(of_next, X)  # left of the block and its first slice, for ψ_i = 1, ψ_{i+1} = X
            ends += of_here
    return ends[:, :W], ends[:, W:], Z


def growth(onsite, E):
    """By how much a wave can grow over a slice: the larger root of λ + 1/λ = ‖A‖.

    The norm is at most max|diagonal| + 2 cos(π/(W+1)).

    See Also
    --------
    slices_to_join : what it decides

    Examples
    --------
    >>> import numpy as np
    >>> print(f"{growth(np.full((1, 5, 1), 4.0), np.array([1.5])):.4f}")  # 2.5 = λ + 1/λ
    2.0000
    """
    norm = max(abs(onsite.max() - E.min()), abs(onsite.min() - E.max())) + 2 * np.cos(np.pi / (onsite.shape[-1] + 1))
    return norm / 2 + np.sqrt(max(norm**2 / 4 - 1, 0.0))


def slices_to_join(onsite, E, tolerance):
    """The largest k for which rounding errors that grow inside a block stay below `tolerance`; at least 1.

    See Also
    --------
    joined : takes it
    growth : on which it depends

    Examples
    --------
    >>> import numpy as np
    >>> slices_to_join(np.full((1, 5, 1), 4.0), np.array([1.5]), 1e-10)  # 2^18 times 2e-16
    18
    """
    return max(1, int(np.log(tolerance / np.finfo(float).eps) / np.log(max(growth(onsite, E), 1.5))))


def _normalise(ends, Z):
    """Take the W solutions that are 1 at the left of a block: X ← (first slice)(left)⁻¹, Z ← Z (left)⁻¹."""
    W, N = ends.shape[-1], Z.shape[-2]
    right = np.empty((len(ends), W + N, W), complex)
    right[:, :W] = ends[:, W:]
    right[:, W:] = Z
    if len(ends) == 1:  # LAPACK without numpy's copies: a transposed C array is a Fortran array
        zgesv(ends[0, :W].T, right[0].T, overwrite_a=True, overwrite_b=True)
    else:
        right = np.linalg.solve(ends[:, :W].swapaxes(1, 2), right.swapaxes(1, 2)).swapaxes(1, 2)
    return right[:, :W], right[:, W:]


def _times(matrix, X):
    """matrix @ X, in real arithmetic where the matrix is real."""
    if np.iscomplexobj(matrix):
        return matrix @ X
    return (matrix @ np.ascontiguousarray(X).view(float)).view(complex)


def blocks_of(onsite, E, phases):
    """For each block the coefficients of ψ_i and of ψ_{i+1}, (batch, 2W, W).

    Rows are the slice left of the block, then its first slice.

    See Also
    --------
    joined : takes them

    Examples
    --------
    Two sites in a row, each with ψ_{i−1} = 2ψ_i − ψ_{i+1}; two steps to the left of the last one it is 3ψ_i − 2ψ_{i+1}:

    >>> import numpy as np
    >>> of_here, of_next = next(blocks_of(np.full((1, 1, 2, 1), 3.0), np.array([1.0]), np.ones((1, 2))))
    >>> of_here[0].ravel(), of_next[0].ravel()
    (array([3., 2.]), array([-2., -1.]))
    """
    k = onsite.shape[-2]
    if len(E) <= k + 1:
        dense = _dense(_march(onsite, E, phases))
    else:
        middle, half = (E.max() + E.min()) / 2, (E.max() - E.min()) / 2
        nodes = chebpts1(k + 1)
        weights = chebvander((E - middle) / half, k) @ np.linalg.inv(chebvander(nodes, k))
        at_nodes = _dense(_march(onsite, middle + half * nodes, phases))
        dense = (weights @ at_nodes.reshape(k + 1, -1)).reshape(len(E), *at_nodes.shape[1:])
    return ((dense[:, 0, b], dense[:, 1, b]) for b in range(dense.shape[2]))


def _dense(marched):
    """The diagonals of :func:`_march` as pairs of matrices, one below the other: (batch, 2, blocks, 2W, W)."""
    _, diagonals, W, families, blocks, batch = marched.shape
    to, source = _places((diagonals - 1) // 2, W)
    dense = np.zeros((batch, families, blocks, 2 * W * W), marched.dtype)
    dense[..., to] = marched.reshape(-1, families, blocks, batch)[source].transpose(3, 1, 2, 0)
    return dense.reshape(batch, families, blocks, 2 * W, W)


def _march(onsite, E, phases):
    """ψ left of the blocks and in their first slices, from ψ_i in their last slice and ψ_{i+1} right of it; no inverse.

    `onsite` (wires, blocks, k, W). After j steps a site knows its neighbours up to distance j only, so diagonals are
    kept: the result is ([left, first], 2k + 1 diagonals, W, [of ψ_i, of ψ_{i+1}], blocks, batch), the element of site
    y and diagonal o being that of column y + o − k. Blocks and batch come last because numpy is fast on long runs of
    memory.
    """
    wires, blocks, k, W = onsite.shape
    batch = max(wires, len(E))
    field = np.iscomplexobj(phases)
    diagonal = np.empty((k, W, 2, blocks, batch))
    diagonal[...] = (onsite[..., None] - E if wires == 1 else (onsite - E)[..., None].swapaxes(0, -1)).transpose(
        2, 3, 0, 1, 4
    )
    # three arrays in turn; outside the diagonals that a step fills, each still holds its zeros
    here, ahead, left = np.zeros((3, 2 * k + 1, W, 2, blocks, batch), complex if field else float)
    here[k, :, 0] = 1
    ahead[k, :, 1] = 1
    for j in range(k):
        known = slice(k - j, k + j + 1)
        np.multiply(diagonal[j], here[known], out=left[known])
        left[known] -= ahead[known]
        up, down = here[known, 1:], here[known, :-1]
        left[k - j + 1 : k + j + 2, :-1] -= phases[:, j, None] * up if field else up
        left[k - j - 1 : k + j, 1:] -= np.conj(phases[:, j, None]) * down if field else down
        here, ahead, left = left, here, ahead
    return np.stack([here, ahead])


@functools.lru_cache(maxsize=64)
def _places(k, W):
    """Where the diagonals of :func:`_march` go in a pair of dense W × W matrices, and which of them exist."""
    part, o, y = np.indices((2, 2 * k + 1, W))
    column = y + o - k
    exists = (column >= 0) & (column < W)
    return read_only(((part * W + y) * W + column)[exists]), read_only(np.flatnonzero(exists))
