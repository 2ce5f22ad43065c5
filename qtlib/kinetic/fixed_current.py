"""The excess noise of a contact that a fixed current drives, and the voltage that it then needs."""

import numpy as np

from qtlib.arguments import non_negative, positive, real, scalar
from qtlib.kinetic.contact import degeneracy_factor
from qtlib.kinetic.equilibrium import density, number_fluctuation
from qtlib.units import G0, e, h, k_B

__all__ = ["noise_at_fixed_current"]

_LARGEST_LOG = 700.0  # of a number that can be written down


def noise_at_fixed_current(current, mu, T, thresholds, *, length, mass, p, eps_in):
    r"""Excess noise of a point contact that is driven by a fixed current, from kinetics.

    .. math::

       S_{xs} = \sum_i \frac{4I_i^2}{N_i}\frac{\Delta N_i}{N_i}(2\tau_{in,i}-\tau_i),\qquad
       \frac{1}{\tau_{in,i}} = \frac{1}{\tau_{el,i}}\left[1+\left(\frac{eV}{\varepsilon_{in}}\right)^p\right]

    with τ_el = L/v of each subband and the voltage V = I/G(V).
    The dependence of the inelastic time on voltage is a phenomenological law of this course, in place of one that
    its source does not give (F. Green and M. P. Das, arXiv:cond-mat/0503461 (2005)).

    Parameters
    ----------
    current : array_like
        Current [A], zero or more.
    mu : array_like
        Chemical potential [J]; the gate. Broadcast against `current`.
    T : float
        Temperature [K], positive.
    thresholds : array_like
        Bottoms of the subbands [J].
    length, mass : float
        Length of the contact [m], effective mass [kg].
    p, eps_in : float
        Exponent (zero or more) and energy scale [J] of inelastic scattering.

    Returns
    -------
    excess, conductance, voltage : numpy.ndarray
        Excess noise [A²/Hz], total conductance at this current [S], voltage [V].

    Raises
    ------
    ValueError
        If an argument is out of range, or p ≥ 1 and the contact cannot carry the current at any voltage.

    See Also
    --------
    qtlib.kinetic.contact.ballistic_conductance : the conductance without inelastic scattering by the voltage
    qtlib.noise.noise : what scattering theory gives

    Examples
    --------
    >>> from qtlib.kinetic import noise_at_fixed_current
    >>> from qtlib.units import G0, m_e, meV, nA, um
    >>> contact = {"length": 0.5 * um, "mass": 0.067 * m_e}
    >>> S, G, V = noise_at_fixed_current(100 * nA, 5 * meV, 1.5, [2 * meV], **contact, p=0.75, eps_in=meV)
    >>> print(f"{G / G0:.3f} G0, {V * 1e3:.3f} mV")
    0.492 G0, 2.626 mV
    """
    current, mu = np.broadcast_arrays(non_negative("current", current, "A"), real("mu", mu, "J"))
    T = scalar(positive, "T", T, "K")
    p = scalar(non_negative, "p", p)
    eps_in = scalar(positive, "eps_in", eps_in, "J")
    length = scalar(positive, "length", length, "m")
    mass = scalar(positive, "mass", mass, "kg")
    thresholds = np.atleast_1d(real("thresholds", thresholds, "J"))
    kT = k_B * T
    factors = np.stack([degeneracy_factor(mu - bottom, kT) for bottom in thresholds])
    y = _reduced_voltage(current * e / (eps_in * G0 * factors.sum(0)), p, current, mu)  # eV/ε_in
    r = 1 / (1 + y**p)
    excess = 0.0
    for bottom, factor in zip(thresholds, factors, strict=True):
        n = density(mu - bottom, T, mass)
        dn = number_fluctuation(mu - bottom, T, mass)
        G = G0 * factor * r / (1 + r)
        # L/v with v = 2⟨|v| f_eq⟩/n, from 2⟨|v| f_eq⟩ = (8/h) kT ln(1 + e^η)
        tau_el = length * n * h / (8 * kT * np.logaddexp(0, (mu - bottom) / kT))
        carried = G * y * eps_in / e
        excess = excess + 4 * carried**2 * dn / (n**2 * length) * tau_el * (2 * r - r / (1 + r))
    voltage = y * eps_in / e
    return excess, G0 * factors.sum(0) * r / (1 + r), voltage


def _reduced_voltage(drive, p, current, mu):
    """Solve y/(2 + y^p) = `drive` on the branch that starts at 0; refuse where there is none."""

    def excess(log_y, log_drive):
        return log_y - np.logaddexp(np.log(2), p * log_y) - log_drive

    # y/(2 + y^p) grows without bound for p < 1, towards 1 for p = 1, and up to a maximum at y^p = 2/(p − 1) for p > 1
    end = np.log(2 / (p - 1)) / p if p > 1 else _LARGEST_LOG  # of log y
    largest = np.inf if p < 1 else 1.0 if p == 1 else np.exp(end) * (p - 1) / (2 * p)
    if np.any(drive >= largest):
        bad = tuple(np.argwhere(drive >= largest)[0])
        raise ValueError(
            f"current must stay below {float(largest / drive[bad] * current[bad]):.4g} A "
            f"at mu = {float(mu[bad]):.4g} J for p = {p:g} "
            f"(inelastic scattering outgrows the voltage), got {float(current[bad]):.4g} A"
        )
    result = np.zeros(drive.shape)
    flows = drive > 0
    if flows.any():
        log_drive = np.log(drive[flows])
        # scipy ≥ 1.15; asked for only here, so that the lattice also runs beside Kwant, which needs an older one
        from scipy.optimize.elementwise import find_root

        root = find_root(excess, (log_drive, np.full_like(log_drive, end)), args=(log_drive,))
        if not np.all(root.success):
            worst = mu[flows][~root.success].min()
            raise ValueError(
                f"mu is so far below the thresholds that no voltage drives the current, got {float(worst):.4g} J"
            )
        result[flows] = np.exp(root.x)
    return result
