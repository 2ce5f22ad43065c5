"""Barriers in a row with islands between them, whose electrons keep, share or lose their energy."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded

from qtlib.arguments import freeze, freeze_scalars, non_negative, positive, probability, real, scalar, unlimited, whole
from qtlib.langevin.occupation import energies, occupation, sommerfeld_heat, temperature
from qtlib.units import G0, e, k_B

__all__ = ["Row", "elastic_fano"]


@dataclass(frozen=True)
class Row:
    """Equal barriers in a row. Between two of them lies an island that electrons leave in a random direction.

    Occupations of neighbours obey f_{i−1} − 2f_i + f_{i+1} = r_ee (f_i − f_{µ_i,T_i}) + r_ph (f_i − f_{µ_i,T}): the
    law of `Wire`, island by island. Each barrier is a resistance 1/(G₀NΓ) of its own, with the standard noise between
    its two sides; noises of resistances in series add.

    Parameters
    ----------
    channels : float
        Number of channels of each barrier.
    barriers : int
        Number M of barriers.
    transparency : float
        Γ, transmission of each channel through one barrier, above 0.
    ee, phonons : float, optional
        r_ee, r_ph: dwell time of an island over the relaxation time, 0…∞. ``ee=inf`` are hot islands, ``phonons=inf``
        cooled ones.

    Raises
    ------
    ValueError
        If a number is out of range.

    See Also
    --------
    elastic_fano : islands that keep the direction too
    qtlib.langevin.wire.Wire : its limit of many barriers

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.langevin import Row
    >>> for way in ({}, {"ee": np.inf}, {"phonons": np.inf}):
    ...     print(f"{Row(1, 2, 1.0, **way).fano(1e-3, T=0):.4f}")  # two open contacts to a cavity: ¼, √3/2π, 0
    0.2500
    0.2757
    0.0000
    """

    channels: float
    barriers: int
    transparency: float
    ee: float = 0.0
    phonons: float = 0.0

    def __post_init__(self):
        rate = unlimited(non_negative)
        freeze_scalars(self, channels=(positive,), transparency=(_transparency,), ee=(rate,), phonons=(rate,))
        freeze(self, barriers=whole("barriers", self.barriers))

    @property
    def conductance(self):
        """Conductance of M resistances 1/(G₀NΓ) in series [S]."""
        return G0 * self.channels * self.transparency / self.barriers

    def temperatures(self, V, T):
        """Temperature of each Fermi sea from the left reservoir to the right one [K], shape (barriers + 1,).

        At voltage `V` [V], with reservoirs at `T` [K].
        """
        V = scalar(real, "V", V, "V")
        T = scalar(non_negative, "T", T, "K")
        heat = sommerfeld_heat(T) + np.zeros(self.barriers + 1)
        if self.barriers > 1 and self.phonons < np.inf:
            given = (e * V / self.barriers) ** 2
            heat[1:-1] += _neighbours(self.phonons, np.full((1, self.barriers - 1), given))[0]
        return temperature(heat)

    def occupations(self, V, T):
        """Energies above the right chemical potential [J], their weights, and the occupations, shape (energies,
        barriers + 1)."""
        V = scalar(real, "V", V, "V")
        T = scalar(non_negative, "T", T, "K")
        if V == T == 0:
            raise ValueError("T must be positive where V is 0 V, got 0 K: nothing sets a scale of energy")
        T_i = self.temperatures(V, T)
        mu = e * V * (1 - np.arange(self.barriers + 1) / self.barriers)
        cold = k_B * T < abs(e * V) / self.barriers and self.phonons > 0  # then occupations are steps at each µ_i
        energy, weight = energies(e * V, k_B * T, k_B * T_i.max(), mu if cold else ())
        cooled, hot = occupation(energy[:, None], mu, k_B * T), occupation(energy[:, None], mu, k_B * T_i)
        f = cooled.copy()  # right for both reservoirs
        if self.barriers > 1 and self.phonons < np.inf:
            if self.ee == np.inf:
                f[:, 1:-1] = hot[:, 1:-1]
            else:
                source = self.ee * hot[:, 1:-1] + self.phonons * cooled[:, 1:-1]
                source[:, 0] += f[:, 0]
                source[:, -1] += f[:, -1]
                f[:, 1:-1] = _neighbours(self.ee + self.phonons, source)
        return energy, weight, f

    def noise(self, V, T):
        r"""Zero-frequency current noise [A²/Hz] at voltage `V` [V] and temperature `T` [K].

        .. math::

           S = \frac{2G_0N\Gamma}{M^2}\sum_m\int d\varepsilon\,[f(1-f) + f'(1-f') + (1-\Gamma)(f-f')^2]
        """
        _, weight, f = self.occupations(V, T)
        a, b = f[:, :-1], f[:, 1:]
        each = weight @ (a * (1 - a) + b * (1 - b) + (1 - self.transparency) * (a - b) ** 2)
        return 2 * G0 * self.channels * self.transparency / self.barriers**2 * each.sum()

    def fano(self, V, T):
        """Excess noise over 2eI, (S − 4kTG)/2eI, at a voltage `V` [V] that is not 0."""
        if scalar(real, "V", V, "V") == 0:
            raise ValueError("V must not be 0 V: without a current there is no Fano factor")
        return (self.noise(V, T) - 4 * k_B * T * self.conductance) / (2 * e * self.conductance * abs(V))


def elastic_fano(barriers, transparency):
    r"""Fano factor at T = 0 of equal barriers between which electrons keep energy *and direction*.

    .. math::

       F = \frac13\left\{1+\frac{M(1-\Gamma)^2(2+\Gamma)-\Gamma^3}{[\Gamma+M(1-\Gamma)]^3}\right\}

    (M. J. M. de Jong and C. W. J. Beenakker, Physica A 230, 219 (1996)). For Γ → 0 it is ⅓ + 2/3M², as with islands
    that forget the direction (`Row`).

    Parameters
    ----------
    barriers : array_like
        Number M of barriers.
    transparency : array_like
        Γ, above 0; broadcast against `barriers`.

    Returns
    -------
    numpy.ndarray
        Fano factor.

    Raises
    ------
    ValueError
        If a number is out of range.

    See Also
    --------
    Row : islands that forget the direction, and may lose energy
    qtlib.disorder.chain : one channel, phases kept

    Examples
    --------
    >>> from qtlib.langevin import elastic_fano
    >>> elastic_fano([1, 2, 1000], 0.01).round(4)
    array([0.99  , 0.5   , 0.3333])
    """
    M = positive("barriers", barriers)
    gamma = _transparency("transparency", transparency)
    return (1 + (M * (1 - gamma) ** 2 * (2 + gamma) - gamma**3) / (gamma + M * (1 - gamma)) ** 3) / 3


def _transparency(name, value, unit=""):
    return positive(name, probability(name, value, unit), unit)


def _neighbours(rate, source):
    """Solve (2 + rate) f_i − f_{i−1} − f_{i+1} = source_i with zeros at both ends; rows of `source` are independent."""
    n = source.shape[1]
    band = np.tile([[-1.0], [2.0 + rate], [-1.0]], n)
    return solve_banded((1, 1), band, source.T).T
