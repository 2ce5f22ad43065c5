"""What a conductor between two reservoirs carries: charge, heat, and both in response to a temperature difference.

All functions take any conductor (an object with ``eigenvalues(E)``). Currents are positive when particles flow from
left to right, which is what mu_L > mu_R does; eV = mu_L − mu_R.
"""

import numpy as np

from qtlib import integrals
from qtlib.arguments import non_negative, real
from qtlib.conductor import degeneracy_of, total_transmission
from qtlib.units import e, h, k_B

__all__ = [
    "conductance",
    "current",
    "heat_currents",
    "seebeck",
    "thermal_conductance",
    "thermoelectric_moments",
]


def conductance(conductor, mu, T=0.0):
    r"""Linear-response conductance.

    .. math:: G = \frac{2e^2}{h}\int T(E)\left(-\frac{\partial f}{\partial E}\right)dE

    Parameters
    ----------
    conductor : conductor
        Anything with ``eigenvalues(E)``.
    mu : array_like
        Electrochemical potential [J], any shape: a gate sweep is one call.
    T : array_like
        Temperature [K], broadcast against `mu`; 0 is allowed.

    Returns
    -------
    numpy.ndarray
        Conductance [S], accurate to 1e-10.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    See Also
    --------
    current : at any bias
    qtlib.noise.noise : what it fluctuates by
    qtlib.kinetic.contact.ballistic_conductance : the same from kinetics

    Examples
    --------
    >>> from qtlib import SaddlePoint, conductance
    >>> from qtlib.units import meV, uS
    >>> qpc = SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)
    >>> (conductance(qpc, mu=[0, 1.5 * meV, 3 * meV], T=0) / uS).round(2)
    array([1.000e-02, 3.874e+01, 7.748e+01])
    """
    return e**2 * _moment(conductor, mu, T, 0)


def current(conductor, mu_L, mu_R, T_L=0.0, T_R=None):
    r"""Current from the left to the right reservoir, at any bias and two temperatures.

    .. math:: I = \frac{2e}{h}\int T(E)\,[f_L(E)-f_R(E)]\,dE

    Parameters
    ----------
    conductor : conductor
        Anything with ``eigenvalues(E)``.
    mu_L, mu_R : array_like
        Electrochemical potentials [J], broadcast against each other; eV = mu_L − mu_R.
    T_L, T_R : array_like
        Temperatures [K]; `T_R` defaults to `T_L`.

    Returns
    -------
    numpy.ndarray
        Current [A], accurate to 1e-10 also for the smallest bias.

    Raises
    ------
    ValueError
        If a temperature is negative or an argument is not finite.

    See Also
    --------
    heat_currents : the heat that arrives with it
    qtlib.terminals.Terminals : more than two reservoirs

    Examples
    --------
    >>> from qtlib import Channels, current
    >>> from qtlib.units import meV, nA
    >>> round(float(current(Channels([1]), mu_L=1 * meV, mu_R=0, T_L=4.2) / nA), 4)  # G0 × 1 mV
    77.4809
    """
    return e * _flow(conductor, mu_L, mu_R, T_L, T_R)


def heat_currents(conductor, mu_L, mu_R, T_L=0.0, T_R=None):
    r"""Heat that arrives in the left and in the right reservoir; together the Joule power I·V.

    .. math:: J_R = \frac{2}{h}\int (E-\mu_R)\,T\,(f_L-f_R)\,dE,\qquad
              J_L = \frac{2}{h}\int (E-\mu_L)\,T\,(f_R-f_L)\,dE

    Parameters
    ----------
    conductor, mu_L, mu_R, T_L, T_R
        As for `current`.

    Returns
    -------
    J_L, J_R : numpy.ndarray
        Heat current into each reservoir [W]; negative where the reservoir is cooled.

    Raises
    ------
    ValueError
        If a temperature is negative or an argument is not finite.

    See Also
    --------
    current : the charge
    thermal_conductance : for a small difference of temperature

    Examples
    --------
    >>> from qtlib import Channels, heat_currents
    >>> from qtlib.units import meV
    >>> J_L, J_R = heat_currents(Channels([1]), mu_L=1 * meV, mu_R=0)
    >>> round(float(J_R / J_L), 9)  # without energy dependence each reservoir takes half
    1.0
    """
    mu_L, mu_R = real("mu_L", mu_L, "J"), real("mu_R", mu_R, "J")
    return (
        -_flow(conductor, mu_L, mu_R, T_L, T_R, origin=mu_L),
        _flow(conductor, mu_L, mu_R, T_L, T_R, origin=mu_R),
    )


def thermoelectric_moments(conductor, mu, T):
    r"""The three integrals behind thermopower and heat conductance.

    .. math:: L_n = \frac{2}{h}\int T(E)\,(E-\mu)^n\left(-\frac{\partial f}{\partial E}\right)dE

    Parameters
    ----------
    conductor, mu, T
        As for `conductance`.

    Returns
    -------
    L0, L1, L2 : numpy.ndarray
        In 1/(J s), 1/s and J/s; e² L0 is the conductance.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    See Also
    --------
    seebeck : what the first two are for
    thermal_conductance : what all three are for
    conductance : the first of them

    Examples
    --------
    >>> from qtlib import Channels, thermoelectric_moments
    >>> from qtlib.units import h, k_B
    >>> L0, L1, L2 = thermoelectric_moments(Channels([1]), mu=0, T=1.0)
    >>> bool(abs(L2 / ((2 / h) * (3.14159265358979 * k_B) ** 2 / 3) - 1) < 1e-10)
    True
    """
    return tuple(_moment(conductor, mu, T, n) for n in range(3))


def seebeck(conductor, mu, T):
    """Thermopower S = −L₁/(eT L₀) [V/K] of electrons: the open-circuit voltage per kelvin.

    Zero at T = 0; negative where transmission rises with energy. `nan` where the conductance underflows.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    See Also
    --------
    thermal_conductance : the heat
    current : beyond small differences, with two temperatures

    Examples
    --------
    >>> from qtlib import SaddlePoint, seebeck
    >>> from qtlib.units import meV, uV
    >>> qpc = SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)
    >>> round(float(seebeck(qpc, mu=1.5 * meV, T=1.0) / uV), 3)  # on the first step
    -61.367
    """
    L0, L1, _ = thermoelectric_moments(conductor, mu, T)
    return _ratio(-L1, e * non_negative("T", T, "K") * L0)


def thermal_conductance(conductor, mu, T):
    """Heat conductance κ = (L₂ − L₁²/L₀)/T [W/K] of the electrons at zero electric current.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    See Also
    --------
    seebeck : the voltage
    heat_currents : beyond small differences

    Examples
    --------
    >>> from qtlib import Channels, thermal_conductance
    >>> from qtlib.units import h, k_B
    >>> kappa = thermal_conductance(Channels([1]), mu=0, T=0.1)
    >>> round(float(kappa / (3.14159265358979**2 * k_B**2 * 0.1 / (3 * h))), 9)  # one quantum per spin
    2.0
    """
    L0, L1, L2 = thermoelectric_moments(conductor, mu, T)
    return _ratio(L2 - _ratio(L1**2, L0), non_negative("T", T, "K"))


def _moment(conductor, mu, T, power):
    """(spin/h) ∫ T(E) (E−µ)^power (−∂f/∂E) dE."""
    mu, T = np.broadcast_arrays(real("mu", mu, "J"), non_negative("T", T, "K"))

    transmission = total_transmission(conductor)
    result = np.empty(mu.shape)
    for one in np.unique(T):
        here = one == T
        result[here] = integrals.thermal(conductor, transmission, mu[here], k_B * one, power)[:, 0]
    return degeneracy_of(conductor) / h * result


def _flow(conductor, mu_L, mu_R, T_L, T_R, origin=None):
    """(spin/h) ∫ T(E) (f_L − f_R) dE, with a factor E − origin if given."""
    T_L = non_negative("T_L", T_L, "K")
    T_R = T_L if T_R is None else non_negative("T_R", T_R, "K")
    mu_L, mu_R, T_L, T_R, *origin = np.broadcast_arrays(
        real("mu_L", mu_L, "J"), real("mu_R", mu_R, "J"), T_L, T_R, *([] if origin is None else [origin])
    )

    transmission = total_transmission(conductor)
    result = np.empty(mu_L.shape)
    for one_L, one_R in np.unique(np.stack([T_L.ravel(), T_R.ravel()]), axis=1).T:
        here = (one_L == T_L) & (one_R == T_R)
        result[here] = integrals.biased(
            conductor, transmission, mu_L[here], mu_R[here], kT_L=k_B * one_L, kT_R=k_B * one_R,
            origin=origin[0][here] if origin else None,
        )[:, 0]  # fmt: skip
    return degeneracy_of(conductor) / h * result


def _ratio(a, b):
    """a/b, 0 for 0/0 at T = 0 written as 0, nan where only b underflowed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((a == 0) & (b == 0), 0.0, a / b)
