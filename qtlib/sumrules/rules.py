"""The rules: each takes a model, computes on it, and compares with what the law asks for."""

from typing import NamedTuple, Protocol

from qtlib.arguments import real, scalar
from qtlib.units import k_B

__all__ = [
    "Model",
    "Verdict",
    "compressibility",
    "energy_balance",
    "fluctuation_dissipation",
    "perfect_screening",
    "verdicts",
]


class Model(Protocol):
    """What a theory of one wire at T > 0 must say of itself, so that the rules can judge it.

    What "the number fluctuation" of a theory is, and whether the rules apply to it, is what the chapter on the sum
    rules discusses.
    """

    name: str

    @property
    def T(self) -> float:
        """Temperature [K]."""

    @property
    def conductance(self) -> float:
        """Linear-response conductance [S]."""

    @property
    def compressible(self) -> float:
        """kT ∂N/∂µ of the equilibrium system."""

    def noise(self, V: float) -> float:
        """Zero-frequency current noise at voltage `V` [V], one-sided [A²/Hz]."""

    def number(self, V: float) -> float:
        """Carriers in the wire."""

    def number_fluctuation(self, V: float) -> float:
        """What the theory takes for its mean-square fluctuation: kT ∂N/∂µ in all but the critics'
        `LandauerButtiker`."""

    def power(self, V: float) -> tuple[float, float]:
        """What is drawn from the source, and what is handed to the surroundings [W]."""


class Verdict(NamedTuple):
    """A rule applied to a model: what came out, what was asked for, whether they agree, how closely they had to."""

    value: float
    expected: float
    holds: bool
    rtol: float


def _verdict(value, expected, rtol):
    value, expected = float(value), float(expected)
    return Verdict(value, expected, bool(abs(value - expected) <= rtol * max(abs(expected), abs(value))), rtol)


def energy_balance(model, V, rtol=1e-3):
    """Every joule drawn from the source reaches the surroundings: power handed on over power drawn is 1 at `V` [V].

    See Also
    --------
    verdicts : all rules at once

    Examples
    --------
    >>> from qtlib.sumrules import LandauerButtiker
    >>> from qtlib.units import m_e, meV, um
    >>> energy_balance(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 1e-3).holds
    True
    """
    drawn, passed_on = model.power(V)
    return _verdict(passed_on / drawn, 1.0, rtol)


def fluctuation_dissipation(model, rtol=1e-3):
    """Noise at zero voltage over 4kTG is 1.

    See Also
    --------
    verdicts : all rules at once

    Examples
    --------
    >>> from qtlib.sumrules import ShotOnly
    >>> from qtlib.units import m_e, meV, um
    >>> fluctuation_dissipation(ShotOnly(0.5, 10 * meV, 1.0, um, 0.067 * m_e)).holds
    False
    """
    return _verdict(model.noise(0.0) / (4 * k_B * model.T * model.conductance), 1.0, rtol)


def perfect_screening(model, V, rtol=1e-3):
    """The number of carriers does not depend on the current: N(V)/N(0) is 1.

    See Also
    --------
    verdicts : all rules at once

    Examples
    --------
    >>> from qtlib.sumrules import LandauerButtiker
    >>> from qtlib.units import m_e, meV, um
    >>> perfect_screening(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 1e-3).holds
    False
    """
    return _verdict(model.number(V) / model.number(0.0), 1.0, rtol)


def compressibility(model, V, rtol=1e-3):
    """The number fluctuation is the equilibrium one, kT ∂N/∂µ, at every voltage: ΔN(V) over it is 1.

    The tolerance allows for models that know only the degenerate limit kT/2E_F.

    See Also
    --------
    verdicts : all rules at once
    qtlib.sumrules.screening.contact_suppression : why it is smaller in a contact

    Examples
    --------
    >>> from qtlib.sumrules import LandauerButtiker
    >>> from qtlib.units import m_e, meV, um
    >>> round(compressibility(LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e), 0.0).value, 3)
    0.5
    """
    return _verdict(model.number_fluctuation(V) / model.compressible, 1.0, rtol)


def verdicts(models, V, rtol=1e-3):
    """Every rule applied to every model, with the same tolerance.

    Parameters
    ----------
    models : sequence of Model
        The theories.
    V : float
        Voltage for the rules that need one [V], not zero.
    rtol : float
        How closely what came out has to meet what a rule asks for. A tenth of a percent leaves room for models that
        know only the degenerate limit kT/2E_F, or a grid.

    Returns
    -------
    dict
        ``(model name, rule name) -> Verdict(value, expected, holds, rtol)``.

    Raises
    ------
    ValueError
        If `V` is zero or not finite.

    See Also
    --------
    Model : what a theory must say of itself
    qtlib.sumrules.models : theories to judge

    Examples
    --------
    >>> from qtlib.sumrules import LandauerButtiker
    >>> from qtlib.units import m_e, meV, um
    >>> table = verdicts([LandauerButtiker(0.5, 10 * meV, 1.0, um, 0.067 * m_e)], V=1e-3)
    >>> [rule for (_, rule), verdict in table.items() if not verdict.holds]
    ['perfect screening', 'compressibility']
    """
    V = scalar(real, "V", V, "V")
    if V == 0:
        raise ValueError("V must not be 0 V: at zero voltage nothing flows that a rule could test")
    rules = {
        "energy balance": lambda model: energy_balance(model, V, rtol),
        "fluctuation–dissipation": lambda model: fluctuation_dissipation(model, rtol),
        "perfect screening": lambda model: perfect_screening(model, V, rtol),
        "compressibility": lambda model: compressibility(model, V, rtol),
    }
    return {(model.name, name): rule(model) for model in models for name, rule in rules.items()}
