"""What a subband holds in equilibrium: its density, the fluctuation of its number, where f_eq is smooth."""

import numpy as np

from qtlib.arguments import non_negative, positive, real
from qtlib.reservoirs import REACH, fermi_dirac
from qtlib.units import hbar, k_B

__all__ = ["density", "number_fluctuation"]


def density(mu, T, mass):
    """Carriers per length of one subband with both spins [1/m].

    Parameters
    ----------
    mu : array_like
        Chemical potential above the subband's bottom [J].
    T : array_like
        Temperature [K].
    mass : float
        Effective mass [kg].

    Raises
    ------
    ValueError
        If `T` is negative, `mass` is not positive, or an argument is not finite.

    See Also
    --------
    number_fluctuation : its derivative with the chemical potential
    qtlib.reservoirs.fermi_dirac : the integral behind it

    Examples
    --------
    >>> from qtlib.kinetic import density
    >>> from qtlib.units import m_e, meV, um
    >>> round(float(density(5 * meV, 0, 0.067 * m_e) * um), 4)  # 2 k_F / π per micrometre
    59.6954
    """
    mu = real("mu", mu, "J")
    kT = k_B * non_negative("T", T, "K")
    mass = positive("mass", mass, "kg")
    with np.errstate(divide="ignore", invalid="ignore"):
        warm = np.sqrt(2 * mass * kT / np.pi) / hbar * fermi_dirac(-0.5, np.where(kT > 0, mu / kT, 0.0))
    return np.where(kT > 0, warm, 2 / np.pi * np.sqrt(2 * mass * np.maximum(mu, 0)) / hbar)


def number_fluctuation(mu, T, mass):
    """kT ∂n/∂µ of one subband with both spins [1/m]; arguments as for `density`.

    See Also
    --------
    density : the mean
    qtlib.sumrules.rules.compressibility : a rule about it

    Examples
    --------
    >>> from qtlib.kinetic import density, number_fluctuation
    >>> from qtlib.units import m_e, meV
    >>> n, dn = (f(-5 * meV, 4.2, 0.067 * m_e) for f in (density, number_fluctuation))
    >>> print(f"{dn / n:.6f}")  # dilute: Poisson
    0.999999
    """
    mu = real("mu", mu, "J")
    kT = k_B * non_negative("T", T, "K")
    mass = positive("mass", mass, "kg")
    with np.errstate(divide="ignore", invalid="ignore"):
        eta = np.where(kT > 0, mu / kT, 0.0)
    return np.sqrt(2 * mass * kT / np.pi) / hbar * fermi_dirac(-1.5, eta)


def smooth_between(mu, kT, mass):
    """Positive wave numbers [1/m] between which f_eq is smooth: panels of 2 kT around µ, up to f_eq = 1e-17."""
    thermal = mu + np.arange(-REACH, REACH + 1, 2) * kT
    energies = np.r_[thermal, REACH * kT, np.arange(1, 9) * max(mu, kT) / 8]
    energies = np.unique(np.r_[0.0, energies[energies > 0]])
    return np.sqrt(2 * mass * energies[energies <= max(mu, 0) + REACH * kT]) / hbar
