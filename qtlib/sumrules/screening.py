"""A contact potential that follows the density, and how it suppresses the compressibility."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from qtlib import kinetic
from qtlib.arguments import non_negative, positive, real, scalar
from qtlib.units import hbar, k_B

__all__ = ["Screened", "contact_suppression"]


class Screened(NamedTuple):
    """Self-consistent equilibrium of a wire whose bottom rises with its own density."""

    density: float
    suppression: float
    compressibility: float


def contact_suppression(mu, T, mass, dU_dn):
    """How a contact potential that follows the density suppresses the compressibility.

    Solves n = n_eq(µ − U₀(n)) with U₀ = (dU₀/dn) n; then ∂n/∂µ is smaller than at fixed U₀ by γ = 1/(1 +
    (dU₀/dn)(∂n/∂µ)|_{U₀}).

    Parameters
    ----------
    mu : float
        Chemical potential above the bottom of the empty wire [J].
    T : float
        Temperature [K], positive.
    mass : float
        Effective mass [kg].
    dU_dn : float
        Rise of the bottom per density [J m], zero or more.

    Returns
    -------
    Screened
        density [1/m], γ, and κ/κ_cl = γ ΔN/N.

    Raises
    ------
    ValueError
        If `T` or `mass` is not positive, or `dU_dn` is negative.

    See Also
    --------
    qtlib.kinetic.equilibrium.number_fluctuation : without screening
    qtlib.sumrules.rules.compressibility : the rule

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> free, pinned = (contact_suppression(10 * meV, 4.2, 0.067 * m_e, u).suppression for u in (0, 50 * meV * nm))
    >>> free, bool(pinned < 0.8)
    (1.0, True)
    """
    mu = scalar(real, "mu", mu, "J")
    T = scalar(positive, "T", T, "K")
    mass = scalar(positive, "mass", mass, "kg")
    dU_dn = scalar(non_negative, "dU_dn", dU_dn, "J m")
    unit = 1 / (hbar / np.sqrt(2 * mass * k_B * T))  # thermal wave number: makes the root of order one

    def surplus(n):
        return n - float(kinetic.density(mu - dU_dn * n * unit, T, mass)) / unit

    # between an empty wire and one whose bottom does not rise; to relative accuracy, since a dilute wire has n ≪ unit
    tiny = np.finfo(float).tiny
    n = brentq(surplus, 0, float(kinetic.density(mu, T, mass)) / unit + tiny, xtol=tiny, rtol=1e-14) * unit
    fluctuation = float(kinetic.number_fluctuation(mu - dU_dn * n, T, mass))
    gamma = 1 / (1 + dU_dn * fluctuation / (k_B * T))
    return Screened(n, gamma, gamma * fluctuation / n)
