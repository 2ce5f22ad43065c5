"""E − H with blocks where leads begin: a sparse matrix whose order of elimination is found once for its pattern.

The matrix has the pattern of an undirected graph, so it is ordered by minimum degree on that graph, and its diagonal is
the pivot wherever it is not small: half the fill, and half the time, of the orderings for any matrix. Devices that
differ by energy, field or disorder only have one pattern, and finding the order takes as long as half a factorization.
The solver is SuperLU, which scipy brings: python-mumps and scikit-umfpack have no wheels, and PARDISO has none for
Apple's processors. It works far below the speed of dense products (benchmarks/lattice_in_a_field.py prints both), since
most of its blocks are narrow; orders with wider ones, by nested dissection, have more than twice the arithmetic.
"""

import threading
from typing import ClassVar, NamedTuple

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

__all__ = ["Factors", "Layout", "Pattern"]

_PIVOT = 1e-3  # of the largest element of its column: a smaller diagonal is not taken as pivot
_PANEL = 1  # columns at a time: the default's panels, made for dense columns, take half as long again
_KEPT = 8  # patterns


class Layout(NamedTuple):
    """Where in memory each element of a csc matrix is, for one numbering of the unknowns."""

    rank: np.ndarray  # the number of each unknown
    indices: np.ndarray
    indptr: np.ndarray
    slots: list  # of each part of a pattern
    ordered: bool  # by the solver, for little fill


class Pattern:
    """Where a matrix has elements: those of a Hamiltonian, the diagonal, and blocks.

    One pattern may serve several threads: what it has found is replaced as a whole, never changed.

    See Also
    --------
    qtlib.lattice.matching.matched : what it is for

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sparse
    >>> H = sparse.csc_matrix([[2.0, -1.0], [-1.0, 2.0]])
    >>> block = np.array([1]), np.array([1])
    >>> for E in (0.0, 1.0):  # the second time the order is known
    ...     solved = Pattern.of(H, 2, [block]).factors(H.data, E, [np.array([[3.0]])]).solve(np.array([1.0, 0.0]))
    ...     matrix = E * np.eye(2) - H + np.diag([0.0, 3.0])
    ...     print(bool(np.allclose(matrix @ solved, [1, 0], atol=1e-12)))
    True
    True
    """

    _known: ClassVar[dict] = {}
    _lock: ClassVar = threading.Lock()  # of `_known`

    @classmethod
    def of(cls, hamiltonian, size, blocks):
        """The pattern of a Hamiltonian (csc) and `blocks`, pairs of rows and columns, among `size` unknowns."""
        key = (size, hamiltonian.indptr.tobytes(), hamiltonian.indices.tobytes())
        key += tuple(part.tobytes() for block in blocks for part in block)
        with cls._lock:
            if key not in cls._known:
                while len(cls._known) >= _KEPT:
                    del cls._known[next(iter(cls._known))]
                cls._known[key] = cls(hamiltonian, size, blocks)
            return cls._known[key]

    def __init__(self, hamiltonian, size, blocks):
        H = sparse.coo_matrix(hamiltonian)
        everywhere = np.arange(hamiltonian.shape[0])
        self._places = [(H.row, H.col), (everywhere, everywhere)]
        self._places += [(np.repeat(r, len(c)), np.tile(c, len(r))) for r, c in blocks]
        self._size = size
        self._order = None
        self._layout = self._laid_out(np.arange(size), ordered=False)

    def _laid_out(self, rank, *, ordered):
        """The elements in memory where the unknowns have the numbers `rank`."""
        keys = [rank[c].astype(np.int64) * self._size + rank[r] for r, c in self._places]
        there = np.unique(np.concatenate(keys))
        column, indices = np.divmod(there, self._size)
        indptr = np.searchsorted(column, np.arange(self._size + 1))
        return Layout(rank, indices, indptr, [np.searchsorted(there, key) for key in keys], ordered)

    def factors(self, hamiltonian, E, blocks):
        """Factors of E − H + blocks, from the elements of H (those of the csc matrix) and of the blocks.

        Raises
        ------
        ValueError
            If the matrix is singular: a state at exactly this energy that no lead reaches.
        """
        layout = self._layout  # another thread may put a better one in its place
        if self._order is not None and not layout.ordered:
            layout = self._layout = self._laid_out(self._order, ordered=True)
        data = np.zeros(len(layout.indices), complex)
        data[layout.slots[0]] = -hamiltonian
        for slots, values in zip(layout.slots[1:], [E, *blocks], strict=True):
            data[slots] += np.ravel(values)
        matrix = sparse.csc_matrix((data, layout.indices, layout.indptr), shape=2 * (self._size,))
        how = "NATURAL" if layout.ordered else "MMD_AT_PLUS_A"
        try:
            lu = splu(matrix, how, _PIVOT, panel_size=_PANEL, options={"SymmetricMode": True})
        except RuntimeError:
            raise ValueError("a state that no lead reaches lies at exactly this energy: shift it a little") from None
        if not layout.ordered:
            self._order = lu.perm_c.astype(np.int64)
        return Factors(matrix, lu, layout.rank)


class Factors:
    """A factorized matrix whose unknowns have other numbers inside.

    See Also
    --------
    Pattern.factors : makes them

    Examples
    --------
    >>> import numpy as np, scipy.sparse as sparse
    >>> H = sparse.csc_matrix([[2.0, -1.0], [-1.0, 2.0]])
    >>> factors = Pattern.of(H, 2, []).factors(H.data, 0.0, [])
    >>> psi = factors.solve(np.array([1.0, 0.0]))
    >>> bool(np.allclose(factors.matrix(psi), [1, 0], atol=1e-12))
    True
    """

    def __init__(self, matrix, lu, rank):
        self._matrix = matrix
        self._lu = lu
        self._rank = rank
        self._order = np.argsort(rank)

    def solve(self, right):
        """The solution for right-hand sides (size, …)."""
        return self._lu.solve(np.asarray(right[self._order], complex))[self._rank]

    def matrix(self, psi):
        """The matrix times ψ (size, …)."""
        return (self._matrix @ psi[self._order])[self._rank]
