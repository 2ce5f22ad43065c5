"""What a reservoir sends out: the Fermi function and the windows it opens in energy.

The windows take distances from µ, which a caller may know to more digits than E and µ themselves, and the thermal energy ``kT``, all in
joules. They do not check their input; the observables do.
"""

import numpy as np
from scipy.special import expit

from qtlib.arguments import non_negative, real
from qtlib.units import k_B


def fermi(E, mu, T):
    """Occupation of a state at energy `E` in equilibrium.

    .. math:: f(E) = \\frac{1}{1 + e^{(E-\\mu)/kT}}

    Parameters
    ----------
    E, mu : array_like
        Energy and electrochemical potential [J], broadcast against each other.
    T : array_like
        Temperature [K]. At T = 0 the step takes the value ½ at E = mu.

    Returns
    -------
    numpy.ndarray
        Occupation between 0 and 1, without overflow for any argument.

    Raises
    ------
    ValueError
        If `T` is negative or any argument is not finite.

    Examples
    --------
    >>> from qtlib.units import meV
    >>> fermi([0, 1 * meV], mu=0, T=4.2).round(5)
    array([0.5    , 0.05936])
    >>> fermi([-1 * meV, 0, 1 * meV], mu=0, T=0)
    array([1. , 0.5, 0. ])
    """
    E, mu = real("E", E, "J"), real("mu", mu, "J")
    kT = k_B * non_negative("T", T, "K")
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        x = (E - mu) / kT
    return expit(-np.where((kT == 0) & (mu == E), 0.0, x))


def thermal_window(above, kT):
    """−∂f/∂E [1/J]: how strongly a reservoir weighs an energy `above` = E − µ [J] at kT > 0 [J]."""
    decay = np.exp(-np.abs(above) / kT)
    return decay / (kT * (1 + decay) ** 2)


def bias_window(above_L, above_R, bias, kT_L, kT_R):
    """f_L − f_R at an energy `above_L` = E − µ_L, `above_R` = E − µ_R [J]; free of cancellation for the smallest `bias` = µ_L − µ_R."""
    x_L, x_R = above_L / kT_L, above_R / kT_R
    # f_L − f_R = f_L (1 − f_R) (1 − e^{−d}) with d = x_R − x_L, written so that d itself does not cancel
    d = bias / kT_R + above_L * ((kT_L - kT_R) / (kT_L * kT_R))
    forward = d > 0
    occupied_empty = expit(np.where(forward, -x_L, x_L)) * expit(np.where(forward, x_R, -x_R))
    return -np.sign(d) * np.expm1(-np.abs(d)) * occupied_empty
