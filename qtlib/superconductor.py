"""A normal conductor in contact with a superconductor: an electron comes back as a hole."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss

from qtlib.arguments import freeze_scalars, non_negative, positive, probability, real, scalar
from qtlib.reservoirs import REACH, thermal_window
from qtlib.units import G0, e, k_B

__all__ = ["BTK", "andreev_conductance", "andreev_fano_factor"]

_NODES, _WEIGHTS = leggauss(16)
_PANEL = 2  # width of a panel in kT
_HALVINGS = 30  # of the gap, towards the cusp at its edge


@dataclass(frozen=True)
class BTK:
    """A normal–superconductor interface of any barrier strength, one channel.

    (G. E. Blonder, M. Tinkham and T. M. Klapwijk, Phys. Rev. B 25, 4515 (1982)).

    Parameters
    ----------
    gap : float
        Gap of the superconductor [J].
    Z : float
        Barrier strength; the normal transmission is 1/(1 + Z²).

    Raises
    ------
    ValueError
        If `gap` is not positive or `Z` negative.

    See Also
    --------
    andreev_conductance : any scatterer, at zero energy
    qtlib.lattice.models.ns_wire : on a lattice

    Examples
    --------
    >>> from qtlib.units import G0, meV, mV
    >>> clean = BTK(gap=1 * meV, Z=0)
    >>> print(f"{clean.conductance(0.5 * mV) / G0:.6f}, {clean.conductance(50 * mV) / G0:.3f}")
    2.000000, 1.000
    """

    gap: float
    Z: float = 0.0

    def __post_init__(self):
        freeze_scalars(self, gap=(positive, "J"), Z=(non_negative,))

    @property
    def normal_transmission(self):
        """1/(1 + Z²)."""
        return 1 / (1 + self.Z**2)

    def coefficients(self, E):
        """Probabilities A, B, C, D at energy `E` [J], which add up to 1.

        A is Andreev reflection, B normal reflection, C and D transmission without and with branch crossing.
        """
        x = np.abs(real("E", E, "J")) / self.gap
        Z2 = self.Z**2
        with np.errstate(divide="ignore", invalid="ignore"):
            below = x < 1
            A_in = 1 / (x**2 + (1 - x**2) * (1 + 2 * Z2) ** 2)
            root = np.sqrt(np.maximum((x - 1) * (x + 1), 0)) / np.maximum(x, 1)
            u2, v2 = (1 + root) / 2, (1 - root) / 2
            g2 = (u2 + Z2 * (u2 - v2)) ** 2
            A_out = u2 * v2 / g2
            B_out = (u2 - v2) ** 2 * Z2 * (1 + Z2) / g2
            C = u2 * (u2 - v2) * (1 + Z2) / g2
            D = v2 * (u2 - v2) * Z2 / g2
        return (
            np.where(below, A_in, A_out),
            np.where(below, 1 - A_in, B_out),
            np.where(below, 0.0, C),
            np.where(below, 0.0, D),
        )

    def conductance(self, V, T=0.0):
        """Differential conductance dI/dV = G₀∫(1 + A − B)(−∂f/∂E)dE [S] at voltages `V` [V], one temperature `T` [K].

        Accurate to 1e-6 at finite temperature, where the integrand has a cusp at the gap.
        """
        V = real("V", V, "V")
        kT = k_B * scalar(non_negative, "T", T, "K")
        if kT == 0:
            A, B, *_ = self.coefficients(e * V)
            return G0 * (1 + A - B)
        # panels cut at ±gap, graded towards the cusp there
        graded = 2.0 ** -np.arange(_HALVINGS)
        near = self.gap * np.r_[-graded, 0.0, graded]
        result = np.empty(V.shape)
        for i, mu in np.ndenumerate(e * V):
            edges = np.r_[mu + kT * np.arange(-REACH, REACH + 1, _PANEL), self.gap + near, -self.gap + near]
            edges = np.unique(np.clip(edges, mu - REACH * kT, mu + REACH * kT))
            middle, half = (edges[1:] + edges[:-1])[:, None] / 2, np.diff(edges)[:, None] / 2
            E = middle + half * _NODES
            A, B, *_ = self.coefficients(E)
            result[i] = G0 * np.sum((1 + A - B) * thermal_window(E - mu, kT) * half * _WEIGHTS)
        return result


def andreev_conductance(eigenvalues):
    r"""Conductance at zero voltage [S] of a normal conductor on a superconductor, from its transmission eigenvalues.

    .. math:: G_{NS} = \frac{4e^2}{h}\sum_n\frac{T_n^2}{(2-T_n)^2}

    (C. W. J. Beenakker, Phys. Rev. B 46, 12841 (1992)).

    Parameters
    ----------
    eigenvalues : array_like
        T_n of the normal part, shape (..., N).

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1.

    See Also
    --------
    andreev_fano_factor : its noise
    BTK : at any voltage, one channel

    Examples
    --------
    >>> from qtlib.units import G0
    >>> print(f"{andreev_conductance([1.0]) / G0:.3f}")  # doubled
    2.000
    """
    T = np.atleast_1d(probability("eigenvalues", eigenvalues))
    return 2 * G0 * (T**2 / (2 - T) ** 2).sum(-1)


def andreev_fano_factor(eigenvalues):
    r"""Shot noise over 2eI of the same at small voltage: 2 for a tunnel junction, where charges come in pairs.

    .. math:: F = \frac{\sum_n 8T_n^2(1-T_n)/(2-T_n)^4}{\sum_n T_n^2/(2-T_n)^2}

    (M. J. M. de Jong and C. W. J. Beenakker, Phys. Rev. B 49, 16070 (1994)).

    See Also
    --------
    andreev_conductance : the mean
    qtlib.noise.fano_factor : of a normal contact

    Examples
    --------
    >>> print(f"{andreev_fano_factor([1e-6]):.4f}, {andreev_fano_factor([1.0]):.4f}")
    2.0000, 0.0000
    """
    T = np.atleast_1d(probability("eigenvalues", eigenvalues))
    total = (T**2 / (2 - T) ** 2).sum(-1)
    with np.errstate(invalid="ignore"):
        return (8 * T**2 * (1 - T) / (2 - T) ** 4).sum(-1) / np.where(total > 0, total, np.nan)
