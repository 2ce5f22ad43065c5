"""Conductors with resonances: one level, many levels that interfere, two barriers, a ring."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.special import bernoulli, psi

from qtlib.arguments import freeze, freeze_scalars, hermitian, non_negative, positive, probability, real, within
from qtlib.conductor import Conductor
from qtlib.scattering import SMatrix
from qtlib.units import e, h, hbar, k_B

__all__ = ["BreitWigner", "Dot", "DoubleBarrier", "Ring", "trigamma"]

_NODES, _WEIGHTS = leggauss(12)


@dataclass(frozen=True)
class BreitWigner(Conductor):
    r"""One level between two leads.

    .. math:: T(E) = \frac{\Gamma_L\Gamma_R}{(E-\varepsilon)^2+\Gamma^2/4},\qquad \Gamma = \Gamma_L+\Gamma_R

    (G. Breit and E. Wigner, Phys. Rev. 49, 519 (1936)).

    Parameters
    ----------
    level : float
        Energy ε of the level [J].
    gamma_L, gamma_R : float
        Its widths by escape to the left and to the right [J]; full widths, ħ times a rate.

    Raises
    ------
    ValueError
        If a width is negative or both are zero.

    See Also
    --------
    Dot : many levels that interfere
    DoubleBarrier : the levels between two barriers

    Examples
    --------
    >>> from qtlib import conductance
    >>> from qtlib.units import G0, meV
    >>> dot = BreitWigner(level=0, gamma_L=0.1 * meV, gamma_R=0.1 * meV)
    >>> print(f"{conductance(dot, mu=0.2 * meV, T=0.5) / G0:.12f}")
    0.253378552537
    """

    level: float
    gamma_L: float
    gamma_R: float

    def __post_init__(self):
        freeze_scalars(self, level=(real, "J"), gamma_L=(non_negative, "J"), gamma_R=(non_negative, "J"))
        if self.gamma == 0:
            raise ValueError("gamma_L and gamma_R must not both be zero, got 0 J and 0 J")

    @property
    def gamma(self):
        """Full width at half maximum Γ [J]."""
        return self.gamma_L + self.gamma_R

    def levels(self, E_max):
        """The level."""
        return np.array([self.level])

    def eigenvalues(self, E):
        """Transmission at energy `E` [J], shape (..., 1)."""
        E = real("E", E, "J")
        # written as a product, so that widths far below a joule do not underflow when squared
        above = (E - self.level) / self.gamma
        return (self.gamma_L / self.gamma * (self.gamma_R / self.gamma) / (above**2 + 0.25))[..., None]

    def linear_conductance(self, mu, T):
        r"""Linear conductance in closed form [S], T > 0.

        .. math:: \frac{G}{G_0} = \frac{\Gamma_L\Gamma_R}{\Gamma}\,\frac{1}{\pi kT}\,
                  \mathrm{Re}\,\psi_1\!\left(\tfrac12+\frac{\Gamma/2+i(\varepsilon-\mu)}{2\pi kT}\right)

        Arguments broadcast; accurate to 1e-12.

        Examples
        --------
        >>> from qtlib.units import G0, meV
        >>> dot = BreitWigner(0, 0.02 * meV, 0.3 * meV)
        >>> print(f"{dot.linear_conductance(0.1 * meV, 1.5) / G0:.12f}")
        0.122986380233
        """
        mu = real("mu", mu, "J")
        kT = k_B * positive("T", T, "K")
        z = 0.5 + (self.gamma / 2 + 1j * (self.level - mu)) / (2 * np.pi * kT)
        return 2 * e**2 / h * self.gamma_L * (self.gamma_R / self.gamma) / (np.pi * kT) * trigamma(z).real

    def biased_current(self, mu_L, mu_R, T_L, T_R=None):
        """Current at any bias and two temperatures in closed form [A], by the digamma function; T > 0.

        Examples
        --------
        >>> from qtlib import current
        >>> from qtlib.units import meV
        >>> dot = BreitWigner(0, 0.1 * meV, 0.2 * meV)
        >>> drive = 1 * meV, -0.3 * meV, 4.2, 1.0
        >>> bool(abs(dot.biased_current(*drive) / current(dot, *drive) - 1) < 1e-10)
        True
        """
        mu_L, mu_R, T_L, T_R = np.broadcast_arrays(
            real("mu_L", mu_L, "J"), real("mu_R", mu_R, "J"),
            positive("T_L", T_L, "K"), positive("T_R", T_L if T_R is None else T_R, "K"),
        )  # fmt: skip
        filled = [
            psi(0.5 + (self.gamma / 2 + 1j * (mu - self.level)) / (2 * np.pi * k_B * T)).imag
            for mu, T in ((mu_L, T_L), (mu_R, T_R))
        ]
        far = 4 * e / h * self.gamma_L * (self.gamma_R / self.gamma) * (filled[0] - filled[1])
        # at one temperature and small bias the difference cancels: integrate the conductance over the bias window
        at = (mu_L + mu_R)[..., None] / 2 + (mu_L - mu_R)[..., None] / 2 * _NODES
        near = (self.linear_conductance(at, T_L[..., None]) * _WEIGHTS).sum(-1) * (mu_L - mu_R) / (2 * e)
        small = (T_L == T_R) & (np.abs(mu_L - mu_R) < 0.5 * (self.gamma + k_B * T_L))
        return np.where(small, near, far)


def trigamma(z):
    """ψ₁(z) for complex `z` with Re z > 0, to 1e-14: recurrence up to Re z = 16, then Stirling's series.

    See Also
    --------
    BreitWigner.linear_conductance : where it is needed

    Examples
    --------
    >>> round(float(trigamma(0.5).real), 12)  # π²/2
    4.934802200545
    """
    z = np.array(z, dtype=complex)
    total = np.zeros_like(z)
    for _ in range(16):
        total += z**-2.0
        z = z + 1
    even = np.arange(2, 22, 2)
    return total + 1 / z + 0.5 / z**2 + np.polynomial.polynomial.polyval(z**-2.0, bernoulli(20)[even]) / z**3


@dataclass(frozen=True, eq=False)
class Dot(Conductor):
    r"""Any number of levels with complex couplings to two leads: interference, transmission zeros, Fano's shape.

    .. math:: t(E) = W_R^\dagger\,\frac{1}{E-H+\frac i2(W_LW_L^\dagger+W_RW_R^\dagger)}\,W_L

    (C. Mahaux and H. A. Weidenmüller, Shell-Model Approach to Nuclear Reactions (1969)).

    Parameters
    ----------
    hamiltonian : array_like
        Level energies, shape (n,), or a Hermitian matrix (n, n) [J].
    coupling_L, coupling_R : array_like
        Amplitudes [J^½], shape (n,) for one channel in the lead or (n, channels); \|w\|² is a partial width Γ.

    Raises
    ------
    ValueError
        If shapes do not fit, the matrix is not Hermitian, or an entry is not finite.

    See Also
    --------
    BreitWigner : one level, in closed form
    qtlib.scattering.rmt.random : a cavity of which nothing is known but its channels

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.units import meV
    >>> w = np.sqrt(0.1 * meV)
    >>> same, opposite = (Dot([-meV, meV], [w, w], [w, sign * w]) for sign in (1, -1))
    >>> bool(same.transmission(0) < 1e-20), bool(opposite.transmission(0) > 1e-3)  # a zero between the levels, or none
    (True, True)
    """

    hamiltonian: np.ndarray
    coupling_L: np.ndarray
    coupling_R: np.ndarray

    def __post_init__(self):
        H = np.asarray(self.hamiltonian, dtype=complex)
        H = hermitian("hamiltonian", np.diag(H) if H.ndim == 1 else H, "J")
        freeze(self, hamiltonian=H)
        for name in ("coupling_L", "coupling_R"):
            w = np.asarray(getattr(self, name), dtype=complex)
            w = w[:, None] if w.ndim == 1 else w
            if w.ndim != 2 or len(w) != len(H) or not np.all(np.isfinite(w)):
                raise ValueError(
                    f"{name} must hold one finite amplitude in J^½ for each of the {len(H)} levels, got shape {w.shape}"
                )
            freeze(self, **{name: w})

    @property
    def _effective(self):
        W = np.hstack([self.coupling_L, self.coupling_R])
        return self.hamiltonian - 0.5j * W @ W.conj().T

    def levels(self, E_max):
        """Real parts of the resonances' complex energies [J]."""
        return np.linalg.eigvals(self._effective).real

    def smatrix(self, E):
        """`SMatrix` at energy `E` [J]; a stack where `E` is an array."""
        E = real("E", E, "J")
        W = np.hstack([self.coupling_L, self.coupling_R])
        scale = max(np.abs(self._effective).max(), np.abs(E).max(initial=0), np.finfo(float).tiny)
        inverse = (E[..., None, None] * np.eye(len(W)) - self._effective) / scale
        # a state that couples to no lead makes this singular at its energy and is left out; the inverse is applied
        # factor by factor, since one that couples weakly would make its entries large and their rounding with them
        u, s, vh = np.linalg.svd(inverse)
        some = s > np.finfo(float).eps * s[..., :1]
        gain = np.where(some, 1 / np.where(some, s, 1), 0)
        out = W.conj().T @ vh.conj().swapaxes(-1, -2)
        into = u.conj().swapaxes(-1, -2) @ (W / scale)
        return SMatrix(np.eye(W.shape[1]) - 1j * (out * gain[..., None, :]) @ into, self.coupling_L.shape[1])

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., min(N_L, N_R))."""
        return self.smatrix(E).transmission_eigenvalues


@dataclass(frozen=True)
class DoubleBarrier(Conductor):
    r"""Two barriers with energy-independent transmission at a distance: a Fabry–Pérot interferometer for electrons.

    .. math:: T(E) = \frac{T_LT_R}{1+R_LR_R-2\sqrt{R_LR_R}\cos 2kd},\qquad k = \sqrt{2mE}/\hbar

    Parameters
    ----------
    T_L, T_R : float
        Transmission of each barrier, between 0 and 1.
    distance : float
        Their distance d [m].
    mass : float
        Effective mass [kg].

    Raises
    ------
    ValueError
        If a transmission lies outside 0…1, or `distance` or `mass` is not positive.

    See Also
    --------
    BreitWigner : one of its resonances
    qtlib.scattering.matrix.join : two scatterers in series
    qtlib.terminals.dephase : the same while phase is lost between the barriers

    Examples
    --------
    >>> from qtlib.units import m_e, nm
    >>> cavity = DoubleBarrier(0.1, 0.1, 50 * nm, 0.067 * m_e)
    >>> print(f"{cavity.transmission(cavity.resonances(1)[0]):.9f}")
    1.000000000
    """

    T_L: float
    T_R: float
    distance: float
    mass: float

    def __post_init__(self):
        freeze_scalars(self, T_L=(probability,), T_R=(probability,), distance=(positive, "m"), mass=(positive, "kg"))

    def resonances(self, number):
        """The first energies of constructive interference, kd = nπ [J]."""
        return (hbar * np.pi * np.arange(1, number + 1) / self.distance) ** 2 / (2 * self.mass)

    def width(self, n):
        """Full width Γ of resonance `n` ≥ 1 for weak barriers, ħ(v/2d)(T_L + T_R) [J]."""
        v = hbar * np.pi * n / (self.distance * self.mass)
        return hbar * v / (2 * self.distance) * (self.T_L + self.T_R)

    def levels(self, E_max):
        """The bottom of the band, the resonances up to `E_max` [J], and the next one, whose flank reaches below it."""
        number = int(np.sqrt(max(E_max, 0.0) / self.resonances(1)[0])) + 1
        return np.r_[0.0, self.resonances(number)]

    def eigenvalues(self, E):
        """Transmission at energy `E` [J], zero below the band, shape (..., 1)."""
        E = real("E", E, "J")
        k = np.sqrt(2 * self.mass * np.maximum(E, 0)) / hbar
        root = np.sqrt((1 - self.T_L) * (1 - self.T_R))
        # 1 + R_L R_R − 2√(R_L R_R) cos θ, without cancellation at resonance
        denominator = (1 - root) ** 2 + 4 * root * np.sin(k * self.distance) ** 2
        with np.errstate(invalid="ignore", divide="ignore"):
            T = self.T_L * self.T_R / denominator
        return np.where((E > 0) & (denominator > 0), T, np.where(E > 0, 1.0, 0.0))[..., None]


@dataclass(frozen=True)
class Ring(Conductor):
    """A ring with two leads and a flux through it: Aharonov and Bohm's interferometer.

    Each lead meets the ring in a symmetric junction of coupling ε (M. Büttiker, Y. Imry and M. Ya. Azbel, Phys. Rev. A
    30, 1982 (1984)).

    Parameters
    ----------
    arms : tuple of float
        Lengths of the two arms [m].
    flux : float
        Flux in units of h/e.
    mass : float
        Effective mass [kg].
    coupling : float
        ε between 0 (closed ring) and ½ (no reflection for a wave from the lead).

    Raises
    ------
    ValueError
        If a length or the mass is not positive or `coupling` lies outside 0…½.

    See Also
    --------
    qtlib.lattice.square.grid : a ring of any shape in a field

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> ring = Ring(arms=(400 * nm, 400 * nm), flux=0.5, mass=0.067 * m_e)
    >>> bool(ring.transmission(5 * meV) < 1e-20)  # half a flux quantum: both ways cancel
    True
    """

    arms: tuple
    flux: float
    mass: float
    coupling: float = 0.5

    def __post_init__(self):
        arms = positive("arms", self.arms, "m")
        if arms.shape != (2,):
            raise ValueError(f"arms must be two lengths in m, got {self.arms!r}")
        freeze(self, arms=tuple(arms.tolist()))
        freeze_scalars(self, flux=(real, "h/e"), mass=(positive, "kg"), coupling=(within(0, 0.5),))

    def eigenvalues(self, E):
        """Transmission at energy `E` [J], zero below the band, shape (..., 1)."""
        E = real("E", E, "J")
        T = np.zeros(E.shape)
        T[E > 0] = self._transmission(E[E > 0])
        return T[..., None]

    def _transmission(self, E):
        """The same at energies above 0, a 1-D array."""
        k = np.sqrt(2 * self.mass * E) / hbar
        root = np.sqrt(1 - 2 * self.coupling)
        a = (root - 1) / 2
        b = (root + 1) / 2
        c = np.sqrt(self.coupling)
        junction = np.array([[a, b], [b, a]])
        # amplitudes that leave the two junctions into the two arms; an arm turns one's output into the other's input
        forth, back = (
            np.stack(
                [
                    np.exp(1j * (k * length + s * sign * np.pi * self.flux))
                    for length, sign in zip(self.arms, (1, -1), strict=True)
                ],
                -1,
            )
            for s in (1, -1)
        )
        # x = junction·(back·y) + c, y = junction·(forth·x); the lead on the right collects c·(forth·x)
        loop = (junction * back[..., None, :]) @ (junction * forth[..., None, :])
        x = np.linalg.solve(np.eye(2) - loop, np.full((*E.shape, 2, 1), c, dtype=complex))[..., 0]
        return np.clip(np.abs(c * (forth * x).sum(-1)) ** 2, 0, 1)
