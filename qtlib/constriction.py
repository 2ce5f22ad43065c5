"""Constrictions: ideal channels, a hard-wall wire, a saddle point, each also in a magnetic field."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit

from qtlib.arguments import conducting, freeze, freeze_scalars, positive, probability, real
from qtlib.conductor import Conductor
from qtlib.reservoirs import REACH
from qtlib.units import hbar, mu_B

__all__ = ["Channels", "HardWall", "SaddlePoint", "Zeeman"]


@dataclass(frozen=True, init=False)
class Channels(Conductor):
    """Channels given by their transmission eigenvalues.

    Parameters
    ----------
    eigenvalues : array_like or callable
        T_n between 0 and 1, the same at every energy; or a function of energy [J] (array in, array out) that returns
        the transmission of one channel.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1.

    See Also
    --------
    qtlib.scattering.matrix.SMatrix : channels with amplitudes, not probabilities alone
    qtlib.transport.conductance : what they carry
    qtlib.noise.noise : what that fluctuates by

    Examples
    --------
    >>> from qtlib import Channels, conductance
    >>> from qtlib.units import G0, meV
    >>> round(float(conductance(Channels([1, 0.25]), mu=0) / G0), 6)
    1.25
    >>> import numpy as np
    >>> barrier = Channels(lambda E: np.where(E > 0, 0.8, 0.0))
    >>> barrier.transmission([-1 * meV, 1 * meV])
    array([0. , 0.8])
    """

    T_n: tuple | Callable = field(init=False)  # the argument has the name that all conductors' eigenvalues have

    def __init__(self, eigenvalues):
        if not callable(eigenvalues):
            eigenvalues = tuple(np.atleast_1d(probability("eigenvalues", eigenvalues)).ravel().tolist())
        freeze(self, T_n=eigenvalues)

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., N)."""
        E = real("E", E, "J")
        if callable(self.T_n):
            return probability("eigenvalues(E)", np.broadcast_to(self.T_n(E), E.shape))[..., None]
        return np.broadcast_to(self.T_n, (*E.shape, len(self.T_n))).copy()


@dataclass(frozen=True)
class HardWall(Conductor):
    r"""An ideal wire between two impenetrable walls.

    Channel n = 1, 2, … opens at :math:`E_n = \hbar^2\pi^2n^2/2mW^2` and then transmits fully.

    Parameters
    ----------
    width : float
        Distance W of the walls [m].
    mass : float
        Effective mass [kg].

    Raises
    ------
    ValueError
        If `width` or `mass` is not positive.

    See Also
    --------
    SaddlePoint : walls that open smoothly
    qtlib.lattice.wire.Wire : the same on a lattice, with a potential inside

    Examples
    --------
    >>> from qtlib import HardWall
    >>> from qtlib.units import m_e, meV, nm
    >>> wire = HardWall(width=100 * nm, mass=0.067 * m_e)
    >>> (wire.thresholds(3) / meV).round(4)
    array([0.5612, 2.245 , 5.0512])
    >>> wire.transmission([0.5 * meV, 3 * meV])
    array([0., 2.])
    """

    width: float
    mass: float

    def __post_init__(self):
        freeze_scalars(self, width=(positive, "m"), mass=(positive, "kg"))

    def thresholds(self, N):
        """The first `N` threshold energies [J]."""
        n = np.arange(1, N + 1)
        return (hbar * np.pi * n / self.width) ** 2 / (2 * self.mass)

    def levels(self, E_max):
        """Threshold energies up to `E_max` [J], the first one always."""
        return self.thresholds(max(1, int(np.sqrt(max(E_max, 0.0) / self.thresholds(1)[0]))))

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., N), N the channels open at the largest `E`."""
        E = real("E", E, "J")
        return (E[..., None] >= self.levels(E.max(initial=0.0))).astype(float)


@dataclass(frozen=True)
class SaddlePoint(Conductor):
    r"""A quantum point contact: the saddle :math:`V = V_0 - \frac12 m\omega_x^2x^2 + \frac12 m\omega_y^2y^2`.

    .. math:: T_n(E) = \frac{1}{1 + e^{-2\pi(E-E_n)/\hbar\omega_x}},\quad E_n = V_0 + \hbar\omega_y(n + \tfrac12)

    (H. A. Fertig and B. I. Halperin, Phys. Rev. B 36, 7969 (1987); M. Büttiker, Phys. Rev. B 41, 7906 (1990)).

    Parameters
    ----------
    V0 : float
        Potential at the saddle [J].
    hw_x : float
        ħω_x [J]: the curvature along the current; the step has the Fermi shape of width ħω_x/2π.
    hw_y : float
        ħω_y [J]: the spacing of the steps.

    Raises
    ------
    ValueError
        If `hw_x` or `hw_y` is not positive.

    See Also
    --------
    Zeeman : its two spins in a field
    qtlib.lattice.wire.Wire : a constriction of any shape
    qtlib.kinetic.contact.ballistic_conductance : its steps from kinetics

    Examples
    --------
    >>> from qtlib import SaddlePoint, conductance
    >>> from qtlib.units import G0, meV
    >>> qpc = SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)
    >>> (qpc.thresholds(2) / meV).round(6)
    array([1.5, 4.5])
    >>> (conductance(qpc, mu=[1.5 * meV, 3 * meV], T=4.2) / G0).round(6)
    array([0.500353, 1.000006])
    """

    V0: float
    hw_x: float
    hw_y: float

    def __post_init__(self):
        freeze_scalars(self, V0=(real, "J"), hw_x=(positive, "J"), hw_y=(positive, "J"))

    @property
    def step_width(self):
        """Δ = ħω_x/2π [J], the width of a step; thermal smearing takes over at kT* = Δ."""
        return self.hw_x / (2 * np.pi)

    def thresholds(self, N):
        """The first `N` energies [J] at which a channel is half open."""
        return self.V0 + self.hw_y * (np.arange(N) + 0.5)

    def levels(self, E_max):
        """Threshold energies up to `E_max` [J], the first one always."""
        return self.thresholds(max(1, int(np.floor((E_max - self.V0) / self.hw_y + 0.5))))

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., N).

        Channels whose eigenvalue is below 1e-17 at the largest `E` are left out, the first one never.
        """
        E = real("E", E, "J")
        E_n = self.levels(E.max(initial=self.V0) + REACH * self.step_width)
        return expit((E[..., None] - E_n) / self.step_width)


@dataclass(frozen=True)
class Zeeman(Conductor):
    """A conductor whose two spins are split by a magnetic field: E_n ± ½ g µ_B B.

    Each spin counts as a channel of its own, so a full step is e²/h.

    Parameters
    ----------
    conductor : conductor
        Spin-degenerate conductor at B = 0.
    g : float
        Landé factor of the material (bulk GaAs: −0.44).
    B : float
        Magnetic field in the plane [T], acting on the spin only.

    Raises
    ------
    ValueError
        If `conductor` is none, or `g` or `B` is not finite.

    See Also
    --------
    qtlib.spin : spins that reservoirs tell apart
    qtlib.lattice.models.helical : spins that the momentum turns

    Examples
    --------
    >>> from qtlib import SaddlePoint, Zeeman, conductance
    >>> from qtlib.units import G0, meV
    >>> qpc = SaddlePoint(V0=0, hw_x=0.2 * meV, hw_y=3 * meV)
    >>> round(float(conductance(Zeeman(qpc, g=2, B=10), mu=1.5 * meV, T=0.1) / G0), 6)
    0.5
    """

    conductor: Conductor
    g: float
    B: float
    spin_degeneracy = 1

    def __post_init__(self):
        conducting("conductor", self.conductor)
        freeze_scalars(self, g=(real,), B=(real, "T"))

    @property
    def shift(self):
        """By how much [J] one spin is raised and the other lowered, ½ g µ_B B."""
        return 0.5 * self.g * mu_B * self.B

    def levels(self, E_max):
        """Threshold energies of both spins up to about `E_max` [J]."""
        return np.concatenate([np.asarray(self.conductor.levels(E_max - s)) + s for s in (self.shift, -self.shift)])

    def eigenvalues(self, E):
        """Transmission eigenvalues of both spins at energy `E` [J], shape (..., N_up + N_down)."""
        E = real("E", E, "J")
        return np.concatenate([self.conductor.eigenvalues(E - s) for s in (self.shift, -self.shift)], axis=-1)
