"""Zero-frequency current noise of a conductor between two reservoirs; one-sided, so thermal noise is 4kTG."""

import numpy as np

from qtlib import integrals
from qtlib.arguments import non_negative, probability, real
from qtlib.transport import spin_degeneracy
from qtlib.units import e, h, k_B


def noise(conductor, mu_L, mu_R, T=0.0):
    """Current noise at any bias and temperature, thermal and shot noise in one.

    .. math:: S = 2\\,\\frac{2e^2}{h}\\sum_n\\int\\{T_n[f_L(1-f_L)+f_R(1-f_R)]+T_n(1-T_n)(f_L-f_R)^2\\}\\,dE

    (M. Büttiker, Phys. Rev. B 46, 12485 (1992); Ya. M. Blanter and M. Büttiker, Phys. Rep. 336, 1 (2000)).

    Parameters
    ----------
    conductor : conductor
        Anything with ``eigenvalues(E)``.
    mu_L, mu_R : array_like
        Electrochemical potentials [J], broadcast against each other; eV = mu_L − mu_R.
    T : array_like
        Temperature of both reservoirs [K]; 0 is allowed.

    Returns
    -------
    numpy.ndarray
        One-sided spectral density [A²/Hz], accurate to 1e-10 of its thermal plus full shot-noise value.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    Examples
    --------
    >>> from qtlib import Channels, noise
    >>> from qtlib.units import meV
    >>> print(f"{noise(Channels([0.5]), mu_L=1 * meV, mu_R=0, T=1.0):.10e}")
    7.2767585479e-27
    """
    mu_L, mu_R, T = np.broadcast_arrays(real("mu_L", mu_L, "J"), real("mu_R", mu_R, "J"), non_negative("T", T, "K"))

    def transmitted_and_partitioned(E):
        T_n = conductor.eigenvalues(E)
        return np.stack([T_n.sum(-1), (T_n * (1 - T_n)).sum(-1)], axis=-1)

    result = np.empty(mu_L.shape)
    for one in np.unique(T):
        here, kT = (one == T), k_B * one
        left, right = mu_L[here], mu_R[here]
        # f(1 − f) = kT (−∂f/∂E)
        thermal = kT * sum(
            integrals.thermal(conductor, transmitted_and_partitioned, mu, kT)[:, 0] for mu in (left, right)
        )
        shot = integrals.biased(conductor, transmitted_and_partitioned, left, right, kT, kT, power=2)[:, 1]
        result[here] = thermal + shot
    return 2 * spin_degeneracy(conductor) * e**2 / h * result


def fano_factor(eigenvalues):
    """Shot noise in units of 2eI at zero temperature, F = ΣT_n(1−T_n)/ΣT_n.

    Parameters
    ----------
    eigenvalues : array_like
        Transmission eigenvalues, shape (..., N).

    Returns
    -------
    numpy.ndarray
        Fano factor between 0 and 1, shape (...); `nan` where nothing is transmitted.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1.

    Examples
    --------
    >>> from qtlib import fano_factor
    >>> fano_factor([[1.0, 1.0], [1.0, 0.5], [1e-9, 0.0]]).round(6)
    array([0.      , 0.166667, 1.      ])
    """
    T_n = np.atleast_1d(probability("eigenvalues", eigenvalues))
    total = T_n.sum(-1)
    with np.errstate(invalid="ignore"):
        return (T_n * (1 - T_n)).sum(-1) / np.where(total > 0, total, np.nan)
