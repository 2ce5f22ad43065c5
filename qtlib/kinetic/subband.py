"""The kinetic equation solved in closed form: one subband with constant collision times, at any field."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.special import expit

from qtlib.arguments import freeze_scalars, non_negative, positive, real
from qtlib.kinetic import equilibrium
from qtlib.reservoirs import REACH
from qtlib.units import e, hbar, k_B

__all__ = ["Channel", "Subband"]

_NODES, _WEIGHTS = leggauss(20)
_PANEL = 2  # width of a panel in λ
_SHARP = 1e-9  # λ against the width of f_eq below which nothing is smeared


@dataclass(frozen=True)
class Subband:
    """One parabolic subband with constant collision times, in a uniform field.

    With τ = τ_elτ_in/(τ_el + τ_in) and λ = (force/ħ)√(τ_inτ), the even part of the distribution is equilibrium
    smeared by e^{−|k|/λ}/2λ, the odd part −τ(force/ħ) times its derivative.

    Parameters
    ----------
    mu : float
        Chemical potential above the subband's bottom [J]; may be negative.
    T : float
        Temperature [K]; 0 is allowed.
    tau_in, tau_el : float
        Inelastic and elastic collision time [s].
    length : float
        Length of the conductor [m].
    mass : float
        Effective mass [kg].

    Raises
    ------
    ValueError
        If a time, the length or the mass is not positive, or `T` is negative.

    See Also
    --------
    qtlib.kinetic.operator.Operator : collision times that depend on energy
    qtlib.kinetic.monte_carlo.trajectories : the same, carrier by carrier

    Examples
    --------
    >>> from qtlib.kinetic import Subband
    >>> from qtlib.units import G0, hbar, m_e, meV, um
    >>> m, mu, L = 0.067 * m_e, 10 * meV, 1 * um
    >>> tau = L / (2 * mu / m) ** 0.5  # both mean free paths equal to the length
    >>> wire = Subband(mu=mu, T=0, tau_in=tau, tau_el=tau, length=L, mass=m)
    >>> print(f"{wire.conductance / G0:.9f}")
    1.000000000
    """

    mu: float
    T: float
    tau_in: float
    tau_el: float
    length: float
    mass: float

    def __post_init__(self):
        freeze_scalars(
            self,
            mu=(real, "J"),
            T=(non_negative, "K"),
            tau_in=(positive, "s"),
            tau_el=(positive, "s"),
            length=(positive, "m"),
            mass=(positive, "kg"),
        )

    @property
    def tau(self):
        """Total collision time by Matthiessen's rule [s]."""
        return self.tau_el * self.tau_in / (self.tau_el + self.tau_in)

    @property
    def density(self):
        """Carriers per length, both spins [1/m]; the same at every force."""
        return equilibrium.density(self.mu, self.T, self.mass)

    @property
    def number_fluctuation(self):
        """Mean-square number fluctuation per length, kT ∂n/∂µ [1/m]; the same at every force."""
        return equilibrium.number_fluctuation(self.mu, self.T, self.mass)

    @property
    def conductance(self):
        """ne²τ/mL [S], at every field."""
        return self.density * e**2 * self.tau / (self.mass * self.length)

    def drift_velocity(self, force):
        """Mean velocity [m/s] at `force` = eE [N]."""
        return real("force", force, "N") * self.tau / self.mass

    def distribution(self, k, force):
        r"""Occupation at wave number `k` [1/m] under `force` [N]; broadcast against each other.

        It never leaves 0…1, at any force, although no collision term contains Pauli's principle: it is a mean of f_eq,

        .. math:: f(k) = \int f_{eq}(q)\,\frac{e^{-|k-q|/\lambda}}{2\lambda}
           \left[1 \pm \sqrt{\tau/\tau_{in}}\right] dq,

        with + for carriers that come from behind (q below k, for a positive force), − for the others: weights never
        negative, as τ ≤ τ_in, and sum to 1.
        """
        k, force = np.broadcast_arrays(real("k", k, "1/m"), real("force", force, "N"))
        return np.vectorize(self._distribution, otypes=[float])(k, force) if self.T == 0 else self._smeared(k, force)

    def _distribution(self, k, force):
        """At zero temperature: a box of half width k_F, smeared."""
        k_F = np.sqrt(2 * self.mass * max(self.mu, 0.0)) / hbar
        lam = abs(force) / hbar * np.sqrt(self.tau_in * self.tau)
        if lam == 0:
            return np.heaviside(k_F - abs(k), 0.5) if k_F else 0.0
        # overlap of the box with the exponential on either side of k
        below, above = ((_tail(k_F - s * k, lam) - _tail(-k_F - s * k, lam)) / 2 for s in (-1, 1))
        return below + above - self.tau * force / (hbar * lam) * (above - below)

    def _smeared(self, k, force):
        result = np.empty(k.shape)
        for one in np.unique(force):
            here = force == one
            even, slope = self._even_part(k[here], abs(one) / hbar * np.sqrt(self.tau_in * self.tau))
            result[here] = even - self.tau * one / hbar * slope
        return result

    def _even_part(self, k, lam):
        """∫ f_eq(q) e^{−|k−q|/λ}/2λ dq and its derivative at the 1-D array `k`, for one λ [1/m]."""
        kT = k_B * self.T
        q = equilibrium.smooth_between(self.mu, kT, self.mass)
        q = np.r_[-q[::-1], q]
        if lam < _SHARP * q[-1]:
            f = expit((self.mu - (hbar * k) ** 2 / (2 * self.mass)) / kT)
            return f, -(hbar**2) * k / (self.mass * kT) * f * (1 - f)
        near = lam * np.arange(-REACH, REACH + 1, _PANEL)
        # panels that resolve both the kernel around k and the thermal edge of f_eq
        edges = np.sort(np.concatenate([k[:, None] + near, np.broadcast_to(q, (len(k), len(q)))], axis=1), axis=1)
        edges = np.clip(edges, np.maximum(k + near[0], q[0])[:, None], np.minimum(k + near[-1], q[-1])[:, None])
        even, slope = np.zeros(k.shape), np.zeros(k.shape)
        for a, b in zip(edges.T[:-1], edges.T[1:], strict=True):
            here = b > a  # about half of the panels are empty
            half = (b - a)[here, None] / 2
            at = (a + b)[here, None] / 2 + half * _NODES
            f = expit((self.mu - (hbar * at) ** 2 / (2 * self.mass)) / kT)
            kernel = np.exp(-np.abs(k[here, None] - at) / lam) / (2 * lam) * half * _WEIGHTS
            even[here] += (f * kernel).sum(1)
            # the slope of f_eq, smeared; the slope of the kernel would cancel for small λ
            slope[here] -= (hbar**2 * at / (self.mass * kT) * f * (1 - f) * kernel).sum(1)
        return even, slope

    def noise(self, force):
        r"""Zero-frequency current noise [A²/Hz] at `force` [N], one-sided.

        .. math:: S = 4kTG + \frac{4e^2}{L}(2\tau_{in}-\tau)\,v_d^2\,\Delta n
        """
        v = self.drift_velocity(force)
        excess = 4 * e**2 / self.length * (2 * self.tau_in - self.tau) * v**2 * self.number_fluctuation
        return 4 * k_B * self.T * self.conductance + excess

    def spectrum(self, omega, force):
        """Current noise [A²/Hz] at angular frequency `omega` [1/s]: a Lorentzian of width 1/τ, at any force [N]."""
        return self.noise(force) / (1 + (real("omega", omega, "1/s") * self.tau) ** 2)

    def energy_balance(self, force):
        """Power per length [W/m]: what the field gives, what inelastic collisions pass on, what elastic ones do.

        Returns
        -------
        drawn, inelastic, elastic : numpy.ndarray
            ``drawn`` = n·force·v_d; ``inelastic`` = (⟨εf⟩ − ⟨εf_eq⟩)/τ_in from the second moment of the smearing;
            ``elastic`` = 0.
        """
        force = real("force", force, "N")
        drawn = self.density * force * self.drift_velocity(force)
        gained = self.density * (force**2 * self.tau_in * self.tau) / self.mass  # ħ²·2λ²/2m per carrier
        return drawn, gained / self.tau_in, np.zeros_like(drawn)


Channel = Subband  # its first name, which stays for programs that call it so


def _tail(x, lam):
    """∫ over y < x of e^{−|y|/λ}/λ restricted to y > 0: 1 − e^{−x/λ} for x > 0, else 0."""
    return -np.expm1(-max(x, 0.0) / lam)
