"""Scattering matrices: from barriers and random ensembles, and joined in series, with and without phase.

An S-matrix acts on amplitudes of unit flux, left channels first: ``[[r, t'], [t, r']]``, where ``t`` goes from left to right.
"""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import positive, real, scalar
from qtlib.constriction import Conductor
from qtlib.units import hbar


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
        if off > 1e-8:
            raise ValueError(f"matrix must be unitary, got |S†S − 1| = {off:.3g}")
        left = S.shape[-1] // 2 if self.left is None else self.left
        if not 0 <= left <= S.shape[-1]:
            raise ValueError(f"left must be a number of channels between 0 and {S.shape[-1]}, got {self.left!r}")
        object.__setattr__(self, "matrix", S)
        object.__setattr__(self, "left", left)

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
        return np.clip(np.linalg.svd(self.t, compute_uv=False) ** 2, 0, 1)

    @property
    def probabilities(self):
        """\\|S\\|², the probability to go from one channel to another."""
        return np.abs(self.matrix) ** 2

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J]: the same at all, shape (..., n); for a single matrix, not a stack."""
        T_n = self.transmission_eigenvalues
        if T_n.ndim != 1:
            raise ValueError(f"eigenvalues(E) needs a single S-matrix, got a stack of shape {self.matrix.shape[:-2]}")
        return np.broadcast_to(T_n, (*np.shape(real("E", E, "J")), len(T_n))).copy()

    def __matmul__(self, other):
        """Put `other` to the right of this one, with all multiple reflections (Redheffer's star product)."""
        blocks = join((self.r, self.t, self.r_back, self.t_back), (other.r, other.t, other.r_back, other.t_back))
        return SMatrix(_assemble(*blocks), self.left)


def join(a, b):
    """Blocks (r, t, r_back, t_back) of scatterer `a` followed by `b`; matrices, amplitudes or probabilities alike.

    Examples
    --------
    >>> import numpy as np
    >>> half = tuple(np.full((1, 1), 0.5) for _ in range(4))  # probabilities: T = R = ½
    >>> r, t, _, _ = join(half, half)
    >>> print(f"{t[0, 0]:.4f}")  # (1−T)/T adds: 1 + 1 = 2
    0.3333
    """
    ra, ta, ra_back, ta_back = a
    rb, tb, rb_back, tb_back = b
    between = np.eye(ra_back.shape[-1]) - ra_back @ rb
    forward = np.linalg.solve(between, ta)  # amplitude that arrives at b for a wave from the left
    backward = np.linalg.solve(between, ra_back @ tb_back)
    return ra + ta_back @ rb @ forward, tb @ forward, rb_back + tb @ backward, ta_back @ (tb_back + rb @ backward)


def incoherent(first, *others):
    """Transmission probability matrix (to, from) of S-matrices in series when phases are lost between them.

    Parameters
    ----------
    first, *others : SMatrix
        From left to right.

    Examples
    --------
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


def _assemble(r, t, r_back, t_back):
    return np.concatenate([np.concatenate([r, t_back], -1), np.concatenate([t, r_back], -1)], -2)


def delta(E, strength, mass):
    """S-matrix of V(x) = strength·δ(x) at energy `E` > 0 [J]; `strength` in J m, T = 1/(1 + (m strength/ħ²k)²).

    Examples
    --------
    >>> from qtlib.units import hbar
    >>> k, m = 1e8, 6e-32
    >>> S = delta((hbar * k) ** 2 / (2 * m), strength=hbar**2 * k / m, mass=m)
    >>> print(f"{S.transmission_eigenvalues[0]:.6f}")
    0.500000
    """
    E, strength = np.broadcast_arrays(positive("E", E, "J"), real("strength", strength, "J m"))
    mass = scalar(positive, "mass", mass, "kg")
    ratio = mass * strength / (hbar**2 * (np.sqrt(2 * mass * E) / hbar))
    t = 1 / (1 + 1j * ratio)
    r = t - 1
    return SMatrix(np.stack([np.stack([r, t], -1), np.stack([t, r], -1)], -2))


def phase(theta):
    """S-matrix of free propagation: transmission e^{iθ} in both directions, no reflection; one channel.

    Examples
    --------
    >>> print(f"{phase(0.3).t[0, 0]:.4f}")
    0.9553+0.2955j
    """
    t = np.exp(1j * real("theta", theta, "rad"))
    zero = np.zeros_like(t)
    return SMatrix(np.stack([np.stack([zero, t], -1), np.stack([t, zero], -1)], -2))


@dataclass(frozen=True, eq=False)
class Profile(Conductor):
    """A potential in one dimension, constant on short intervals, between two flat leads.

    Interfaces and intervals are joined as scattering matrices, which is stable for thick barriers where transfer matrices are not.

    Parameters
    ----------
    potential : array_like
        Potential on each interval [J].
    spacing : float or array_like
        Length of the intervals [m].
    mass : float
        Effective mass [kg].
    V_left, V_right : float
        Potential of the leads [J].

    Raises
    ------
    ValueError
        If `spacing` or `mass` is not positive, shapes do not fit, or an energy lies below a lead in `smatrix`.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> barrier = Profile([20 * meV], spacing=10 * nm, mass=0.067 * m_e)
    >>> print(f"{barrier.transmission(10 * meV):.6f}")
    0.246068
    """

    potential: np.ndarray
    spacing: np.ndarray
    mass: float
    V_left: float = 0.0
    V_right: float = 0.0

    def __post_init__(self):
        V = np.atleast_1d(real("potential", self.potential, "J"))
        d = np.broadcast_to(positive("spacing", self.spacing, "m"), V.shape)
        if V.ndim != 1:
            raise ValueError(f"potential must be a list of values in J, got an array of shape {V.shape}")
        object.__setattr__(self, "potential", V)
        object.__setattr__(self, "spacing", d)
        object.__setattr__(self, "mass", scalar(positive, "mass", self.mass, "kg"))
        for name in ("V_left", "V_right"):
            object.__setattr__(self, name, scalar(real, name, getattr(self, name), "J"))

    def levels(self, E_max):
        """Where the conductor opens: the higher of the two leads [J]."""
        return np.array([max(self.V_left, self.V_right)])

    def _amplitudes(self, E):
        """r, t, r_back, t_back for unit flux at energies above both leads."""

        def k(V):
            return np.sqrt(2 * self.mass * (E - V + 0j)) / hbar

        here = first = k(self.V_left)
        total = 0j * here, 1 + 0j * here, 0j * here, 1 + 0j * here  # r, t, r_back, t_back of nothing
        for V, d in zip(self.potential, self.spacing, strict=True):
            there = k(V)
            total = _then(_then(total, _interface(here, there)), _free(np.exp(1j * there * d)))
            here = there
        last = k(self.V_right)
        r, t, r_back, t_back = _then(total, _interface(here, last))
        flux = np.sqrt(last.real / first.real)
        return r, t * flux, r_back, t_back / flux

    def smatrix(self, E):
        """`SMatrix` at energy `E` [J] above both leads."""
        E = real("E", E, "J")
        bottom = max(self.V_left, self.V_right)
        if np.any(bottom >= E):
            raise ValueError(f"E must lie above both leads ({bottom:.4g} J), got {float(E.min()):.4g} J")
        r, t, r_back, t_back = self._amplitudes(E)
        return SMatrix(np.stack([np.stack([r, t_back], -1), np.stack([t, r_back], -1)], -2))

    def eigenvalues(self, E):
        """Transmission at energy `E` [J], zero below the leads, shape (..., 1)."""
        E = real("E", E, "J")
        open_ = max(self.V_left, self.V_right) < E
        T = np.zeros(E.shape)
        T[open_] = np.clip(np.abs(self._amplitudes(E[open_])[1]) ** 2, 0, 1)
        return T[..., None]


def _then(a, b):
    """`join` for single amplitudes, arrays over energy."""
    ra, ta, ra_back, ta_back = a
    rb, tb, rb_back, tb_back = b
    between = 1 / (1 - ra_back * rb)
    return (
        ra + ta_back * rb * between * ta,
        tb * between * ta,
        rb_back + tb * between * ra_back * tb_back,
        ta_back * between * tb_back,
    )


def _interface(k, q):
    """Amplitudes of a potential step from wave number `k` to `q`; where both vanish nothing happens."""
    total = np.where(k + q == 0, 1, k + q)
    r = (k - q) / total
    return r, np.where(k + q == 0, 1, 2 * k / total), -r, np.where(k + q == 0, 1, 2 * q / total)


def _free(factor):
    return 0 * factor, factor, 0 * factor, factor


def step(E, height, mass):
    """S-matrix of a potential step from 0 to `height` [J] at energy `E` above both.

    Examples
    --------
    >>> from qtlib.units import m_e, meV
    >>> print(f"{step(4 * meV, 3 * meV, m_e).transmission_eigenvalues[0]:.6f}")  # 4kq/(k+q)² = 8/9
    0.888889
    """
    return Profile([height], 1e-9, mass, V_right=height).smatrix(E)


def barrier(E, height, width, mass):
    """S-matrix of a rectangular barrier [J, m] at energy `E` > 0.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> print(f"{barrier(10 * meV, 20 * meV, 10 * nm, 0.067 * m_e).transmission_eigenvalues[0]:.6f}")
    0.246068
    """
    return Profile([height], width, mass).smatrix(E)


def random(channels, rng, beta=2, size=()):
    """S-matrices of a chaotic cavity with `channels` on either side: Dyson's circular ensembles.

    Parameters
    ----------
    channels : int
        Number of channels in each lead.
    rng : numpy.random.Generator
        Source of randomness.
    beta : int
        2 without time-reversal symmetry (unitary), 1 with it (S symmetric).
    size : int or tuple
        Shape of the stack.

    Raises
    ------
    ValueError
        If `beta` is not 1 or 2, or `channels` is not a positive whole number.

    Examples
    --------
    >>> import numpy as np
    >>> S = random(2, np.random.default_rng(1), beta=1, size=1000)
    >>> bool(np.allclose(S.matrix, S.matrix.swapaxes(-1, -2)))
    True
    """
    if beta not in (1, 2):
        raise ValueError(f"beta must be 1 (with time-reversal symmetry) or 2 (without), got {beta!r}")
    if not (isinstance(channels, int | np.integer) and channels > 0):
        raise ValueError(f"channels must be a positive whole number, got {channels!r}")
    U = haar(2 * channels, rng, size)
    return SMatrix(U if beta == 2 else U @ U.swapaxes(-1, -2))


def haar(n, rng, size=()):
    """Unitary matrices from Haar's measure, shape (size, n, n), by QR with fixed phases (F. Mezzadri, Notices AMS 54, 592 (2007)).

    Examples
    --------
    >>> import numpy as np
    >>> haar(3, np.random.default_rng(1), size=5).shape
    (5, 3, 3)
    """
    shape = (*np.atleast_1d(np.array(size, dtype=int)), n, n)
    Q, R = np.linalg.qr(rng.standard_normal(shape) + 1j * rng.standard_normal(shape))
    d = np.diagonal(R, axis1=-2, axis2=-1)
    return Q * (d / np.abs(d))[..., None, :]
