"""Two models that are broken on purpose, so that each rule is seen to refuse something."""

from dataclasses import dataclass

import numpy as np

from qtlib.sumrules.models import Kinetic, LandauerButtiker
from qtlib.units import e

__all__ = ["LeakyKinetic", "ShotOnly"]


@dataclass(frozen=True)
class LeakyKinetic(Kinetic):
    """Broken on purpose: collisions return carriers to f_eq itself, −(f − f_eq)/τ_in, though τ_in depends on energy.

    In the steady state ⟨(f − f_eq)/τ_in⟩ = 0, so where hot carriers cool more slowly their number grows with the field.

    See Also
    --------
    qtlib.sumrules.models.Kinetic : the sound one

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> from qtlib.kinetic import Operator
    >>> hot_are_slow = lambda E: 1e-12 * (1 + E / (5 * meV))
    >>> model = LeakyKinetic(Operator(5 * meV, 4.2, hot_are_slow, 2e-12, 1 * um, 0.067 * m_e))
    >>> bool(model.number(2e-3) > 1.001 * model.number(0))
    True
    """

    name = "leaky kinetic"

    def _distribution(self, state):
        return state.loss(state.equilibrium / state.tau_in)

    def _fluctuation(self, state):
        return state.loss(state.equilibrium_fluctuation / state.tau_in)

    def noise(self, V):
        """Current noise of its own fluctuation, which decays by collisions out alone [A²/Hz]."""
        state = self.state(V)
        f = self._distribution(state)
        v = state.velocity - state.mean(state.velocity * f) / state.mean(f)
        return 4 * e**2 / self.operator.length * state.mean(v * state.loss(v * self._fluctuation(state)))

    def number(self, V):
        """Carriers in the wire, without the constraint."""
        state = self.state(V)
        return self.operator.length * state.mean(self._distribution(state))

    def number_fluctuation(self, V):
        """kT ∂N/∂µ of that number."""
        state = self.state(V)
        return self.operator.length * state.mean(self._fluctuation(state))

    def occupation_fluctuation(self, V):
        """∫ f(1 − f) of its own distribution."""
        state = self.state(V)
        f = self._distribution(state)
        return self.operator.length * state.mean(f * (1 - f))

    def power(self, V):
        """What the field gives its own distribution, and what its own collisions hand on [W]."""
        state = self.state(V)
        f = self._distribution(state)
        drawn = state.force * state.mean(state.velocity * f)
        handed_on = state.mean(state.energy * (f - state.equilibrium) / state.tau_in)
        return self.operator.length * drawn, self.operator.length * handed_on


@dataclass(frozen=True)
class ShotOnly(LandauerButtiker):
    """Broken on purpose: shot noise 2eI(1 − T_F) at every voltage, the thermal noise forgotten.

    Its number fluctuation is this noise over e²v_F², as its parent's is: none at rest.

    See Also
    --------
    qtlib.sumrules.models.LandauerButtiker : the sound one

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
