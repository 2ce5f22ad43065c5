"""The scattering matrix: its blocks, its probabilities, and what stands in series with and without phase."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze, real, whole
from qtlib.conductor import Conductor

__all__ = ["SMatrix", "incoherent", "join", "star", "transmission_eigenvalues"]

_UNITARY = 1e-8  # by which S†S may miss 1


@dataclass(frozen=True, eq=False)
class SMatrix(Conductor):
    """A unitary scattering matrix, or a stack of them; as a conductor, the same at every energy.

    Parameters
    ----------
    matrix : array_like
        Complex, shape (..., N_L + N_R, N_L + N_R).
    left : int, optional
        Number N_L of channels on the left; half of all if not given.

    Raises
    ------
    ValueError
        If the matrix is not square, not finite, or not unitary to 1e-8; the message says by how much.

    See Also
    --------
    qtlib.scattering.potentials.barrier : the matrix of a potential
    qtlib.scattering.rmt.random : the matrix of a cavity
    qtlib.terminals.Terminals.from_smatrix : more than two leads

    Examples
    --------
    >>> S = SMatrix([[0.6, 0.8], [0.8, -0.6]])
    >>> print(f"{S.transmission_eigenvalues[0]:.2f}, {(S @ S).transmission_eigenvalues[0]:.2f}")  # in series, in phase
    0.64, 0.22
    """

    matrix: np.ndarray
    left: int | None = None

    def __post_init__(self):
        S = np.asarray(self.matrix, dtype=complex)
        if S.ndim < 2 or S.shape[-1] != S.shape[-2]:
            raise ValueError(f"matrix must be square, got shape {S.shape}")
        if not np.all(np.isfinite(S)):
            raise ValueError("matrix must be finite, got nan or inf")
        off = np.abs(S.conj().swapaxes(-1, -2) @ S - np.eye(S.shape[-1])).max(initial=0)
        if off > _UNITARY:
            raise ValueError(f"matrix must be unitary, got |S†S − 1| = {off:.3g}")
        left = S.shape[-1] // 2 if self.left is None else whole("left", self.left, 0)
        if left > S.shape[-1]:
            raise ValueError(f"left must be a number of channels between 0 and {S.shape[-1]}, got {self.left!r}")
        freeze(self, matrix=S, left=left)

    @classmethod
    def from_blocks(cls, r, t, r_back, t_back):
        """Put ``[[r, t_back], [t, r_back]]`` together from matrices.

        Examples
        --------
        >>> SMatrix.from_blocks([[0.6]], [[0.8]], [[-0.6]], [[0.8]]).matrix.real
        array([[ 0.6,  0.8],
               [ 0.8, -0.6]])
        """
        upper, lower = np.concatenate([r, t_back], -1), np.concatenate([t, r_back], -1)
        return cls(np.concatenate([upper, lower], -2), np.shape(r)[-1])

    @classmethod
    def from_amplitudes(cls, r, t, r_back, t_back):
        """The same for one channel on either side: amplitudes of any shape, which the stack then has."""
        return cls.from_blocks(*(np.asarray(x)[..., None, None] for x in (r, t, r_back, t_back)))

    def __array__(self, dtype=None, copy=None):
        """The matrix, so that numpy's functions take an S-matrix as it is."""
        return np.array(self.matrix, dtype=dtype) if copy else np.asarray(self.matrix, dtype=dtype)

    def __getitem__(self, index):
        return self.matrix[index]

    def __len__(self):
        return len(self.matrix)

    @property
    def shape(self):
        """Of the matrix."""
        return self.matrix.shape

    def conj(self):
        """The conjugate matrix, an array."""
        return self.matrix.conj()

    @property
    def r(self):
        """Reflection on the left."""
        return self.matrix[..., : self.left, : self.left]

    @property
    def t(self):
        """Transmission from left to right."""
        return self.matrix[..., self.left :, : self.left]

    @property
    def r_back(self):
        """Reflection on the right."""
        return self.matrix[..., self.left :, self.left :]

    @property
    def t_back(self):
        """Transmission from right to left."""
        return self.matrix[..., : self.left, self.left :]

    @property
    def transmission_eigenvalues(self):
        """Eigenvalues T_n of t†t, largest first, shape (..., min(N_L, N_R))."""
        return transmission_eigenvalues(self.t)

    @property
    def probabilities(self):
        r"""\|S\|², the probability to go from one channel to another."""
        return np.abs(self.matrix) ** 2

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J]: the same at all, shape (..., n); not for a stack."""
        T_n = self.transmission_eigenvalues
        if T_n.ndim != 1:
            raise ValueError(f"eigenvalues(E) needs a single S-matrix, got a stack of shape {self.matrix.shape[:-2]}")
        return np.broadcast_to(T_n, (*np.shape(real("E", E, "J")), len(T_n))).copy()

    def __matmul__(self, other):
        """Put `other` to the right of this one, with all multiple reflections (Redheffer's star product)."""
        blocks = join((self.r, self.t, self.r_back, self.t_back), (other.r, other.t, other.r_back, other.t_back))
        return SMatrix.from_blocks(*blocks)


def transmission_eigenvalues(t):
    """Squared singular values of amplitudes `t` (..., M, N), each between 0 and 1, largest first.

    See Also
    --------
    SMatrix.transmission_eigenvalues : those of a scattering matrix

    Examples
    --------
    >>> transmission_eigenvalues([[0.0, 0.6], [0.8, 0.0]]).round(6)
    array([0.64, 0.36])
    """
    return np.clip(np.linalg.svd(t, compute_uv=False) ** 2, 0.0, 1.0)


def join(a, b):
    """Blocks (r, t, r_back, t_back) of scatterer `a` followed by `b`; matrices, amplitudes or probabilities alike.

    See Also
    --------
    SMatrix.from_blocks : a matrix of its result
    incoherent : of probabilities

    Examples
    --------
    >>> import numpy as np
    >>> half = tuple(np.full((1, 1), 0.5) for _ in range(4))  # probabilities: T = R = ½
    >>> r, t, _, _ = join(half, half)
    >>> print(f"{t[0, 0]:.4f}")  # (1−T)/T adds: 1 + 1 = 2
    0.3333
    """
    return star(a, b, np.matmul, _summed)


def _summed(loop):
    between = np.eye(loop.shape[-1]) - loop
    return lambda x: np.linalg.solve(between, x)


def star(a, b, times, summed):
    """Redheffer's star product of blocks `a` and `b`, for any product ``times(x, y)``.

    ``summed(loop)`` is the function x + loop x + loop² x + … of x: all the ways there and back between the two.

    See Also
    --------
    join : of matrices

    Examples
    --------
    >>> r, t, _, _ = star(4 * (0.5,), 4 * (0.5,), lambda x, y: x * y, lambda loop: lambda x: x / (1 - loop))
    >>> print(f"{t:.4f}")  # probabilities: T = R = ½
    0.3333
    """
    ra, ta, ra_back, ta_back = a
    rb, tb, rb_back, tb_back = b
    between = summed(times(ra_back, rb))
    forward = between(ta)  # what arrives at b for a wave from the left
    backward = between(times(ra_back, tb_back))
    return (
        ra + times(times(ta_back, rb), forward),
        times(tb, forward),
        rb_back + times(tb, backward),
        times(ta_back, tb_back + times(rb, backward)),
    )


def incoherent(first, *others):
    """Transmission probability matrix (to, from) of S-matrices in series when phases are lost between them.

    Parameters
    ----------
    first, *others : SMatrix
        From left to right.

    See Also
    --------
    SMatrix : ``@`` puts them in series with phases
    qtlib.terminals.dephase : phase lost in part

    Examples
    --------
    >>> from qtlib.scattering import delta
    >>> a = delta(E=1e-21, strength=1e-28, mass=6e-32)
    >>> T = a.transmission_eigenvalues[0]
    >>> both = incoherent(a, a)[0, 0]
    >>> print(f"{abs((1 - both) / both - 2 * (1 - T) / T):.9f}")
    0.000000000
    """
    total = None
    for S in (first, *others):
        blocks = tuple(np.abs(b) ** 2 for b in (S.r, S.t, S.r_back, S.t_back))
        total = blocks if total is None else join(total, blocks)
    return total[1]
