r"""Waves in a lead: which of them leave the device, which of them arrive. Everything in units of the hopping.

A lead repeats a cell (j = 0 is its contact inside the device, j = 1, 2, … lie outside): (h − E)ψ_j + v ψ_{j+1} +
v†ψ_{j−1} = 0, with waves ψ_j = u λ^j. Outgoing are those that decay (\|λ\| < 1) or carry current outward, incoming
those that carry it inward. Three ways to find them:

- :mod:`~qtlib.lattice.modes.uniform`, in closed form, where every site hops alike: no magnetic field;
- :mod:`~qtlib.lattice.modes.strip`, where the cell is a chain and every site hops to its like: the square lattice in a
  magnetic field;
- :mod:`~qtlib.lattice.modes.transfer`, for every lead.

What is found at some energies is used at others by :mod:`~qtlib.lattice.modes.continued`.
"""

import numpy as np

from qtlib.lattice.modes.continued import Known, spread
from qtlib.lattice.modes.strip import of_strip
from qtlib.lattice.modes.transfer import of_any
from qtlib.lattice.modes.uniform import of_uniform, square, thresholds
from qtlib.lattice.modes.waves import Modes

__all__ = ["Known", "Modes", "of_any", "of_lead", "of_strip", "of_uniform", "spread", "square", "thresholds"]

_ROUNDING = 1e-14  # relative difference of elements that are equal


def of_lead(h, v, E, known=None):
    """Modes of a lead with cell `h` (n, n) and hopping `v` (n, n) from a cell to the next one outward, at one energy.

    `known` (:class:`~qtlib.lattice.modes.continued.Known`) keeps what is found: equal leads of a device are solved
    once, and many energies serve each other.

    See Also
    --------
    qtlib.lattice.modes.uniform.of_uniform : the same hopping from every site outward
    qtlib.lattice.modes.strip.of_strip : a tridiagonal cell and a diagonal hopping
    qtlib.lattice.modes.transfer.of_any : any lead

    Examples
    --------
    >>> import numpy as np
    >>> of_lead(np.array([[2.0]]), np.array([[-1.0]]), 2.0).ratio.round(12)
    array([[0.+1.j]])
    """
    hop, bond = v.diagonal(), h.diagonal(1)
    if np.all(hop) and not np.any(v - np.diag(hop)):
        if np.ptp(hop.real) + np.ptp(hop.imag) < _ROUNDING * abs(hop[0]):
            return of_uniform(h, hop[0], E)
        chain = np.diag(h.diagonal()) + np.diag(bond, 1) + np.diag(bond.conj(), -1)
        if np.all(bond) and np.abs(h - chain).max() < _ROUNDING * np.abs(h).max():
            found = of_strip(h, v, E, known)
            if found is not None:
                return found
    return of_any(h, v, E)
