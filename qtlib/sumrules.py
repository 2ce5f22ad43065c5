"""The laws that every theory of transport has to obey, as measurements: each rule takes a model, computes, and compares.

A model is anything with these members, functions of the applied voltage V [V] (T > 0 throughout):

``conductance``, ``noise(V)``, ``number(V)``, ``number_fluctuation(V)``, ``power(V)`` → (drawn from the source, handed to the surroundings),
and ``T``, ``compressible`` = kT ∂N/∂µ of the equilibrium system. What "the number fluctuation" of a model is, and whether the rules apply to it,
is what chapter 7 discusses.

Sources: M. P. Das, J. S. Thakur and F. Green, arXiv:cond-mat/0401134; F. Green and M. P. Das, arXiv:cond-mat/0503461. The standard theory: Ya. M. Blanter and M. Büttiker, Phys. Rep. 336, 1 (2000).
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq

from qtlib import kinetic
from qtlib.arguments import non_negative, positive, probability, real, scalar
from qtlib.units import G0, e, hbar, k_B

_NODES, _WEIGHTS = leggauss(40)


@dataclass(frozen=True)
class LandauerButtiker:
    """One degenerate subband with transmission T_F between reservoirs at µ and µ − eV, as the critics of the theory count its carriers.

    Noise and power are the standard ones. Number and number fluctuation are those that M. P. Das and F. Green ascribe to it: the density follows a
    potential that drops linearly, and the fluctuation is the noise formula divided by e²v_F²,
    ΔN = N(kT/2E_F)[T_F² + T_F(1−T_F) x coth x], x = eV/2kT. The standard theory itself makes no such claim.

    Parameters
    ----------
    transmission : float
        T_F, between 0 and 1.
    mu, T, length, mass : float
        Fermi energy [J], temperature [K], length [m], effective mass [kg].

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> model = LandauerButtiker(0.5, 10 * meV, 1.0, 1 * um, 0.067 * m_e)
    >>> bool(model.number(1e-4) < model.number(0))
    True
    """

    transmission: float
    mu: float
    T: float
    length: float
    mass: float
    name = "Landauer–Büttiker"

    def __post_init__(self):
        object.__setattr__(self, "transmission", float(probability("transmission", self.transmission)))
        for name, unit in (("mu", "J"), ("T", "K"), ("length", "m"), ("mass", "kg")):
            object.__setattr__(self, name, scalar(positive, name, getattr(self, name), unit))

    @property
    def conductance(self):
        """G₀ T_F [S]."""
        return G0 * self.transmission

    @property
    def compressible(self):
        """kT ∂N/∂µ of the equilibrium subband."""
        return self.length * float(kinetic.number_fluctuation(self.mu, self.T, self.mass))

    def noise(self, V):
        """4kTG₀[T_F² + T_F(1−T_F) x coth x], [A²/Hz]."""
        return 4 * k_B * self.T * G0 * self._bracket(V)

    def _bracket(self, V):
        x = e * real("V", V, "V") / (2 * k_B * self.T)
        with np.errstate(invalid="ignore", divide="ignore"):
            x_coth_x = np.where(np.abs(x) < 1e-4, 1 + x**2 / 3, x / np.tanh(x))
        return self.transmission**2 + self.transmission * (1 - self.transmission) * x_coth_x

    def number(self, V):
        """∫ n(µ − eV x/L) dx: carriers in the wire if the local density follows a linear drop, one for each voltage."""
        drop = e * np.multiply.outer(real("V", V, "V"), (_NODES + 1) / 2)
        return self.length * kinetic.density(self.mu - drop, self.T, self.mass) @ (_WEIGHTS / 2)

    def number_fluctuation(self, V):
        """N (kT/2E_F) [T_F² + T_F(1−T_F) x coth x]."""
        return self.number(0) * k_B * self.T / (2 * self.mu) * self._bracket(V)

    def power(self, V):
        """IV drawn, and the heat that arrives in both reservoirs together."""
        drawn = self.conductance * V**2
        # constant transmission: each electron brings eV/2 to either side, chapter 1
        return drawn, 2 * (self.conductance * V / e) * (e * V / 2)


@dataclass(frozen=True)
class Kinetic:
    """A `qtlib.kinetic.Operator` as a model: everything is measured on its grid, nothing taken from the closed forms.

    The density is what the neutral contacts hold. For constant collision times the equation keeps it by itself (`LeakyKinetic` is then the same);
    for times that depend on energy it is a boundary condition.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> channel = kinetic.Operator(5 * meV, 4.2, 1e-12, 2e-12, 1 * um, 0.067 * m_e)
    >>> model = Kinetic(channel)
    >>> bool(abs(model.number(1e-3) / model.number(0) - 1) < 1e-10)
    True
    """

    channel: kinetic.Operator
    name = "kinetic"

    @property
    def T(self):
        """Temperature [K]."""
        return self.channel.T

    @property
    def compressible(self):
        """kT ∂N/∂µ of the equilibrium subband."""
        return self.channel.length * float(
            kinetic.number_fluctuation(self.channel.mu, self.channel.T, self.channel.mass)
        )

    def state(self, V):
        """Steady state under the uniform field V/L."""
        return self.channel.solve(e * scalar(real, "V", V, "V") / self.channel.length)

    @property
    def conductance(self):
        """Linear-response conductance [S]."""
        return self.state(0.0).conductance

    def noise(self, V):
        """Current noise [A²/Hz]."""
        return self.state(V).noise

    def number(self, V):
        """Carriers in the wire."""
        return self.channel.length * self.state(V).density

    def number_fluctuation(self, V):
        """Mean-square fluctuation of that number."""
        return self.channel.length * self.state(V).number_fluctuation

    def power(self, V):
        """What the field gives, and what collisions hand on [W]."""
        drawn, inelastic, elastic = self.state(V).energy_balance
        return self.channel.length * drawn, self.channel.length * (inelastic + elastic)


@dataclass(frozen=True)
class LeakyKinetic(Kinetic):
    """Broken on purpose: collisions return carriers to f_eq itself, −(f − f_eq)/τ_in, though τ_in depends on energy.

    In the steady state ⟨(f − f_eq)/τ_in⟩ = 0, so where hot carriers cool more slowly their number grows with the field.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> hot_are_slow = lambda E: 1e-12 * (1 + E / (5 * meV))
    >>> model = LeakyKinetic(kinetic.Operator(5 * meV, 4.2, hot_are_slow, 2e-12, 1 * um, 0.067 * m_e))
    >>> bool(model.number(2e-3) > 1.001 * model.number(0))
    True
    """

    name = "leaky kinetic"

    def number(self, V):
        """Carriers in the wire, without the constraint."""
        state = self.state(V)
        return self.channel.length * state.mean(state.loss(state.equilibrium / state.tau_in))

    def number_fluctuation(self, V):
        """kT ∂N/∂µ of that number."""
        state = self.state(V)
        return self.channel.length * state.mean(state.loss(state.equilibrium_fluctuation / state.tau_in))


@dataclass(frozen=True)
class ShotOnly(LandauerButtiker):
    """Broken on purpose: shot noise 2eI(1 − T_F) at every voltage, the thermal noise forgotten.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> float(ShotOnly(0.5, 10 * meV, 1.0, 1 * um, 0.067 * m_e).noise(0.0))
    0.0
    """

    name = "shot noise only"

    def noise(self, V):
        """2eI(1 − T_F) [A²/Hz]."""
        return 2 * e * self.conductance * np.abs(V) * (1 - self.transmission)


class Verdict(NamedTuple):
    """A rule applied to a model: what came out, what the rule asks for, whether they agree."""

    value: float
    expected: float
    holds: bool


def _verdict(value, expected, rtol):
    value, expected = float(value), float(expected)
    return Verdict(value, expected, bool(abs(value - expected) <= rtol * max(abs(expected), abs(value))))


def energy_balance(model, V, rtol=1e-8):
    """Every joule drawn from the source reaches the surroundings: power handed on over power drawn is 1 at voltage `V` [V].

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> energy_balance(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 1e-3).holds
    True
    """
    drawn, passed_on = model.power(V)
    return _verdict(passed_on / drawn, 1.0, rtol)


def fluctuation_dissipation(model, rtol=1e-8):
    """Noise at zero voltage over 4kTG is 1.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> fluctuation_dissipation(ShotOnly(0.5, 10 * meV, 1.0, um, 0.067 * m_e)).holds
    False
    """
    return _verdict(model.noise(0.0) / (4 * k_B * model.T * model.conductance), 1.0, rtol)


def perfect_screening(model, V, rtol=1e-8):
    """The number of carriers does not depend on the current: N(V)/N(0) is 1.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> perfect_screening(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 1e-3).holds
    False
    """
    return _verdict(model.number(V) / model.number(0.0), 1.0, rtol)


def compressibility(model, V, rtol=1e-3):
    """The number fluctuation is the equilibrium one, kT ∂N/∂µ, at every voltage: ΔN(V)/N over its equilibrium value is 1.

    The tolerance allows for models that know only the degenerate limit kT/2E_F.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> round(compressibility(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 0.0).value, 3)
    0.5
    """
    return _verdict(model.number_fluctuation(V) / model.compressible, 1.0, rtol)


def verdicts(models, V):
    """Every rule applied to every model.

    Parameters
    ----------
    models : sequence
        Objects with the members listed at the top of this module and a ``name``.
    V : float
        Voltage for the rules that need one [V], not zero.

    Returns
    -------
    dict
        ``(model name, rule name) -> Verdict(value, expected, holds)``.

    Raises
    ------
    ValueError
        If `V` is zero or not finite.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> table = verdicts([LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e)], V=1e-3)
    >>> [rule for (_, rule), verdict in table.items() if not verdict.holds]
    ['perfect screening', 'compressibility']
    """
    V = scalar(real, "V", V, "V")
    if V == 0:
        raise ValueError("V must not be 0 V: at zero voltage nothing flows that a rule could test")
    rules = {
        "energy balance": lambda model: energy_balance(model, V),
        "fluctuation–dissipation": fluctuation_dissipation,
        "perfect screening": lambda model: perfect_screening(model, V),
        "compressibility": lambda model: compressibility(model, V),
    }
    return {(model.name, name): rule(model) for model in models for name, rule in rules.items()}


class Screened(NamedTuple):
    """Self-consistent equilibrium of a wire whose bottom rises with its own density."""

    density: float
    suppression: float
    compressibility: float


def contact_suppression(mu, T, mass, dU_dn):
    """How a contact potential that follows the density suppresses the compressibility.

    Solves n = n_eq(µ − U₀(n)) with U₀ = (dU₀/dn) n; then ∂n/∂µ is smaller than at fixed U₀ by γ = 1/(1 + (dU₀/dn)(∂n/∂µ)|_{U₀}).

    Parameters
    ----------
    mu : float
        Chemical potential above the bottom of the empty wire [J].
    T : float
        Temperature [K], positive.
    mass : float
        Effective mass [kg].
    dU_dn : float
        Rise of the bottom per density [J m], zero or more.

    Returns
    -------
    Screened
        density [1/m], γ, and κ/κ_cl = γ ΔN/N.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nm
    >>> free, pinned = (contact_suppression(10 * meV, 4.2, 0.067 * m_e, u).suppression for u in (0, 50 * meV * nm))
    >>> free, bool(pinned < 0.8)
    (1.0, True)
    """
    mu, T = scalar(real, "mu", mu, "J"), scalar(positive, "T", T, "K")
    mass, dU_dn = scalar(positive, "mass", mass, "kg"), scalar(non_negative, "dU_dn", dU_dn, "J m")
    unit = 1 / (hbar / np.sqrt(2 * mass * k_B * T))  # thermal wave number: makes the root of order one

    def surplus(n):
        return n - float(kinetic.density(mu - dU_dn * n * unit, T, mass)) / unit

    n = brentq(surplus, 0, float(kinetic.density(mu, T, mass)) / unit + 1e-300, xtol=1e-300, rtol=1e-14) * unit
    fluctuation = float(kinetic.number_fluctuation(mu - dU_dn * n, T, mass))
    gamma = 1 / (1 + dU_dn * fluctuation / (k_B * T))
    return Screened(n, gamma, gamma * fluctuation / n)
