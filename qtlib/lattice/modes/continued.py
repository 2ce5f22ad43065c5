"""Leads at many energies: what was found at some of them tells the rest.

Between the thresholds of its modes the ratio X of a lead is an analytic function of the energy with poles nearby, so
that a rational function through some energies gives it at those among them (Y. Nakatsukasa, O. Sète and L. N.
Trefethen, SIAM J. Sci. Comput. 40, A1494 (2018)). The equation that X solves says whether what comes out is exact to
rounding; where it is not, X is found anew and is one more point of the function.
"""

import numpy as np

__all__ = ["Known", "spread"]

_SAME = 1e-14  # difference of elements, in hoppings, of two leads that are one
_AT_ONCE = 64  # energies that serve each other
_POINTS = 24  # of a function at most
_FEWEST = 8  # and at least
_TESTED = 2  # points that it does not pass through but comes closest to
_SEEN = 12  # numbers of a matrix by which that is judged


def spread(E):
    """Numbers of the energies `E` (e,) in the order in which to solve them, each with the :class:`Known` to use.

    Some close to Chebyshev's points come first, so that a function through them is good everywhere in between.

    See Also
    --------
    Known : what they share
    qtlib.lattice.scatter.lead_modes : goes through them

    Examples
    --------
    >>> import numpy as np
    >>> [number for number, _ in spread(np.linspace(0, 1, 9))]
    [0, 4, 8, 1, 7, 2, 6, 3, 5]
    """
    for first in range(0, len(E), _AT_ONCE):
        known = Known()
        some = E[first : first + _AT_ONCE]
        low, high = some.min(), some.max()
        points = [(1 - np.cos(np.pi * np.arange(n + 1) / n)) / 2 for n in (2, 4, 8, 16)]
        ahead = np.abs(some - (low + (high - low) * np.concatenate(points)[:, None])).argmin(1)
        for number in dict.fromkeys([*ahead.tolist(), *range(len(some))]):
            yield first + number, known


class Known:
    """What was found for leads: at the last energy, and as a function of the energy.

    See Also
    --------
    spread : in which order to ask
    qtlib.lattice.modes.of_lead : takes it

    Examples
    --------
    >>> import numpy as np
    >>> lead = Known().of(np.array([4.0, -1.0]))
    >>> lead.guess(0.5, modes=1) is None  # nothing is known yet
    True
    >>> for E in np.linspace(0, 1, 9):
    ...     lead.keep(E, 1, np.array([[1 / (E - 2)]]))
    >>> print(round(float(lead.guess(0.55, modes=1)[0, 0]), 12), round(1 / (0.55 - 2), 12))
    -0.689655172414 -0.689655172414
    """

    def __init__(self):
        self._leads = []

    def of(self, lead):
        """What is known of a lead, given by its elements (in units of the hopping)."""
        for other, found in self._leads:
            if len(other) == len(lead) and np.abs(other - lead).max() < _SAME:
                return found
        self._leads.append((lead, _Lead()))
        return self._leads[-1][1]


class _Lead:
    """One lead: its `modes` at the `energy` at which it was solved last, and X by the number of open modes."""

    def __init__(self):
        self.energy = self.modes = None
        self._points = {}
        self._weights = {}

    def keep(self, E, modes, X):
        """Take X at the energy `E` with so many open modes as a point."""
        points = self._points.setdefault(modes, [])
        if len(points) < _POINTS and all(energy != E for energy, *_ in points):
            left, right = np.random.default_rng(0).normal(size=(2, _SEEN, len(X)))
            points.append((E, X, ((left @ X) * right).sum(1)))
            self._weights.pop(modes, None)

    def guess(self, E, modes):
        """X at the energy `E` with so many open modes, or None if too few points are known."""
        points = self._points.get(modes, [])
        if len(points) < _FEWEST:
            return None
        if modes not in self._weights:
            self._weights[modes] = _weights(points)
        through = points[:-_TESTED]
        apart = E - np.array([energy for energy, *_ in through])
        if not apart.all():
            return through[np.flatnonzero(apart == 0)[0]][1]
        parts = self._weights[modes] / apart
        return sum(part * X for part, (_, X, _) in zip(parts / parts.sum(), through, strict=True))


def _weights(points):
    """Weights of the barycentric formula through all points but the last, for which it comes closest to those."""
    energies = np.array([energy for energy, *_ in points])
    seen = np.array([numbers for *_, numbers in points])
    slopes = [
        ((numbers - seen[:-_TESTED]) / (energy - energies[:-_TESTED, None])).T
        for energy, numbers in zip(energies[-_TESTED:], seen[-_TESTED:], strict=True)
    ]
    return np.linalg.svd(np.concatenate(slopes))[2][-1].conj()
