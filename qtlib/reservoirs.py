"""What a reservoir sends out: the Fermi function, its complete integrals, and the windows it opens in energy.

The windows take distances from µ, which a caller may know to more digits than E and µ themselves, and the thermal
energy ``kT``, all in joules. They do not check their input; the observables do.
"""

import functools

import numpy as np
from numpy.polynomial.chebyshev import chebfit, chebval
from scipy.special import expit, rgamma, zeta

from qtlib.arguments import non_negative, read_only, real
from qtlib.units import k_B

__all__ = ["REACH", "fermi", "fermi_dirac", "x_coth_x"]

REACH = 40.0  # of occupations beyond a chemical potential, in kT: e^-40 is below rounding

_SMALL = 1e-8  # x whose square is below rounding: x coth x is 1
# the Fermi–Dirac integrals: each of three ways is used where it is good to 1e-12
_LOW = -2.0  # η up to which the power series is summed
_HIGH = 40.0  # η from which Sommerfeld's series is
_PIECE = 3.0  # width in η of a piece of the interpolation between
_DEGREE = 24  # of its polynomials
_STEP = 0.02  # of the trapezoidal rule in u = √x
_LARGEST = 9.6  # of u: e^(η − u²) is below rounding beyond it, up to _HIGH


def fermi(E, mu, T):
    r"""Occupation of a state at energy `E` in equilibrium.

    .. math:: f(E) = \frac{1}{1 + e^{(E-\mu)/kT}}

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

    See Also
    --------
    qtlib.transport.current : what two of them drive

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
    """f_L − f_R at `above_L` = E − µ_L, `above_R` = E − µ_R [J]; no cancellation however small `bias` = µ_L − µ_R."""
    x_L, x_R = above_L / kT_L, above_R / kT_R
    # f_L − f_R = f_L (1 − f_R) (1 − e^{−d}) with d = x_R − x_L, written so that d itself does not cancel
    d = bias / kT_R + above_L * ((kT_L - kT_R) / (kT_L * kT_R))
    forward = d > 0
    occupied_empty = expit(np.where(forward, -x_L, x_L)) * expit(np.where(forward, x_R, -x_R))
    return -np.sign(d) * np.expm1(-np.abs(d)) * occupied_empty


def equal_window(above, bias, kT):
    """The same at one temperature, with one exponential: for a bias of a few hundred kT at most.

    `above` is E − max(µ_L, µ_R).
    """
    w = np.exp(above / kT)
    q = np.exp(-np.abs(bias) / kT)
    return -np.sign(bias) * np.expm1(-np.abs(bias) / kT) / ((1 + w) * (1 + q / w))


def x_coth_x(x):
    """How noise grows from thermal to shot noise with x = eV/2kT: 1 at x = 0, then the size of x.

    See Also
    --------
    qtlib.noise.noise : where it comes from

    Examples
    --------
    >>> x_coth_x([0.0, 1e-5, 1.0, -30.0]).round(6)
    array([ 1.      ,  1.      ,  1.313035, 30.      ])
    """
    x = np.asarray(x, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(np.abs(x) < _SMALL, 1.0, x / np.tanh(x))


def fermi_dirac(j, eta):
    r"""Complete Fermi–Dirac integral of order −3/2, −1/2 or 1/2.

    .. math:: F_j(\eta) = \frac{1}{\Gamma(j+1)}\int_0^\infty \frac{x^j\,dx}{1+e^{x-\eta}}, \qquad F_j' = F_{j-1}

    Up to η = −2 its power series in e^η, above 40 the Sommerfeld series, and between them Chebyshev interpolation of
    the trapezoidal rule, which converges exponentially for this integrand (order −3/2 is defined as the derivative of
    order −1/2).

    Parameters
    ----------
    j : float
        −1.5, −0.5 or 0.5.
    eta : array_like
        Any real number, any shape.

    Returns
    -------
    numpy.ndarray
        Accurate to 1e-12 relative.

    Raises
    ------
    ValueError
        If `j` is another order or `eta` is not finite.

    See Also
    --------
    qtlib.kinetic.equilibrium.density : a subband's carriers

    Examples
    --------
    >>> print(f"{fermi_dirac(-0.5, 0):.12f}")
    0.604898643422
    """
    if j not in (-1.5, -0.5, 0.5):
        raise ValueError(f"j must be -1.5, -0.5 or 0.5, got {j!r}")
    eta = real("eta", eta)
    result = np.empty(eta.shape)
    for here, part in (
        (eta <= _LOW, _series),
        ((eta > _LOW) & (eta < _HIGH), _interpolated),
        (eta >= _HIGH, _sommerfeld),
    ):
        result[here] = part(j, eta[here])
    return result


def _series(j, eta):
    k = np.arange(1, 22)
    return np.exp(eta) * np.polynomial.polynomial.polyval(np.exp(eta), (-1.0) ** (k + 1) / k ** (j + 1))


def _sommerfeld(j, eta):
    k = np.arange(0, 17)
    terms = np.append(1.0, 2 * (1 - 2.0 ** (1 - 2 * k[1:])) * zeta(2 * k[1:])) * rgamma(j + 2 - 2 * k)
    return eta ** (j + 1) * np.polynomial.polynomial.polyval(eta**-2.0, terms)


@functools.cache
def _pieces(j):
    """Chebyshev coefficients on the pieces between _LOW and _HIGH, (degree + 1, pieces)."""
    x = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))
    left = np.arange(_LOW, _HIGH, _PIECE)
    eta = (left + _PIECE / 2) + _PIECE / 2 * x[:, None]
    u = np.arange(0, _LARGEST, _STEP)[:, None, None]  # x = u²: the integrand is even and analytic in u
    f = expit(eta - u**2)
    integrand = {-1.5: f * (1 - f), -0.5: f, 0.5: 2 * u**2 * f}[j]
    values = 2 / np.sqrt(np.pi) * _STEP * (integrand.sum(0) - integrand[0] / 2)
    return read_only(chebfit(x, values, _DEGREE))


def _interpolated(j, eta):
    piece = np.minimum((eta - _LOW) // _PIECE, (_HIGH - _LOW) // _PIECE - 1).astype(int)
    return chebval(2 * (eta - _LOW - piece * _PIECE) / _PIECE - 1, _pieces(j)[:, piece], tensor=False)
