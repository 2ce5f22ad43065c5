"""Elastic, electron–electron and phonon collisions in one wire, at any strength: its distribution and its noise."""

import functools
from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded

from qtlib.arguments import freeze, freeze_scalars, non_negative, positive, real, scalar, unlimited, whole
from qtlib.langevin.occupation import energies, occupation, sommerfeld_heat, temperature
from qtlib.units import G0, e, k_B

__all__ = ["Driven", "Wire"]

_WEAK = 1e-3  # L/ℓ_ph below which phonons are left out: they take a part of the order of its square
_SHORT = 1e-6  # intervals in relaxation lengths: below it the next term of the series is under rounding
_DECAYED = 500.0  # intervals in relaxation lengths: y/sinh y is nothing already, and sinh would overflow further on


@dataclass(frozen=True)
class Wire:
    r"""A wire of many channels between two reservoirs, in which three kinds of collisions compete.

    Elastic ones turn electrons round, so that one channel is transmitted with ℓ/(ℓ + L). The part of the distribution
    that both directions share diffuses, and relaxes at every place towards two Fermi functions of the local chemical
    potential µ(x),

    .. math::

       \frac{\partial^2 f}{\partial x^2} = \frac{f - f_{\mu(x),\,T_e(x)}}{\ell_{ee}^2}
       + \frac{f - f_{\mu(x),\,T}}{\ell_{ph}^2},

    one with the temperature T_e(x) that keeps the electrons' energy (collisions among themselves), one with that of
    the lattice. Number and, among electrons, energy are conserved at every place: µ(x) and T_e(x) are not fitted but
    follow from ∫f dε and ∫εf dε.

    Assumed: relaxation times that depend neither on energy nor on temperature; collisions that are not elastic turn
    nobody round, so that current and noise are those of the elastic ones, and are no more frequent than these: no
    relaxation length below ℓ; a constant density of states; neutrality; no interference.

    Parameters
    ----------
    channels : float
        Number of channels (spin is counted in G₀).
    length : float
        Length L [m].
    mean_free_path : float
        ℓ [m], the length at which half of the electrons are sent back; ℓ ≪ L is a diffusive wire, ℓ ≫ L a ballistic
        one.
    ee_length, phonon_length : float, optional
        ℓ_ee and ℓ_ph [m], diffusion lengths √(Dτ) of collisions among electrons and with phonons; none if not given.
    points : int, optional
        Places along the wire at which the distribution is found.

    Raises
    ------
    ValueError
        If a length is not positive, or a relaxation length is shorter than the mean free path.

    See Also
    --------
    Driven : what `drive` gives
    qtlib.langevin.row.Row : barriers and islands
    qtlib.disorder.wire : the same wire with phases kept and no inelastic collisions
    qtlib.sumrules.models.BoltzmannLangevin : the rules applied to it

    Examples
    --------
    >>> from qtlib.langevin import Wire
    >>> from qtlib.units import mV, nm, um
    >>> cold = Wire(channels=100, length=10 * um, mean_free_path=1 * nm)
    >>> print(f"{cold.drive(1 * mV, T=0).fano:.4f}")  # one third
    0.3333
    >>> hot = Wire(channels=100, length=10 * um, mean_free_path=1 * nm, ee_length=10 * nm)
    >>> print(f"{hot.drive(1 * mV, T=0).fano:.3f}")  # √3/4
    0.433
    """

    channels: float
    length: float
    mean_free_path: float
    ee_length: float = np.inf
    phonon_length: float = np.inf
    points: int = 161

    def __post_init__(self):
        far = (unlimited(positive), "m")
        freeze_scalars(self, channels=(positive,), length=(positive, "m"), mean_free_path=(positive, "m"))
        freeze_scalars(self, ee_length=far, phonon_length=far)
        freeze(self, points=whole("points", self.points, 9))
        for name in ("ee_length", "phonon_length"):
            value = getattr(self, name)
            if value < self.mean_free_path:
                raise ValueError(
                    f"{name} must not be below the mean free path of {self.mean_free_path:.4g} m, got {value:.4g} m: "
                    "between two collisions nothing diffuses"
                )

    @property
    def transmission(self):
        """ℓ/(ℓ + L), of each channel."""
        return self.mean_free_path / (self.mean_free_path + self.length)

    @property
    def conductance(self):
        """Conductance [S], contacts included; relaxation does not change it."""
        return G0 * self.channels * self.transmission

    def drive(self, V, T):
        """The wire under a voltage `V` [V] at temperature `T` [K] of reservoirs and lattice, a `Driven`.

        Examples
        --------
        >>> from qtlib.units import nm, um
        >>> state = Wire(10, 1 * um, 50 * nm, phonon_length=200 * nm).drive(1e-3, T=1.0)
        >>> drawn, to_reservoirs, to_phonons = state.power
        >>> bool(abs((to_reservoirs + to_phonons) / drawn - 1) < 1e-3)
        True
        """
        V = scalar(real, "V", V, "V")
        T = scalar(non_negative, "T", T, "K")
        if V == T == 0:
            raise ValueError("T must be positive where V is 0 V, got 0 K: nothing sets a scale of energy")
        return Driven(self, V, T)


@dataclass(frozen=True)
class Driven:
    """A `Wire` under voltage. Arrays over places have shape (points,), distributions (energies, points).

    See Also
    --------
    Wire : the wire, and what is assumed

    Examples
    --------
    >>> from qtlib.units import nm, um
    >>> state = Wire(10, 1 * um, 50 * nm, ee_length=100 * nm).drive(1e-3, T=0.1)
    >>> f = state.distribution
    >>> f.shape == (len(state.energy), len(state.x)), bool((f >= 0).all() and (f <= 1).all())
    (True, True)
    """

    wire: Wire
    V: float
    T: float

    @functools.cached_property
    def x(self):
        """Places from 0 to 1, in units of L, denser towards the ends."""
        return (1 - np.cos(np.linspace(0, np.pi, self.wire.points))) / 2

    @property
    def _reach(self):
        """ℓ/2L: how far beyond the end, in units of L, the slope of the distribution points at the reservoir's."""
        return self.wire.mean_free_path / (2 * self.wire.length)

    @property
    def _slope(self):
        """−dµ/dx [J]."""
        return e * self.V / (1 + 2 * self._reach)

    @property
    def potential(self):
        """Chemical potential µ(x) above that of the right reservoir [J]."""
        return self._slope * (1 + self._reach - self.x)

    @functools.cached_property
    def heat(self):
        """Energy that the electrons hold above T = 0 per density of states, ∫(ε − µ)(f − step) dε [J²].

        From the conservation of energy: its curvature is what the field gives less what phonons take.
        """
        a = self._reach
        kappa = self.wire.length / self.wire.phonon_length
        given = self._slope**2
        if kappa < _WEAK:
            return sommerfeld_heat(self.T) + given * (self.x * (1 - self.x) + a + a**2) / 2
        # cosh κ(x − ½) and sinh κ/2, both over cosh κ/2
        profile = (np.exp(-kappa * self.x) + np.exp(-kappa * (1 - self.x))) / (1 + np.exp(-kappa))
        ends = 1 + a * kappa * np.tanh(kappa / 2)
        return sommerfeld_heat(self.T) + given * (1 / kappa**2 + (a**2 / 2 - 1 / kappa**2) * profile / ends)

    @property
    def temperature(self):
        """Temperature T_e(x) of a Fermi sea with this heat [K]; a measure of the heat where there is no Fermi
        function."""
        return temperature(self.heat)

    @functools.cached_property
    def _grid(self):
        # a cold lattice's Fermi functions are steps that move with µ(x): panels end where they are
        cold = k_B * self.T < abs(e * self.V) / self.wire.points and self.wire.phonon_length < np.inf
        steps = self.potential if cold else ()
        return energies(e * self.V, k_B * self.T, k_B * self.temperature.max(), steps)

    @property
    def energy(self):
        """Energies above the right reservoir's chemical potential at which the distribution is known [J]."""
        return self._grid[0]

    def integrate(self, g):
        """∫ g dε for values on `energy`, along the first axis."""
        return self._grid[1] @ g

    def total(self, g):
        """∫dx∫dε g for values on `energy` and `x`, a number: the mean over the wire."""
        return float(self._along(self.integrate(g)[None])[0])

    @functools.cached_property
    def reservoirs(self):
        """Fermi functions of the left and of the right reservoir on `energy`."""
        kT = k_B * self.T
        return occupation(self.energy, e * self.V, kT), occupation(self.energy, 0.0, kT)

    @functools.cached_property
    def targets(self):
        """The Fermi functions to which electrons relax, those of µ(x) with T_e(x) and with the lattice's T."""
        at = self.energy[:, None], self.potential
        return occupation(*at, k_B * self.temperature), occupation(*at, k_B * self.T)

    @property
    def _rates(self):
        """(L/ℓ_ee)² and (L/ℓ_ph)²."""
        return (self.wire.length / self.wire.ee_length) ** 2, (self.wire.length / self.wire.phonon_length) ** 2

    @functools.cached_property
    def _solved(self):
        """Distribution and its slope in x.

        Between two places the target is taken as linear, g; then f − g is a sum of exponentials e^{±κx} and the
        scheme has no other error.
        """
        h = np.diff(self.x)
        a = self._reach
        left, right = self.reservoirs
        ee, ph = self._rates
        kappa = np.sqrt(ee + ph)
        g = (ee * self.targets[0] + ph * self.targets[1]) / kappa**2 if kappa else np.zeros((len(left), len(self.x)))
        y = np.minimum(kappa * h, _DECAYED)
        with np.errstate(invalid="ignore"):
            across = np.where(y > _SHORT, y / np.sinh(y), 1 - y**2 / 6) / h
            along = np.where(y > _SHORT, y / np.tanh(y), 1 + y**2 / 3) / h
        rise = np.diff(g) / h
        band = np.zeros((3, len(self.x)))
        source = np.empty_like(g)
        band[0, 2:] = -across[1:]
        band[1, 1:-1] = along[:-1] + along[1:]
        band[2, :-2] = -across[:-1]
        source[:, 1:-1] = np.diff(rise)
        # the reservoirs feed the electrons that enter: f − a f′ is theirs at the left end, f + a f′ at the right one
        band[1, 0] = 1 + a * along[0]
        band[0, 1] = -a * across[0]
        source[:, 0] = left - g[:, 0] + a * rise[:, 0]
        band[1, -1] = 1 + a * along[-1]
        band[2, -2] = -a * across[-1]
        source[:, -1] = right - g[:, -1] - a * rise[:, -1]
        d = solve_banded((1, 1), band, source.T).T
        slope = np.empty_like(d)
        slope[:, :-1] = rise + across * d[:, 1:] - along * d[:, :-1]
        slope[:, -1] = rise[:, -1] + along[-1] * d[:, -1] - across[-1] * d[:, -2]
        return g + d, slope

    @property
    def distribution(self):
        """Mean of both directions, f(ε, x)."""
        return self._solved[0]

    @property
    def right_movers(self):
        """Occupation of states that move to the right, f − (ℓ/2) ∂f/∂x."""
        return self._solved[0] - self._reach * self._solved[1]

    @property
    def left_movers(self):
        """Occupation of states that move to the left, f + (ℓ/2) ∂f/∂x."""
        return self._solved[0] + self._reach * self._solved[1]

    @property
    def current(self):
        """Current at every place [A]; it must be the same everywhere."""
        return G0 * self.wire.channels / e * self.integrate(self.right_movers - self.left_movers)

    @property
    def noise(self):
        r"""Zero-frequency current noise [A²/Hz], one-sided.

        Each elastic collision is a random event with the rate f₊(1 − f₋) or f₋(1 − f₊); with t = ℓ/(ℓ + L) and what
        the reservoirs send,

        .. math::

           S = 2G_0N t^2\int d\varepsilon\,\Big\{f_L(1-f_L)+f_R(1-f_R)
           + \int_0^L\frac{dx}{\ell}\,[f_+(1-f_-)+f_-(1-f_+)]\Big\},

        which is (4G/L)∫dx∫dε f(1 − f) where ℓ ≪ L.
        """
        f, slope = self._solved
        events = self._along(f * (1 - f), (1 - 2 * f) * slope) + self._along((self._reach * slope) ** 2)
        sent = sum(self.integrate(g * (1 - g)) for g in self.reservoirs)
        t = self.wire.transmission
        scale = 2 * G0 * self.wire.channels
        return scale * t**2 * (sent + 2 * self.wire.length / self.wire.mean_free_path * self.integrate(events))

    def _along(self, q, slope=None):
        """∫ q dx by the trapezoidal rule, with the end correction of each interval if the slope of q is known."""
        h = np.diff(self.x)
        result = (h * (q[:, 1:] + q[:, :-1]) / 2).sum(1)
        return result if slope is None else result - (h**2 * np.diff(slope) / 12).sum(1)

    @property
    def fano(self):
        """Excess noise over 2eI, (S − 4kTG)/2eI; the wire must carry a current."""
        if self.V == 0:
            raise ValueError("V must not be 0 V: without a current there is no Fano factor")
        return (self.noise - 4 * k_B * self.T * self.wire.conductance) / (2 * e * abs(self.wire.conductance * self.V))

    @property
    def power(self):
        """What the source gives, what arrives in both reservoirs, what phonons take [W].

        The first is IV, the other two are counted from the distribution; collisions among electrons are not asked.
        """
        flux = G0 * self.wire.channels / e**2
        carried = flux * self.integrate(self.energy[:, None] * (self.right_movers - self.left_movers))[[0, -1]]
        mu = e * self.V, 0.0
        current = self.current / e
        arrived = (mu[0] * current[0] - carried[0]) + (carried[1] - mu[1] * current[-1])
        lost = self.integrate(self.energy[:, None] * (self.distribution - self.targets[1])) * self._rates[1]
        taken = 2 * self._reach * flux * self._along(lost[None])[0]
        return float(self.wire.conductance * self.V**2), float(arrived), float(taken)
