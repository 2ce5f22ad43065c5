"""The steady state under a force: distribution, current, noise and energy balance, all measured on the grid."""

import functools
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded
from scipy.special import expit

from qtlib.arguments import positive
from qtlib.kinetic import equilibrium
from qtlib.units import e, hbar, k_B

__all__ = ["Steady"]


# coefficients of the antisymmetric eighth-order first derivative
_STENCIL = np.array([4 / 5, -1 / 5, 4 / 105, -1 / 280])
_FREE_FLIGHTS = 34  # of relaxation lengths in k that the grid reaches beyond f_eq: e^-34 is below rounding
_FEWEST = 1000  # points on either side of k = 0
_SPACING = 0.06  # of points, against the thermal edge of f_eq


@dataclass(frozen=True)
class Steady:
    """Steady state of an `Operator` under a force.

    See Also
    --------
    qtlib.kinetic.operator.Operator : the equation it solves
    qtlib.kinetic.subband.Subband : the same in closed form, for constant times

    Examples
    --------
    >>> from qtlib.kinetic import Operator
    >>> from qtlib.units import m_e, meV, um
    >>> state = Operator(5 * meV, 4.2, 1e-12, 2e-12, 1 * um, 0.067 * m_e).solve(force=1e-15)
    >>> drawn, inelastic, elastic = state.energy_balance
    >>> print(f"{inelastic / drawn:.6f}")
    1.000000
    """

    operator: object  # the `Operator` that was solved
    force: float

    @functools.cached_property
    def k(self):
        """Grid of wave numbers [1/m], symmetric about 0 and without it."""
        op = self.operator
        kT = k_B * self.operator.T
        end = op.k_max
        points = op.points
        if end is None:
            q = equilibrium.smooth_between(op.mu, kT, op.mass)[-1]
            times = [np.max(self._time(name, np.linspace(0, q, 50))) for name in ("tau_in", "tau_el")]
            end = q + _FREE_FLIGHTS * abs(self.force) / hbar * np.sqrt(times[0] * min(times))
        if points is None:
            edge = np.sqrt(2 * op.mass) / hbar * (np.sqrt(max(op.mu, 0) + kT) - np.sqrt(max(op.mu, 0)))
            points = 2 * max(_FEWEST, int(np.ceil(end / (_SPACING * edge))))
        return (np.arange(points) - (points - 1) / 2) * (2 * end / points)

    def _time(self, name, k):
        tau = getattr(self.operator, name)
        values = tau((hbar * k) ** 2 / (2 * self.operator.mass)) if callable(tau) else tau
        return np.broadcast_to(positive(name, values, "s"), np.shape(k)).astype(float)

    @functools.cached_property
    def tau_in(self):
        """Inelastic time on the grid [s]."""
        return self._time("tau_in", self.k)

    @functools.cached_property
    def tau_el(self):
        """Elastic time on the grid [s]."""
        return self._time("tau_el", self.k)

    @property
    def velocity(self):
        """ħk/m on the grid [m/s]."""
        return hbar * self.k / self.operator.mass

    @property
    def energy(self):
        """Kinetic energy on the grid [J]."""
        return (hbar * self.k) ** 2 / (2 * self.operator.mass)

    def mean(self, g):
        """⟨g⟩ = ∫ 2dk/2π g for values on the grid."""
        return np.sum(g) * (self.k[1] - self.k[0]) / np.pi

    @property
    def equilibrium(self):
        """f_eq on the grid."""
        return expit((self.operator.mu - self.energy) / (k_B * self.operator.T))

    @property
    def equilibrium_fluctuation(self):
        """kT ∂f_eq/∂µ on the grid."""
        return self.equilibrium * (1 - self.equilibrium)

    def loss(self, right, omega=0.0):
        """Solve for what drift and collisions out take away: (iω + (force/ħ)∂_k + 1/τ_in) g + (g − g₋)/2τ_el = `right`.

        Pairs (k, −k) stand side by side, so that the elastic term and the derivative across k = 0 make a band.
        """
        n = len(self.k)
        F = self.force / hbar / (self.k[1] - self.k[0])
        place = np.empty(n, int)  # of a grid point in the pairwise order
        place[: n // 2] = np.arange(n - 2, -1, -2)
        place[n // 2 :] = np.arange(1, n, 2)
        width = 2 * len(_STENCIL)
        band = np.zeros((2 * width + 1, n), complex if omega else float)

        def add(rows, columns, values):
            np.add.at(band, (width + place[rows] - place[columns], place[columns]), values)

        every = np.arange(n)
        add(every, every, 1j * omega if omega else 0.0)
        add(every, every, 1 / self.tau_in + 0.5 / self.tau_el)
        add(every, every[::-1], -0.5 / self.tau_el)
        for j, c in enumerate(_STENCIL, 1):
            add(every[:-j], every[j:], F * c)
            add(every[j:], every[:-j], -F * c)
        solution = np.empty(n, band.dtype)
        solution[:] = solve_banded((width, width), band, right[np.argsort(place)].astype(band.dtype))[place]
        return solution

    @functools.cached_property
    def _source(self):
        return self.loss(self.equilibrium / self.tau_in)

    @functools.cached_property
    def distribution(self):
        """f on the grid, with the density that the contacts hold."""
        return self._source * (self.mean(self.equilibrium) / self.mean(self._source))

    @functools.cached_property
    def fluctuation(self):
        """Δf = kT ∂f/∂µ on the grid."""
        u = self._source
        du = self.loss(self.equilibrium_fluctuation / self.tau_in)
        n, dn, total, slope = map(self.mean, (self.equilibrium, self.equilibrium_fluctuation, u, du))
        return u * (dn / total) + n * (du / total - u * (slope / total**2))

    @property
    def density(self):
        """⟨f⟩ [1/m]."""
        return self.mean(self.distribution)

    @property
    def number_fluctuation(self):
        """⟨Δf⟩ [1/m]."""
        return self.mean(self.fluctuation)

    @property
    def current(self):
        """e⟨vf⟩ [A]."""
        return e * self.mean(self.velocity * self.distribution)

    @property
    def conductance(self):
        """Current per voltage, e²⟨vf⟩/(force·L) [S]; its limit at zero force."""
        if self.force == 0:
            dn = self.equilibrium_fluctuation
            tau = 1 / (1 / self.tau_in + 1 / self.tau_el)
            return e**2 * self.mean(tau * self.velocity**2 * dn) / (k_B * self.operator.T * self.operator.length)
        return e * self.current / (self.force * self.operator.length)

    @property
    def noise(self):
        """Zero-frequency current noise [A²/Hz], from the decay of v·Δf with the stationary part removed."""
        return self.spectrum(0.0)

    def spectrum(self, omega):
        """Current noise [A²/Hz] at one angular frequency `omega` [1/s]."""
        start = self.velocity * self.fluctuation
        start = start - self.mean(start) / self.density * self.distribution
        x = self.loss(start, omega)
        gain = self.equilibrium / self.tau_in / self.mean(self.equilibrium / self.tau_in)
        if omega == 0:  # what is left free is the stationary state; the carriers' number does not fluctuate
            x = x - self.mean(x) / self.density * self.distribution
        else:
            u = self.loss(gain, omega)
            x = x + u * (self.mean(x / self.tau_in) / (1 - self.mean(u / self.tau_in)))
        return 4 * e**2 / self.operator.length * self.mean(self.velocity * x).real

    @property
    def energy_balance(self):
        """What is drawn from the field, passed on by inelastic collisions and by elastic ones, each in W/m."""
        f = self.distribution
        f_eq = self.equilibrium
        tau = self.tau_in
        gain = self.mean(f / tau) / self.mean(f_eq / tau) * f_eq
        drawn = self.force * self.mean(self.velocity * f)
        elastic = self.mean(self.energy * (f - f[::-1]) / (2 * self.tau_el))
        return drawn, self.mean(self.energy * (f - gain) / tau), elastic
