"""Integrals over energy: a function of the conductor times a window of the reservoirs.

All observables need ∫ F(E) w(E) dE for many chemical potentials at once. F is expensive and the same for all of them, w
is cheap and different for each. So F is sampled once, on Gauss–Legendre panels of a few kT, and a panel on which F is
not resolved is halved until it is. What the halves find is projected back on the nodes of their panel (product
integration: a window is a polynomial there), so a window is always summed over the same few nodes, however fine the
structure of F. What halving cannot see (a resonance that falls between two nodes) the conductor announces in
``levels(E_max)``.
"""

import functools

import numpy as np
from numpy.polynomial.legendre import leggauss, legvander
from scipy.special import expit

from qtlib.reservoirs import REACH, bias_window, equal_window, thermal_window

__all__ = ["biased", "thermal"]

_ORDER = 24
_NODES, _WEIGHTS = leggauss(_ORDER)
# samples at the nodes -> Legendre coefficients; the two highest tell whether a panel is resolved
_TO_COEFFICIENTS = (legvander(_NODES, _ORDER - 1) * _WEIGHTS[:, None]) * (np.arange(_ORDER) + 0.5)
_RESOLVED = 1e-7  # highest coefficients against the largest sample; the quadrature error goes with their square
_PANEL = 4.4  # width in kT: a window, with its poles at ±iπkT, is a polynomial of this order on it to 1e-12
_ROUNDING = 1e-14  # of a conductor's transmission, against the largest on a panel
_SMALLEST = 1e-15  # width, against all energies, of a panel that is not halved again: a step has no width
_UNDERFLOW = 1e-300  # smaller samples have no digits left that could be resolved
_FAR = 660.0  # this many kT and a reach further a window is still a number
_ALIKE = 300.0  # bias in kT up to which one exponential per reservoir neither over- nor underflows
_FINEST = 2.0**-32  # kT against µ: the nodes of a panel any closer would be one number
_NOTHING = 1e-40  # energy [J] that is none, so that any kT above 0 is not resolved beside µ = 0
_AT_ONCE = 1024  # panels sampled at once: bounds the memory for hundreds of channels
_CHUNK = 4096  # panels treated at once: 1 MB per array stays in the cache


class Panels:
    """`function` (energies -> (..., C)) on panels between `edges` [J]; `levels` [J] are where to look for structure."""

    def __init__(self, function, edges, levels):
        self.edges = edges
        self.middle, self.half = (edges[:-1] + edges[1:]) / 2, np.diff(edges) / 2
        self.weighted = 0.0  # function × quadrature weight, (panels, nodes, C)
        cuts = np.union1d(edges, levels[(levels > edges[0]) & (levels < edges[-1])])
        left, right = cuts[:-1], cuts[1:]
        smallest = _SMALLEST * (edges[-1] - edges[0])
        while len(left):
            a_few, waiting = slice(_AT_ONCE), slice(_AT_ONCE, None)
            m, a = (left[a_few] + right[a_few]) / 2, (right[a_few] - left[a_few]) / 2
            E = m[:, None] + a[:, None] * _NODES
            F = function(E)
            tail = np.abs(np.einsum("pnc,nk->pkc", F, _TO_COEFFICIENTS[:, -2:])).max(1)
            size = np.abs(F).max(1)
            rounding = _ROUNDING * size.max(1, keepdims=True)  # T(1 − T) is known no better than T
            rough = (tail > np.maximum(np.maximum(_RESOLVED * size, rounding), _UNDERFLOW)).any(-1) & (a > smallest)
            fine = ~rough
            self._add(E[fine], F[fine] * (a[fine, None] * _WEIGHTS)[..., None], m[fine], a[fine])
            left = np.r_[left[a_few][rough], m[rough], left[waiting]]
            right = np.r_[m[rough], right[a_few][rough], right[waiting]]

    def _add(self, E, weighted, m, a):
        """Add resolved pieces with centres `m` and half widths `a` to the panels that contain them."""
        if np.isscalar(self.weighted):
            self.weighted = np.zeros((len(self.middle), _ORDER, weighted.shape[-1]))
        parent = np.searchsorted(self.edges, m, "right") - 1
        whole = a == self.half[parent]
        self.weighted[parent[whole]] = weighted[whole]
        part = ~whole
        parent = parent[~whole]
        P = legvander((E[part] - self.middle[parent, None]) / self.half[parent, None], _ORDER - 1)
        moments = np.einsum("pqk,pqc->pkc", P, weighted[part])
        np.add.at(self.weighted, parent, np.einsum("nk,pkc->pnc", _TO_COEFFICIENTS, moments))

    def covering(self, low, high):
        """First and one-past-last panel that lie between the energies `low` and `high`."""
        start = np.searchsorted(self.edges, low, "right") - 1
        stop = np.searchsorted(self.edges, high, "left")
        last = len(self.middle)
        return np.clip(start, 0, last), np.clip(stop, 0, last)

    def sum(self, start, stop, window):
        """Σ over panels start…stop of function × window(above, row); one row per entry of `start`, (rows, C).

        ``above(reference)`` is the distance of the nodes from an energy per row, without the rounding of the nodes
        themselves: at microkelvins that rounding is as large as kT.
        """
        row, panel = _ranges(start, stop)
        total = np.zeros((len(start), self.weighted.shape[-1]))
        for begin in range(0, len(row), _CHUNK):
            r, p = row[begin : begin + _CHUNK], panel[begin : begin + _CHUNK]
            weight = window(functools.partial(self.above, p), r)
            part = np.einsum("pn,pnc->pc", weight, self.weighted[p])
            first = np.r_[0, np.flatnonzero(np.diff(r)) + 1]
            np.add.at(total, r[first], np.add.reduceat(part, first))
        return total

    def above(self, panel, reference):
        """Distance of the nodes of `panel` from the energies `reference`, (panels, nodes) [J]."""
        return (self.middle[panel] - reference)[:, None] + self.half[panel, None] * _NODES


def _ranges(start, stop):
    """Row number and content of the concatenated ranges start[i]…stop[i]."""
    length = np.maximum(stop - start, 0)
    row = np.repeat(np.arange(len(start)), length)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(length) - length - start, length)


def _window(function, levels, mu, kT):
    """Lower and upper end of the energies that matter to reservoirs at `mu`, all at one `kT` > 0.

    Off its lowest (highest) level a conductor may close nearly as fast as the window decays, or faster. The integrand
    then falls by less than one power of e per kT on the way to that level, and the window reaches further, at most past
    the level.
    """
    reach = {np.less: np.full(mu.shape, REACH), np.greater: np.full(mu.shape, REACH)}
    if len(levels):
        here = function(mu)[..., 0]
        for level, off in ((levels[0], np.less), (levels[-1], np.greater)):
            there = function(np.array([level]))[0, 0]
            distance = np.abs(level - mu) / kT
            with np.errstate(divide="ignore", invalid="ignore"):
                rate = np.log(there / here) / distance  # of the conductor's rise, in powers of e per kT
                needed = np.where(rate < 1, REACH / (1 - rate), np.inf)
            pulled = off(mu, level) & (rate > 0) & (distance < _FAR)
            reach[off][pulled] = np.minimum(needed, distance + REACH)[pulled]
    return mu - reach[np.greater] * kT, mu + reach[np.less] * kT


def _lattice(low, high, kT):
    """Edges no further apart than a panel's width that cover every interval low…high.

    The width has 20 significant bits, so that edges and centres are exact numbers up to 2^30 widths from zero.
    """
    mantissa, exponent = np.frexp(_PANEL * kT)
    step = np.ldexp(np.floor(mantissa * 2**20) / 2**20, exponent)
    _, k = _ranges(np.floor(low / step).astype(np.int64), np.ceil(high / step).astype(np.int64) + 1)
    return np.unique(k) * step


def _resolved(kT, *mu):
    """`kT`, or 0 where energies as large as `mu` cannot be written down that finely (some 10 nK at meV)."""
    largest = max(np.abs(m).max(initial=_NOTHING) for m in mu)
    return kT if kT > _FINEST * largest else 0.0


def _levels(conductor, E_max):
    return np.sort(np.asarray(conductor.levels(E_max), dtype=float)) if hasattr(conductor, "levels") else np.empty(0)


def thermal(conductor, function, mu, kT, power=0):
    """∫ F(E) (E−µ)^power (−∂f/∂E) dE for every entry of the 1-D array `mu` [J] at one `kT` [J]; (len(mu), C).

    `function` maps energies to F with a last axis of length C; `conductor` only tells its levels.

    See Also
    --------
    qtlib.transport.conductance : one of them
    biased : a window between two potentials

    Examples
    --------
    The window's own moments are 1 and, of the second power, (πkT)²/3:

    >>> import numpy as np
    >>> from qtlib import Channels
    >>> from qtlib.conductor import total_transmission
    >>> one = Channels([1.0])
    >>> second = thermal(one, total_transmission(one), np.array([0.0]), kT=1.0, power=2)[0, 0]
    >>> print(f"{second / (np.pi**2 / 3):.12f}")
    1.000000000000
    """
    kT = _resolved(kT, mu)
    if kT == 0:
        return function(mu) * (1.0 if power == 0 else 0.0)
    levels = _levels(conductor, mu.max() + REACH * kT)
    low, high = _window(function, levels, mu, kT)
    panels = Panels(function, _lattice(low, high, kT), levels)

    def window(above, row):
        E_mu = above(mu[row])
        weight = thermal_window(E_mu, kT)
        return weight * E_mu**power if power else weight

    return panels.sum(*panels.covering(low, high), window)


def biased(conductor, function, mu_L, mu_R, *, kT_L, kT_R, power=1, origin=None):
    """∫ F(E) (f_L−f_R)^power dE for every pair of the 1-D arrays `mu_L`, `mu_R` [J] at given `kT_L`, `kT_R` [J].

    With `origin` (1-D, J) the integrand gets a factor E − origin. Returns (len(mu_L), C).

    See Also
    --------
    qtlib.transport.current : one of them
    thermal : a window around one potential

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib import Channels
    >>> from qtlib.conductor import total_transmission
    >>> half = Channels([0.5])
    >>> window = np.array([2.0]), np.array([-1.0])
    >>> print(f"{biased(half, total_transmission(half), *window, kT_L=0.3, kT_R=0.1)[0, 0]:.12f}")  # 0.5 × 3
    1.500000000000
    """
    kT_L, kT_R = _resolved(kT_L, mu_L, mu_R), _resolved(kT_R, mu_L, mu_R)
    levels = _levels(conductor, max(mu_L.max() + REACH * kT_L, mu_R.max() + REACH * kT_R))
    ends = []
    lattice = []
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

    bias = mu_L - mu_R
    upper = np.maximum(mu_L, mu_R)
    alike = kT_L == kT_R > 0 and np.abs(bias).max() < _ALIKE * kT_L

    def window(above, row):
        d = bias[row][:, None]
        if alike:
            weight = equal_window(above(upper[row]), d, kT_L)
        else:
            weight = _occupation_difference(above(mu_L[row]), above(mu_R[row]), d, kT_L, kT_R)
        weight = weight**power if power > 1 else weight
        return weight if origin is None else weight * above(origin[row])

    total = panels.sum(a, c, window) + panels.sum(d, b, window)
    row, panel = _ranges(c, d)
    inner = panels.weighted.sum(1)[panel]
    if origin is not None:
        inner = np.einsum("pn,pnc->pc", panels.above(panel, origin[row]), panels.weighted[panel])
    np.add.at(total, row, sign[row][:, None] * inner)
    return total


def _occupation_difference(above_L, above_R, bias, kT_L, kT_R):
    if kT_L and kT_R:
        return bias_window(above_L, above_R, bias, kT_L, kT_R)
    f_L, f_R = (
        np.heaviside(-above, 0.5) if kT == 0 else expit(-above / kT) for above, kT in ((above_L, kT_L), (above_R, kT_R))
    )
    return f_L - f_R
