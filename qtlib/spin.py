"""Two spins as two currents side by side: spin valves, magnetoresistance, spin filters."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze_scalars, positive, probability, real, within
from qtlib.transport import conductance
from qtlib.units import h

__all__ = [
    "SpinValve",
    "aligned_transmission",
    "polarization",
    "precession_phase",
    "tmr",
    "tunnel_conductance",
]

_POLARIZATION = within(-1, 1)


@dataclass(frozen=True)
class SpinValve:
    """Two magnetic layers in the two-current model: each spin's two resistances in series, the two spins in parallel.

    (I. A. Campbell, A. Fert and A. R. Pomeroy, Phil. Mag. 15, 977 (1967)).

    Parameters
    ----------
    R_majority, R_minority : float
        Resistance of one layer for electrons with spin along and against its magnetization [Ω].

    Raises
    ------
    ValueError
        If a resistance is not positive.

    See Also
    --------
    tunnel_conductance : a junction, by densities of states
    aligned_transmission : one of its channels

    Examples
    --------
    >>> valve = SpinValve(R_majority=1.0, R_minority=3.0)
    >>> valve.parallel, valve.antiparallel
    (1.5, 2.0)
    """

    R_majority: float
    R_minority: float

    def __post_init__(self):
        freeze_scalars(self, R_majority=(positive, "Ω"), R_minority=(positive, "Ω"))

    @property
    def parallel(self):
        """Resistance with parallel magnetizations [Ω], where the majority spin short-circuits."""
        return 2 * self.R_majority * self.R_minority / (self.R_majority + self.R_minority)

    @property
    def antiparallel(self):
        """Resistance with antiparallel magnetizations [Ω]."""
        return (self.R_majority + self.R_minority) / 2

    @property
    def magnetoresistance(self):
        """(R_AP − R_P)/R_P."""
        return self.antiparallel / self.parallel - 1

    def resistance(self, angle):
        """Resistance at an `angle` [rad] between the magnetizations [Ω], R_P + (R_AP − R_P) sin²(angle/2)."""
        return self.parallel + (self.antiparallel - self.parallel) * np.sin(real("angle", angle, "rad") / 2) ** 2


def tmr(P_1, P_2):
    """Tunnel magnetoresistance (R_AP − R_P)/R_P = 2P₁P₂/(1 − P₁P₂) of two magnets with polarizations −1…1.

    (M. Jullière, Phys. Lett. A 54, 225 (1975)).

    Raises
    ------
    ValueError
        If a polarization lies outside −1…1.

    See Also
    --------
    tunnel_conductance : at any angle

    Examples
    --------
    >>> print(f"{tmr(0.5, 0.5):.4f}")
    0.6667
    """
    P_1 = _POLARIZATION("P_1", P_1)
    P_2 = _POLARIZATION("P_2", P_2)
    with np.errstate(divide="ignore"):
        return 2 * P_1 * P_2 / (1 - P_1 * P_2)


def tunnel_conductance(angle, P_1, P_2, mean=1.0):
    """Tunnel conductance at an `angle` [rad] between the magnetizations, mean × (1 + P₁P₂ cos angle).

    (J. C. Slonczewski, Phys. Rev. B 39, 6995 (1989)).

    Parameters
    ----------
    angle : array_like
        Angle [rad].
    P_1, P_2 : array_like
        Polarizations, −1…1.
    mean : float
        Conductance at right angles [S].

    Raises
    ------
    ValueError
        If a polarization lies outside −1…1, or `mean` is not positive.

    See Also
    --------
    tmr : its two extremes
    SpinValve : not by tunnelling alone

    Examples
    --------
    >>> import numpy as np
    >>> tunnel_conductance([0, np.pi / 2, np.pi], 0.5, 0.5).round(4)
    array([1.25, 1.  , 0.75])
    """
    P_1 = _POLARIZATION("P_1", P_1)
    P_2 = _POLARIZATION("P_2", P_2)
    return positive("mean", mean, "S") * (1 + P_1 * P_2 * np.cos(real("angle", angle, "rad")))


def aligned_transmission(angle, T_up, T_down):
    """Transmission of a magnetic barrier for a spin at `angle` [rad] to it, cos²(angle/2) T_up + sin²(angle/2) T_down.

    Raises
    ------
    ValueError
        If a transmission lies outside 0…1.

    See Also
    --------
    SpinValve : any angle

    Examples
    --------
    >>> import numpy as np
    >>> print(f"{aligned_transmission(np.pi, 1.0, 0.1):.2f}")
    0.10
    """
    half = real("angle", angle, "rad") / 2
    return np.cos(half) ** 2 * probability("T_up", T_up) + np.sin(half) ** 2 * probability("T_down", T_down)


def polarization(split, mu, T=0.0):
    """Spin polarization (G_up − G_down)/(G_up + G_down) of the current through a `Zeeman` conductor, at small bias.

    Up is the spin that the field lowers.

    Parameters
    ----------
    split : Zeeman
        A conductor in a field, such as ``Zeeman(SaddlePoint(…), g, B)``: a spin filter.
    mu, T : array_like
        As for `qtlib.conductance`.

    See Also
    --------
    tmr : what it does to a junction

    Examples
    --------
    >>> from qtlib import SaddlePoint, Zeeman
    >>> from qtlib.units import meV
    >>> filter_ = Zeeman(SaddlePoint(0, 0.2 * meV, 3 * meV), g=2, B=10)
    >>> print(f"{polarization(filter_, mu=1.5 * meV, T=0.1):.4f}")
    1.0000
    """
    shift = abs(split.shift)
    up, down = (conductance(split.conductor, real("mu", mu, "J") + s, T) for s in (shift, -shift))
    with np.errstate(invalid="ignore"):
        return (up - down) / (up + down)


def precession_phase(energy_splitting, length, velocity):
    """Angle [rad] by which a spin turns in a field.

    The field splits it by `energy_splitting` [J]; it goes a way of `length` [m] at `velocity` [m/s].

    Raises
    ------
    ValueError
        If the length or the velocity is not positive, or an argument not finite.

    See Also
    --------
    SpinValve : turns its second magnet by this angle

    Examples
    --------
    >>> from qtlib.units import h, um
    >>> print(f"{precession_phase(h * 1e11, 1 * um, 1e5):.4f}")  # one turn in 10 ps
    6.2832
    """
    return (
        2
        * np.pi
        * real("energy_splitting", energy_splitting, "J")
        * positive("length", length, "m")
        / (h * positive("velocity", velocity, "m/s"))
    )
