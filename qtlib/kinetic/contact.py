"""The conductance of a ballistic contact from kinetics, subband by subband."""

import numpy as np

from qtlib.arguments import non_negative, probability, real, scalar
from qtlib.reservoirs import fermi_dirac
from qtlib.units import G0, k_B

__all__ = ["ballistic_conductance"]

_DILUTE = -40  # η below which F_{−1/2} and the logarithm are both e^η to rounding


def ballistic_conductance(mu, T, thresholds, ratio=1.0):
    r"""Conductance of a ballistic constriction from kinetics, at any density.

    .. math::

       G = G_0\sum_i \frac{\pi}{2}\frac{F_{-1/2}(\eta_i)^2}{\ln(1+e^{\eta_i})}\left(1-\frac{1}{1+r}\right),
       \qquad \eta_i = \frac{\mu-\varepsilon_i}{kT}

    Each subband has τ_el = L/v and conducts n e²τ/mL (M. P. Das and F. Green, J. Phys.: Condens. Matter 15, L687
    (2003), Eqs. 10, 11). Their Eq. (10) as printed, ``v = ⟨|v| f_eq⟩/n``, tends to v_F/2 and would give 2 G₀; the text
    and the figures need v_F, hence ``v = 2⟨|v| f_eq⟩/n`` here.

    Parameters
    ----------
    mu : array_like
        Chemical potential [J], any shape.
    T : array_like
        Temperature [K], broadcast against `mu`; 0 is allowed.
    thresholds : array_like
        Bottoms ε_i of the subbands [J].
    ratio : float
        r = τ_in/τ_el between 0 and 1; 1 is the ideal contact.

    Returns
    -------
    numpy.ndarray
        Conductance [S].

    Raises
    ------
    ValueError
        If `T` is negative, `ratio` lies outside 0…1, or an argument is not finite.

    See Also
    --------
    qtlib.kinetic.fixed_current.noise_at_fixed_current : the noise of this contact
    qtlib.kinetic.subband.Subband : one of its subbands under a force
    qtlib.transport.conductance : the same from transmission

    Examples
    --------
    >>> from qtlib.kinetic import ballistic_conductance
    >>> from qtlib.units import G0, k_B
    >>> kT = k_B * 1.0
    >>> mu = [5 * kT, 14 * kT, 1000 * kT]
    >>> (ballistic_conductance(mu, T=1.0, thresholds=[5 * kT, 17 * kT]) / G0).round(6)
    array([0.414605, 1.026552, 1.999998])
    """
    mu, T = np.broadcast_arrays(real("mu", mu, "J"), non_negative("T", T, "K"))
    thresholds = np.atleast_1d(real("thresholds", thresholds, "J"))
    r = scalar(probability, "ratio", ratio)
    total = sum(degeneracy_factor(mu - bottom, k_B * T) for bottom in thresholds)
    return G0 * total * r / (1 + r)


def degeneracy_factor(above, kT):
    """(π/2) F_{−1/2}²/ln(1+e^η): e^η π/2 when dilute, 2 when degenerate; `above` = µ − ε."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        eta = np.where(kT > 0, above / kT, 0.0)
    F = fermi_dirac(-0.5, eta)
    dilute = eta < _DILUTE
    warm = np.pi / 2 * F * np.where(dilute, 1.0, F / np.logaddexp(0, np.maximum(eta, _DILUTE)))
    return np.where(kT > 0, warm, 2 * np.heaviside(above, 0.5))
