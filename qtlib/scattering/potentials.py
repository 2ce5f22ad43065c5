"""Potentials in one dimension: steps, barriers, and any profile that is constant on short intervals."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze, freeze_scalars, positive, real, scalar
from qtlib.conductor import Conductor
from qtlib.scattering.matrix import SMatrix, star
from qtlib.units import hbar

__all__ = ["Profile", "barrier", "delta", "phase", "step"]


@dataclass(frozen=True, eq=False)
class Profile(Conductor):
    """A potential in one dimension, constant on short intervals, between two flat leads.

    Interfaces and intervals are joined as scattering matrices, which is stable for thick barriers where transfer
    matrices are not.

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

    See Also
    --------
    barrier : the simplest one
    delta : the thinnest one
    qtlib.lattice.wire.Wire : a potential in two dimensions

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
        freeze(self, potential=V, spacing=d)
        freeze_scalars(self, mass=(positive, "kg"), V_left=(real, "J"), V_right=(real, "J"))

    def levels(self, E_max):
        """Where the conductor opens: the higher of the two leads [J]."""
        return np.array([max(self.V_left, self.V_right)])

    def _amplitudes(self, E):
        """r, t, r_back, t_back for unit flux at energies above both leads."""

        # exactly at the top of a step nothing propagates and nothing decays; a part in 1e12 beside it both are numbers
        least = 1e-12 * (E - max(self.V_left, self.V_right))

        def k(V):
            above = np.where(np.abs(E - V) < least, least, E - V)
            return np.sqrt(2 * self.mass * (above + 0j)) / hbar

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
        return SMatrix.from_amplitudes(*self._amplitudes(E))

    def eigenvalues(self, E):
        """Transmission at energy `E` [J], zero below the leads, shape (..., 1)."""
        E = real("E", E, "J")
        open_ = max(self.V_left, self.V_right) < E
        T = np.zeros(E.shape)
        T[open_] = np.clip(np.abs(self._amplitudes(E[open_])[1]) ** 2, 0, 1)
        return T[..., None]


def _then(a, b):
    """`join` for single amplitudes, arrays over energy."""
    return star(a, b, np.multiply, _summed)


def _summed(loop):
    between = 1 / (1 - loop)
    return lambda x: between * x


def _interface(k, q):
    """Amplitudes of a potential step from wave number `k` to `q`; where both vanish nothing happens."""
    total = np.where(k + q == 0, 1, k + q)
    r = (k - q) / total
    return r, np.where(k + q == 0, 1, 2 * k / total), -r, np.where(k + q == 0, 1, 2 * q / total)


def _free(factor):
    return 0 * factor, factor, 0 * factor, factor


def step(E, height, mass):
    """S-matrix of a potential step from 0 to `height` [J] at energy `E` above both.

    Raises
    ------
    ValueError
        If `E` does not lie above both, or `mass` is not positive.

    See Also
    --------
    Profile : any potential

    Examples
    --------
    >>> from qtlib.units import m_e, meV
    >>> print(f"{step(4 * meV, 3 * meV, m_e).transmission_eigenvalues[0]:.6f}")  # 4kq/(k+q)² = 8/9
    0.888889
    """
    return Profile([height], 1e-9, mass, V_right=height).smatrix(E)


def barrier(E, height, width, mass):
    """S-matrix of a rectangular barrier [J, m] at energy `E` > 0.

    Raises
    ------
    ValueError
        If `E`, `width` or `mass` is not positive.

    See Also
    --------
    Profile : any potential
    delta : its thin limit

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> print(f"{barrier(10 * meV, 20 * meV, 10 * nm, 0.067 * m_e).transmission_eigenvalues[0]:.6f}")
    0.246068
    """
    return Profile([height], width, mass).smatrix(E)


def delta(E, strength, mass):
    """S-matrix of V(x) = strength·δ(x) at energy `E` > 0 [J]; `strength` in J m, T = 1/(1 + (m strength/ħ²k)²).

    Raises
    ------
    ValueError
        If `E` or `mass` is not positive, or `strength` not finite.

    See Also
    --------
    barrier : of finite width

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
    return SMatrix.from_amplitudes(r, t, r, t)


def phase(theta):
    """S-matrix of free propagation: transmission e^{iθ} in both directions, no reflection; one channel.

    See Also
    --------
    qtlib.scattering.matrix.SMatrix : ``@`` puts it between scatterers

    Examples
    --------
    >>> print(f"{phase(0.3).t[0, 0]:.4f}")
    0.9553+0.2955j
    """
    t = np.exp(1j * real("theta", theta, "rad"))
    return SMatrix.from_amplitudes(0 * t, t, 0 * t, t)
