"""Leads that hop alike at every site: each mode of the cell is a chain of its own, solved in closed form."""

import functools

import numpy as np

from qtlib.arguments import read_only
from qtlib.lattice.modes.waves import Modes

__all__ = ["of_uniform", "square", "thresholds"]

_AT_THRESHOLD = 2e-12  # distance to a threshold, in hoppings, below which a mode counts as closed, with λ = ±1


@functools.lru_cache(maxsize=32)
def _sines(W):
    n = np.arange(1, W + 1)
    return read_only(np.sqrt(2 / (W + 1)) * np.sin(np.pi * np.outer(n, n) / (W + 1)))


@functools.lru_cache(maxsize=32)
def thresholds(W):
    """Band bottoms of the modes of a square-lattice wire of `W` sites, above the band bottom of the lattice.

    See Also
    --------
    square : the modes
    qtlib.constriction.HardWall : in the continuum

    Examples
    --------
    >>> thresholds(3).round(6)
    array([0.585786, 2.      , 3.414214])
    """
    return read_only(2 - 2 * np.cos(np.pi * np.arange(1, W + 1) / (W + 1)))


def square(W, E):
    """Modes of a square-lattice wire without field at the energies `E` (e,), in hoppings above the band bottom.

    See Also
    --------
    thresholds : where its modes open
    qtlib.lattice.scatter.lead_modes : also in a field

    Examples
    --------
    >>> import numpy as np
    >>> square(3, np.array([0.5, 1.0, 2.5])).open.sum(1)
    array([0, 1, 2])
    """
    return _modes(_sines(W), 1 - (E[:, None] - thresholds(W)) / 2, 1.0)


def of_uniform(h, hop, E):
    """Modes of a lead with cell `h` (n, n) and the same hopping `hop` from every site outward, at one energy.

    See Also
    --------
    qtlib.lattice.modes.of_lead : chooses it where it can be had
    square : the square lattice

    Examples
    --------
    A chain in the middle of its band: the wave turns by a right angle from site to site.

    >>> import numpy as np
    >>> of_uniform(np.array([[2.0]]), -1.0, 2.0).ratio.round(12)
    array([[0.+1.j]])
    """
    energies, shapes = np.linalg.eigh(h)
    size = abs(hop)
    one = _modes(shapes, ((energies - E) / (2 * size))[None], size)
    turn = np.conj(-hop / size)  # the phase of the hopping is one of the waves: λ → λ·turn
    return Modes(
        one.ratio[0] * turn, one.amplitudes[0], one.in_0[0], one.in_1[0] * turn, one.factors[0] * turn, one.open[0]
    )


def _modes(shapes, cosine, size):
    """Waves χ_n e^{±ik_n j} from the modes χ_n (columns of `shapes`) and cos k_n (energies, n), for hopping −`size`."""
    square = (1 - cosine) * (1 + cosine)  # sin²k
    carries = square > 2 * _AT_THRESHOLD
    sine = np.sqrt(np.where(np.abs(square) > 2 * _AT_THRESHOLD, np.abs(square), 0.0))
    factor = cosine + np.where(carries, 1j * sine, -np.copysign(sine, cosine))
    ratio = (shapes * factor[:, None]) @ shapes.conj().T
    own = np.flatnonzero(carries.any(0))
    root = np.sqrt(np.where(carries, 2 * size * sine, 1.0))[:, None, own]  # of the velocity
    incoming = shapes[:, own] / root
    step = factor[:, own]
    amplitudes = (shapes[:, own] * root).swapaxes(-1, -2).conj()
    return Modes(ratio, amplitudes, incoming, incoming * step.conj()[:, None], step, carries[:, own])
