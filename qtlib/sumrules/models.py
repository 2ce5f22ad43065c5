"""The theories that the rules judge, and two that are broken on purpose, so that each rule is seen to refuse something."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss

from qtlib import kinetic
from qtlib.arguments import freeze_scalars, positive, probability, real, scalar
from qtlib.units import G0, e, k_B

__all__ = ["Kinetic", "LandauerButtiker", "LeakyKinetic", "ShotOnly"]


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
        freeze_scalars(
            self,
            transmission=(probability,),
            mu=(positive, "J"),
            T=(positive, "K"),
            length=(positive, "m"),
            mass=(positive, "kg"),
        )

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
        # constant transmission: each electron brings eV/2 to either side
        return drawn, 2 * (self.conductance * V / e) * (e * V / 2)


@dataclass(frozen=True)
class Kinetic:
    """A `qtlib.kinetic.Operator` as a model: everything is measured on its grid, nothing taken from the closed forms.

    The density is what the neutral contacts hold. For constant collision times the equation keeps it by itself (`LeakyKinetic` is then the same);
    for times that depend on energy it is a boundary condition.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> operator = kinetic.Operator(5 * meV, 4.2, 1e-12, 2e-12, 1 * um, 0.067 * m_e)
    >>> model = Kinetic(operator)
    >>> bool(abs(model.number(1e-3) / model.number(0) - 1) < 1e-10)
    True
    """

    operator: kinetic.Operator
    name = "kinetic"

    @property
    def T(self):
        """Temperature [K]."""
        return self.operator.T

    @property
    def compressible(self):
        """kT ∂N/∂µ of the equilibrium subband."""
        return self.operator.length * float(
            kinetic.number_fluctuation(self.operator.mu, self.operator.T, self.operator.mass)
        )

    def state(self, V):
        """Steady state under the uniform field V/L."""
        return self.operator.solve(e * scalar(real, "V", V, "V") / self.operator.length)

    @property
    def conductance(self):
        """Linear-response conductance [S]."""
        return self.state(0.0).conductance

    def noise(self, V):
        """Current noise [A²/Hz]."""
        return self.state(V).noise

    def number(self, V):
        """Carriers in the wire."""
        return self.operator.length * self.state(V).density

    def number_fluctuation(self, V):
        """Mean-square fluctuation of that number."""
        return self.operator.length * self.state(V).number_fluctuation

    def power(self, V):
        """What the field gives, and what collisions hand on [W]."""
        drawn, inelastic, elastic = self.state(V).energy_balance
        return self.operator.length * drawn, self.operator.length * (inelastic + elastic)


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
        return self.operator.length * state.mean(state.loss(state.equilibrium / state.tau_in))

    def number_fluctuation(self, V):
        """kT ∂N/∂µ of that number."""
        state = self.state(V)
        return self.operator.length * state.mean(state.loss(state.equilibrium_fluctuation / state.tau_in))


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
