"""The theories that the rules judge: scattering (as critics and as authors count), kinetic, Boltzmann–Langevin."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.optimize import brentq

from qtlib import kinetic, langevin
from qtlib.arguments import freeze_scalars, positive, probability, real, scalar
from qtlib.constriction import Channels
from qtlib.reservoirs import REACH, fermi, x_coth_x
from qtlib.transport import heat_currents
from qtlib.units import G0, e, hbar, k_B

__all__ = ["BoltzmannLangevin", "Kinetic", "LandauerButtiker", "ScreenedLandauerButtiker"]


_NODES, _WEIGHTS = leggauss(40)
_POINTS = 20_001  # of wave numbers at which occupations are summed
_STEP = 1e-3  # of µ in kT, of a derivative by differences
_BEYOND = 1.01  # of the bias: a bottom moves by eV at most
_APART = 1e-6  # of µ: the two ends of a search, where nothing moves the bottom
_ROOT = 1e-15  # of µ: where it ends


def _response(model, V):
    """kT ∂N/∂µ of the number that `model` counts at `V`, by differences."""
    step = _STEP * k_B * model.T
    up, down = (replace(model, mu=model.mu + s).number(V) for s in (step, -step))
    return k_B * model.T * (up - down) / (2 * step)


@dataclass(frozen=True)
class LandauerButtiker:
    """One degenerate subband, transmission T_F, reservoirs at µ and µ − eV, as the theory's critics count its carriers.

    Noise and power are the standard ones. Number and number fluctuation are those that M. P. Das and F. Green ascribe
    to it: the density follows a potential that drops linearly, and the fluctuation is the noise formula divided by
    e²v_F², ΔN = N(kT/2E_F)[T_F² + T_F(1−T_F) x coth x], x = eV/2kT. The standard theory itself makes no such claim.

    Parameters
    ----------
    transmission : float
        T_F, between 0 and 1.
    mu, T, length, mass : float
        Fermi energy [J], temperature [K], length [m], effective mass [kg].

    Raises
    ------
    ValueError
        If `transmission` lies outside 0…1 or another number is not positive.

    See Also
    --------
    ScreenedLandauerButtiker : as its authors count
    qtlib.sumrules.rules.verdicts : what the rules say
    qtlib.noise.noise : its noise for any conductor

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
        x = e * real("V", V, "V") / (2 * k_B * self.T)
        bracket = self.transmission**2 + self.transmission * (1 - self.transmission) * x_coth_x(x)
        return 4 * k_B * self.T * G0 * bracket

    def number(self, V):
        """∫ n(µ − eV x/L) dx: carriers in the wire if the local density follows a linear drop, one for each voltage."""
        drop = e * np.multiply.outer(real("V", V, "V"), (_NODES + 1) / 2)
        return self.length * kinetic.density(self.mu - drop, self.T, self.mass) @ (_WEIGHTS / 2)

    def number_fluctuation(self, V):
        """N (kT/2E_F) S/4kTG₀, its own noise over e²v_F² read as a number: N (kT/2E_F)[T_F² + T_F(1−T_F) x coth x]."""
        return self.number(0) / (2 * self.mu) * self.noise(V) / (4 * G0)

    def power(self, V):
        """IV drawn, and the heat that arrives in both reservoirs together, summed over energies [W]."""
        V = real("V", V, "V")
        arrived = heat_currents(Channels(self.transmission), self.mu, self.mu - e * V, self.T)
        return self.conductance * V**2, sum(arrived)


@dataclass(frozen=True)
class ScreenedLandauerButtiker(LandauerButtiker):
    """The same wire as scattering theory counts it: a scatterer in the middle, a bottom that shifts until each side
    is neutral.

    Left of the scatterer right movers come from µ; left movers are the reflected ones and, with T_F, those from µ −
    eV. Right of it likewise. A transmission that does not depend on energy leaves current and noise as they are.

    Raises
    ------
    ValueError
        If `transmission` lies outside 0…1 or another number is not positive.

    See Also
    --------
    LandauerButtiker : as its critics count
    qtlib.sumrules.rules.verdicts : what the rules say

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> model = ScreenedLandauerButtiker(0.5, 10 * meV, 4.2, 1 * um, 0.067 * m_e)
    >>> bool(abs(model.number(1e-3) / model.number(0) - 1) < 1e-9)
    True
    """

    name = "Landauer–Büttiker, screened"

    def _density(self, share, V, bottom):
        """Carriers per length where the `share` of states is fed from µ, the rest from µ − eV."""
        n = kinetic.density(np.array([self.mu, self.mu - e * V]) - bottom, self.T, self.mass)
        return share * n[0] + (1 - share) * n[1]

    def bottoms(self, V):
        """Shift of the band's bottom to the left and to the right of the scatterer that keeps each side neutral [J]."""
        V = scalar(real, "V", V, "V")
        neutral = self._density(1.0, 0.0, 0.0)
        reach = _BEYOND * abs(e * V) + _APART * self.mu

        def bottom(share):
            return brentq(lambda U: self._density(share, V, U) / neutral - 1, -reach, reach, xtol=_ROOT * self.mu)

        return tuple(bottom(share) for share in self._shares)

    @property
    def _shares(self):
        return 1 - self.transmission / 2, self.transmission / 2

    def number(self, V):
        """Carriers in the wire, counted with the shifted bottoms."""
        sides = zip(self._shares, self.bottoms(V), strict=True)
        return self.length / 2 * sum(self._density(share, V, bottom) for share, bottom in sides)

    def number_fluctuation(self, V):
        """kT ∂N/∂µ at this voltage: both reservoirs replaced by denser ones, and the wire neutral again."""
        return _response(self, V)

    def occupation_fluctuation(self, V):
        """∫ f(1 − f) over all states of the wire: the mean-square number if each is filled by chance of its own."""
        ends = np.sqrt(2 * self.mass * (self.mu + 2 * abs(e * V) + REACH * k_B * self.T)) / hbar
        k = np.linspace(0, ends, _POINTS)
        energy = (hbar * k) ** 2 / (2 * self.mass)
        total = 0.0
        reservoirs = self.mu, self.mu - e * V
        for bottom, (near, far) in zip(self.bottoms(V), (reservoirs, reservoirs[::-1]), strict=True):
            arriving = fermi(energy + bottom, near, self.T)  # from the reservoir of this side, not yet scattered
            leaving = (1 - self.transmission) * arriving + self.transmission * fermi(energy + bottom, far, self.T)
            total += self.length / 2 / np.pi * np.trapezoid(arriving * (1 - arriving) + leaving * (1 - leaving), k)
        return total


@dataclass(frozen=True)
class Kinetic:
    """A `qtlib.kinetic.Operator` as a model: everything is measured on its grid, nothing taken from the closed forms.

    The density is what the neutral contacts hold. For constant collision times the equation keeps it by itself
    (`LeakyKinetic` is then the same); for times that depend on energy it is a boundary condition.

    See Also
    --------
    qtlib.kinetic.operator.Operator : what it measures
    qtlib.sumrules.broken.LeakyKinetic : the same without neutral contacts
    qtlib.sumrules.rules.verdicts : what the rules say

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

    def occupation_fluctuation(self, V):
        """∫ f(1 − f) over all states of the wire: the mean-square number if each is filled by chance of its own."""
        state = self.state(V)
        return self.operator.length * state.mean(state.distribution * (1 - state.distribution))


@dataclass(frozen=True)
class BoltzmannLangevin:
    """A `qtlib.langevin.Wire` of degenerate electrons as a model: everything is counted on its distribution.

    The band's bottom follows the local chemical potential, as screening demands, so that carriers are counted above
    it; the density of states is constant, that of the subbands at the Fermi energy.

    Parameters
    ----------
    wire : qtlib.langevin.Wire
        The wire.
    mu, T, mass : float
        Fermi energy [J], temperature [K], effective mass [kg].

    Raises
    ------
    ValueError
        If a number is not positive.

    See Also
    --------
    qtlib.langevin.wire.Wire : what it counts
    qtlib.sumrules.rules.verdicts : what the rules say

    Examples
    --------
    >>> from qtlib.langevin import Wire
    >>> from qtlib.units import m_e, meV, nm, um
    >>> wire = Wire(1, 1 * um, 50 * nm, ee_length=300 * nm)
    >>> model = BoltzmannLangevin(wire, 10 * meV, 4.2, 0.067 * m_e)
    >>> bool(abs(model.number(1e-3) / model.number(0) - 1) < 1e-6)
    True
    """

    wire: langevin.Wire
    mu: float
    T: float
    mass: float
    name = "Boltzmann–Langevin"

    def __post_init__(self):
        freeze_scalars(self, mu=(positive, "J"), T=(positive, "K"), mass=(positive, "kg"))

    @property
    def _states(self):
        """Density of states of the whole wire [1/J]: n/2µ per length and channel."""
        return self._neutral / (2 * self.mu)

    @property
    def _neutral(self):
        """Carriers at rest."""
        return self.wire.channels * self.wire.length * float(kinetic.density(self.mu, 0.0, self.mass))

    @property
    def conductance(self):
        """Conductance, contacts included [S]."""
        return self.wire.conductance

    @property
    def compressible(self):
        """kT ∂N/∂µ at rest."""
        return self._states * k_B * self.T

    def noise(self, V):
        """Current noise [A²/Hz]."""
        return self.wire.drive(V, self.T).noise

    def number(self, V):
        """Carriers in the wire, counted above a bottom that follows µ(x)."""
        state = self.wire.drive(V, self.T)
        filled = np.heaviside(state.potential - state.energy[:, None], 0.5)
        return self._neutral + self._states * state.total(state.distribution - filled)

    def number_fluctuation(self, V):
        """kT ∂N/∂µ at this voltage: both reservoirs replaced by denser ones, and the carriers counted again."""
        return _response(self, V)

    def occupation_fluctuation(self, V):
        """∫ f(1 − f) over all states of the wire: the mean-square number if each is filled by chance of its own."""
        state = self.wire.drive(V, self.T)
        return self._states * state.total(state.distribution * (1 - state.distribution))

    def power(self, V):
        """What the source gives, and what reservoirs and phonons receive [W]."""
        drawn, arrived, taken = self.wire.drive(V, self.T).power
        return drawn, arrived + taken
