"""What wire and row share: Fermi functions of many temperatures, the energies to know them at, and their heat."""

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.special import expit

from qtlib.reservoirs import REACH
from qtlib.units import k_B

__all__ = ["energies", "occupation", "sommerfeld_heat", "temperature"]

_NODES, _WEIGHTS = leggauss(8)
_FINEST = 1e-4  # smallest panel against the whole window, where the reservoirs are colder than that
_GROWTH = 1.6  # from a panel to the next, away from a chemical potential
_PANELS = 24  # between the chemical potentials, at least
_SAME = 1e-12  # distance of two edges, against the whole window, that are one


def occupation(energy, mu, kT):
    """1/(1 + exp((energy − mu)/kT)), broadcast; kT = 0 gives a step of ½ at `mu`.

    See Also
    --------
    qtlib.reservoirs.fermi : of one temperature in kelvins, with arguments checked

    Examples
    --------
    >>> from qtlib.langevin.occupation import occupation
    >>> occupation(0.0, [-1.0, 0.0, 1.0], [0.0, 0.0, 1.0]).round(3)
    array([0.   , 0.5  , 0.731])
    """
    energy, mu, kT = np.broadcast_arrays(energy, mu, kT)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(kT > 0, expit((mu - energy) / kT), np.heaviside(mu - energy, 0.5))


def sommerfeld_heat(T):
    """Energy of a Fermi sea at `T` above that at T = 0, per density of states, π²(kT)²/6 [J²].

    See Also
    --------
    temperature : the inverse

    Examples
    --------
    >>> from qtlib.langevin.occupation import sommerfeld_heat, temperature
    >>> round(float(temperature(sommerfeld_heat(4.2))), 9)
    4.2
    """
    return np.pi**2 / 6 * (k_B * T) ** 2


def temperature(heat):
    """Inverse of `sommerfeld_heat` [K].

    See Also
    --------
    sommerfeld_heat : the inverse

    Examples
    --------
    >>> from qtlib.langevin.occupation import temperature
    >>> float(temperature(0.0))
    0.0
    """
    return np.sqrt(6 * np.maximum(heat, 0.0)) / (np.pi * k_B)


def energies(window, coldest, hottest, steps=()):
    """Gauss–Legendre nodes and weights for a conductor between the chemical potentials `window` and 0.

    They cover all energies at which a state is neither full nor empty. Panels shrink towards both chemical potentials,
    down to a quarter of the `coldest` kT, and end 40 of the `hottest` beyond them [J]. `steps` are energies at which an
    occupation jumps: no panel contains one.

    See Also
    --------
    occupation : what is known at them

    Examples
    --------
    >>> from qtlib.langevin.occupation import energies, occupation
    >>> energy, weight = energies(window=1.0, coldest=0.1, hottest=0.1)
    >>> f = occupation(energy, 1.0, 0.1)
    >>> round(float(weight @ (f * (1 - f))), 6)  # kT
    0.1
    """
    scale = max(abs(window), hottest)
    finest = max(coldest / 4, _FINEST * scale)
    growing = finest * _GROWTH ** np.arange(np.ceil(np.log(scale / _PANELS / finest) / np.log(_GROWTH)) + 1)
    near = np.concatenate([[0.0], np.cumsum(np.minimum(growing, scale / _PANELS))])
    wide = max(scale / _PANELS, hottest)
    outside = np.concatenate([near, np.arange(near[-1], max(REACH * hottest, near[-1]) + wide, wide)])
    low, high = min(window, 0.0), max(window, 0.0)
    inside = near[near <= (high - low) / 2]
    middle = np.linspace(low, high, _PANELS + 1)
    middle = middle[(middle > low + inside[-1]) & (middle < high - inside[-1])]
    edges = np.unique(np.concatenate([low - outside, low + inside, middle, high - inside, high + outside, steps]))
    edges = edges[np.concatenate([[True], np.diff(edges) > _SAME * scale])]
    half = np.diff(edges)[:, None] / 2
    nodes = (edges[:-1, None] + half + half * _NODES).ravel()
    return nodes, (half * _WEIGHTS).ravel()
