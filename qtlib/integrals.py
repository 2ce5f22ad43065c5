"""Integrals over energy: a function of the conductor times a window of the reservoirs.

All observables need ∫ F(E) w(E) dE for many chemical potentials at once. F is expensive and the same for all of them, w is cheap and
different for each. So F is sampled once, on Gauss–Legendre panels of a few kT, and a panel on which F is not resolved is halved until it is. What
the halves find is projected back on the nodes of their panel (product integration: a window is a polynomial there), so a window is always
summed over the same few nodes, however fine the structure of F. What halving cannot see (a resonance that falls between two
nodes) the conductor announces in ``levels(E_max)``.
"""

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander

from qtlib.reservoirs import bias_window, thermal_window

_ORDER = 24
_NODES, _WEIGHTS = leggauss(_ORDER)
# samples at the nodes -> Legendre coefficients; the two highest tell whether a panel is resolved
_TO_COEFFICIENTS = (legvander(_NODES, _ORDER - 1) * _WEIGHTS[:, None]) * (np.arange(_ORDER) + 0.5)
_RESOLVED = 1e-7  # highest coefficients against the largest sample; the quadrature error goes with their square
_PANEL = 4.4  # width in kT: a window, with its poles at ±iπkT, is a polynomial of this order on it to 1e-12
_REACH = 40.0  # half width of a window, in kT: e^-40 is below rounding
_FAR = 700.0  # beyond this many kT a window underflows
_CHUNK = 4096  # panels treated at once: 1 MB per array stays in the cache


class Panels:
    """`function` (energies -> (..., C)) on panels between `edges` [J]; `levels` [J] are where to look for structure."""

    def __init__(self, function, edges, levels):
        self.edges = edges
        middle, half = (edges[:-1] + edges[1:]) / 2, np.diff(edges) / 2
        self.nodes = middle[:, None] + half[:, None] * _NODES
        self.weighted = 0.0  # function × quadrature weight, (panels, nodes, C)
        cuts = np.union1d(edges, levels[(levels > edges[0]) & (levels < edges[-1])])
        left, right = cuts[:-1], cuts[1:]
        smallest = 1e-15 * (edges[-1] - edges[0])
        while len(left):
            m, a = (left + right) / 2, (right - left) / 2
            E = m[:, None] + a[:, None] * _NODES
            F = function(E)
            tail = np.abs(np.einsum("pnc,nk->pkc", F, _TO_COEFFICIENTS[:, -2:])).max(1)
            rough = (tail > _RESOLVED * np.abs(F).max(1) + 1e-300).any(-1) & (a > smallest)
            fine = ~rough
            self._add(E[fine], F[fine] * (a[fine, None] * _WEIGHTS)[..., None], m[fine], a[fine], middle, half)
            left, right = np.r_[left[rough], m[rough]], np.r_[m[rough], right[rough]]

    def _add(self, E, weighted, m, a, middle, half):
        """Add resolved pieces with centres `m` and half widths `a` to the panels that contain them."""
        if np.isscalar(self.weighted):
            self.weighted = np.zeros((*self.nodes.shape, weighted.shape[-1]))
        parent = np.searchsorted(self.edges, m, "right") - 1
        whole = a == half[parent]
        self.weighted[parent[whole]] = weighted[whole]
        part, parent = ~whole, parent[~whole]
        P = legvander((E[part] - middle[parent, None]) / half[parent, None], _ORDER - 1)
        moments = np.einsum("pqk,pqc->pkc", P, weighted[part])
        np.add.at(self.weighted, parent, np.einsum("nk,pkc->pnc", _TO_COEFFICIENTS, moments))

    def covering(self, low, high):
        """First and one-past-last panel that lie between the energies `low` and `high`."""
        start = np.searchsorted(self.edges, low, "right") - 1
        stop = np.searchsorted(self.edges, high, "left")
        last = len(self.nodes)
        return np.clip(start, 0, last), np.clip(stop, 0, last)

    def sum(self, start, stop, window):
        """Σ over panels start…stop of function × window(nodes, row); one row per entry of `start`, (rows, C)."""
        row, panel = _ranges(start, stop)
        total = np.zeros((len(start), self.weighted.shape[-1]))
        for begin in range(0, len(row), _CHUNK):
            r, p = row[begin : begin + _CHUNK], panel[begin : begin + _CHUNK]
            part = np.einsum("pn,pnc->pc", window(self.nodes[p], r[:, None]), self.weighted[p])
            first = np.r_[0, np.flatnonzero(np.diff(r)) + 1]
            np.add.at(total, r[first], np.add.reduceat(part, first))
        return total


def _ranges(start, stop):
    """Row number and content of the concatenated ranges start[i]…stop[i]."""
    length = np.maximum(stop - start, 0)
    row = np.repeat(np.arange(len(start)), length)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(length) - length - start, length)


def _window(function, levels, mu, kT):
    """Lower and upper end of the energies that matter to reservoirs at `mu`, all at one `kT` > 0.

    Off its lowest (highest) level a conductor may close faster than the window decays: the window then reaches past that level.
    """
    low, high = mu.copy(), mu.copy()
    if len(levels):
        here = function(mu)[..., 0]
        for level, beyond, far in ((levels[0], np.less, high), (levels[-1], np.greater, low)):
            there = function(np.array([level]))[0, 0]
            decay = np.exp(-np.minimum(np.abs(level - mu) / kT, _FAR))
            pulled = beyond(mu, level) & (there > 1e3 * here) & (decay * there > 1e-14 * here) & (decay > np.exp(-_FAR))
            far[pulled] = level
    return low - _REACH * kT, high + _REACH * kT


def _lattice(low, high, kT):
    """Edges no further apart than a panel's width that cover every interval low…high."""
    step = _PANEL * kT
    _, k = _ranges(np.floor(low / step).astype(np.int64), np.ceil(high / step).astype(np.int64) + 1)
    return np.unique(k) * step


def _levels(conductor, E_max):
    return np.sort(np.asarray(conductor.levels(E_max), dtype=float)) if hasattr(conductor, "levels") else np.empty(0)


def thermal(conductor, function, mu, kT, power=0):
    """∫ F(E) (E−µ)^power (−∂f/∂E) dE for every entry of the 1-D array `mu` [J] at one `kT` [J]; (len(mu), C).

    `function` maps energies to F with a last axis of length C; `conductor` only tells its levels.
    """
    if kT == 0:
        return function(mu) * (1.0 if power == 0 else 0.0)
    levels = _levels(conductor, mu.max() + _REACH * kT)
    low, high = _window(function, levels, mu, kT)
    panels = Panels(function, _lattice(low, high, kT), levels)

    def window(E, row):
        weight = thermal_window(E, mu[row], kT)
        return weight * (E - mu[row]) ** power if power else weight

    return panels.sum(*panels.covering(low, high), window)


def biased(conductor, function, mu_L, mu_R, kT_L, kT_R, power=1, origin=None):
    """∫ F(E) (f_L−f_R)^power dE for every pair of the 1-D arrays `mu_L`, `mu_R` [J] at given `kT_L`, `kT_R` [J].

    With `origin` (1-D, J) the integrand gets a factor E − origin. Returns (len(mu_L), C).
    """
    levels = _levels(conductor, max(mu_L.max() + _REACH * kT_L, mu_R.max() + _REACH * kT_R))
    ends, lattice = [], []
    for mu, kT in ((mu_L, kT_L), (mu_R, kT_R)):
        ends.append(_window(function, levels, mu, kT) if kT else (mu, mu))
        lattice.append(_lattice(*ends[-1], kT) if kT else mu)
    edges = np.unique(np.concatenate(lattice))
    if len(edges) < 2:  # both at zero temperature with one common potential
        return np.zeros((len(mu_L), function(mu_L[:1]).shape[-1]))
    panels = Panels(function, edges, levels)
    (a_L, b_L), (a_R, b_R) = (panels.covering(*end) for end in ends)
    # where f changes: near µ_L and near µ_R; between them f_L − f_R is ±1 and whole panels are summed
    a, b = np.minimum(a_L, a_R), np.maximum(b_L, b_R)
    c, d = np.minimum(b_L, b_R), np.maximum(a_L, a_R)
    c, d = np.where(c < d, c, b), np.where(c < d, d, b)
    sign = np.sign(mu_L - mu_R) ** power

    def window(E, row):
        weight = _occupation_difference(E, mu_L[row], mu_R[row], kT_L, kT_R) ** power
        return weight if origin is None else weight * (E - origin[row])

    total = panels.sum(a, c, window) + panels.sum(d, b, window)
    row, panel = _ranges(c, d)
    inner = panels.weighted.sum(1)[panel]
    if origin is not None:
        inner = np.einsum("pn,pnc->pc", panels.nodes[panel] - origin[row][:, None], panels.weighted[panel])
    np.add.at(total, row, sign[row][:, None] * inner)
    return total


def _occupation_difference(E, mu_L, mu_R, kT_L, kT_R):
    if kT_L and kT_R:
        return bias_window(E, mu_L, mu_R, kT_L, kT_R)
    f = [np.heaviside(mu - E, 0.5) if kT == 0 else 0.5 * (1 - np.tanh((E - mu) / (2 * kT)))
         for mu, kT in ((mu_L, kT_L), (mu_R, kT_R))]  # fmt: skip
    return f[0] - f[1]
