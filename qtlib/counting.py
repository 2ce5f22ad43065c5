r"""Full counting statistics: how many electrons pass in a time, at zero temperature.

.. math:: \ln\chi(\lambda) = \frac{eVt}{h}\sum_n\ln\left[1+T_n(e^{i\lambda}-1)\right]

Each channel attempts eVt/h transfers, and each succeeds with probability T_n (L. S. Levitov and G. B. Lesovik, JETP
Lett. 58, 230 (1993)). Numbers count one spin; give each eigenvalue twice for both.
"""

import numpy as np

from qtlib.arguments import non_negative, probability, scalar, whole

__all__ = ["cumulants", "distribution", "simulate"]

_ROUNDING = 1e-15  # of the Fourier transform of numbers up to 1: a smaller probability is none


def cumulants(eigenvalues, attempts):
    """First four cumulants of the number of transferred electrons.

    Parameters
    ----------
    eigenvalues : array_like
        T_n, shape (..., N).
    attempts : float
        eVt/h per channel; need not be whole.

    Returns
    -------
    numpy.ndarray
        Shape (..., 4): mean, variance, third and fourth cumulant. The mean times e/t is the current, the variance times
        2e²/t the noise.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1 or `attempts` is negative.

    See Also
    --------
    distribution : all probabilities
    qtlib.noise.noise : the second one at any temperature

    Examples
    --------
    >>> cumulants([0.5], attempts=8)
    array([ 4.,  2.,  0., -1.])
    """
    T = np.atleast_1d(probability("eigenvalues", eigenvalues))
    R = 1 - T
    return scalar(non_negative, "attempts", attempts) * np.stack(
        [T, T * R, T * R * (R - T), T * R * (1 - 6 * T * R)], -1
    ).sum(-2)


def distribution(eigenvalues, attempts):
    """Probability of 0, 1, … transferred electrons after a whole number of `attempts` per channel.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1, or `attempts` is not a positive whole number.

    See Also
    --------
    cumulants : its moments, also for a number of attempts that is not whole
    simulate : single outcomes

    Examples
    --------
    >>> distribution([0.5, 1.0], attempts=1)
    array([0. , 0.5, 0.5])
    """
    T = np.atleast_1d(probability("eigenvalues", eigenvalues))
    attempts = whole("attempts", attempts)
    n = len(T) * attempts
    # χ at the roots of unity; the distribution is its discrete Fourier transform
    roots = np.exp(2j * np.pi * np.arange(n + 1) / (n + 1))
    chi = np.prod((1 + T[:, None] * (roots - 1)) ** attempts, axis=0)
    P = np.fft.fft(chi).real / (n + 1)
    return np.where(P > _ROUNDING, P, 0.0)


def simulate(eigenvalues, attempts, size, rng):
    """Transferred electrons in `size` runs of a Monte-Carlo of the binomial process.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1, or `attempts` or `size` is not a positive whole number.

    See Also
    --------
    distribution : their probabilities

    Examples
    --------
    >>> import numpy as np
    >>> counts = simulate([0.5, 0.2], attempts=100, size=2000, rng=np.random.default_rng(1))
    >>> bool(abs(counts.mean() - 70) < 0.5)
    True
    """
    T = np.atleast_1d(probability("eigenvalues", eigenvalues))
    return rng.binomial(whole("attempts", attempts), T, size=(whole("size", size), len(T))).sum(-1)
