"""The kinetic equation on a grid of wave numbers, for collision times that depend on energy."""

from dataclasses import dataclass, field

from qtlib.arguments import freeze, freeze_scalars, positive, real, scalar, whole
from qtlib.kinetic.steady import Steady

__all__ = ["Operator"]

_FEWEST = 40  # points, of a derivative that takes four on either side


@dataclass(frozen=True)
class Operator:
    """The kinetic equation on a grid of k, for collision times that depend on energy.

    Parameters
    ----------
    mu, T, length, mass
        As for `Subband`; T > 0.
    tau_in, tau_el : callable or float
        Collision times [s] as functions of the kinetic energy [J] (array in, array out), or constants.
    points : int, optional
        Even number of grid points; enough to resolve the thermal edge of f_eq to 1e-12 if not given. The derivative is
        of eighth order.
    k_max : float, optional
        End of the grid [1/m]; chosen from temperature and force if not given.

    Raises
    ------
    ValueError
        If an argument is out of range or a time is not positive on the grid.

    See Also
    --------
    qtlib.kinetic.steady.Steady : what `solve` gives
    qtlib.kinetic.subband.Subband : constant times, in closed form
    qtlib.sumrules.models.Kinetic : the rules applied to it

    Examples
    --------
    >>> from qtlib.kinetic import Operator, density
    >>> from qtlib.units import m_e, meV, um
    >>> m, mu, L = 0.067 * m_e, 10 * meV, 1 * um
    >>> tau = L / (2 * mu / m) ** 0.5
    >>> hot_are_slow_to_cool = lambda E: tau * (1 + E / mu)
    >>> wire = Operator(mu, 4.2, hot_are_slow_to_cool, tau, L, m)
    >>> state = wire.solve(force=1e-16)
    >>> bool(abs(state.density / density(mu, 4.2, m) - 1) < 1e-10)
    True
    """

    mu: float
    T: float
    tau_in: object
    tau_el: object
    length: float
    mass: float
    points: int | None = field(default=None, kw_only=True)
    k_max: float | None = field(default=None, kw_only=True)

    def __post_init__(self):
        freeze_scalars(self, mu=(real, "J"), T=(positive, "K"), length=(positive, "m"), mass=(positive, "kg"))
        if self.points is not None:
            freeze(self, points=whole("points", self.points, _FEWEST))
            if self.points % 2:
                raise ValueError(f"points must be an even number, got {self.points}")
        if self.k_max is not None:
            freeze_scalars(self, k_max=(positive, "1/m"))

    def solve(self, force):
        """Steady state at `force` = eE [N], a `Steady`."""
        return Steady(self, scalar(real, "force", force, "N"))
