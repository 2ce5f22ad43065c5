r"""Leads whose cell is a chain of sites, each of which hops to its like in the next cell: a strip in a magnetic field.

For a real wave number the cell is a real symmetric tridiagonal matrix H(k) (Harper's equation). So the open modes are
where an eigenvalue crosses the energy, which a Sturm sequence counts, and at each k there is one wave only. The rest
of the solution is :func:`~qtlib.lattice.modes.doubling.ratio`. What would not be exact to rounding (a mode close to
its threshold, two crossings closer than the eye can tell) is left to the method for all leads: :func:`of_strip` then
returns None.
"""

import numpy as np
from scipy.linalg.lapack import dgtsv

from qtlib.lattice.modes.continued import Known
from qtlib.lattice.modes.doubling import ratio
from qtlib.lattice.modes.waves import Modes

__all__ = ["of_strip"]

_PER_SITE = 8, 128  # wave numbers per site at which eigenvalues are counted; the second where crossings were missed
_ASKEW = 0.3217  # of a step, by which no counted wave number is the symmetric k = 0 or π
_FINER = 16  # how much finer between those where the numbers differ
_TOGETHER = 1e-6  # distance of two wave numbers that may be one
_STEPS = 12  # of the refinement of a crossing, at most
_SETTLED = 1e-12  # eigenvalue, in hoppings, after which one more step reaches the last digit
_ASIDE = 64 * np.finfo(float).eps  # from the eigenvalue itself, where an elimination would meet a zero
_SLOW = 1e-3  # velocity, in hoppings × cells, below which a mode is close to its threshold
_EXACT = 1e-12  # residual of the equation for X, in hoppings
_AS_EXACT = 5e-13  # of an X from other energies, and of the waves that leave


def of_strip(h, v, E, known=None):
    """Modes of a lead with a tridiagonal cell `h` (n, n) and a diagonal hopping `v` (n, n) at one energy, or None.

    Leads that differ by a gauge or by which side is up are one lead; it is solved once with the same
    :class:`~qtlib.lattice.modes.continued.Known`, which also serves other energies.

    See Also
    --------
    qtlib.lattice.modes.of_lead : chooses it where it can be had
    qtlib.lattice.modes.transfer.of_any : any lead

    Examples
    --------
    A strip of 30 sites between its first and its second Landau level carries one edge state:

    >>> import numpy as np
    >>> bond, y = np.eye(30, k=1), np.arange(30)
    >>> modes = of_strip(4 * np.eye(30) - bond - bond.T, -np.diag(np.exp(2j * np.pi * 0.04 * y)), 0.35)
    >>> modes.in_0.shape
    (30, 1)
    """
    turn = v[0, 0] / abs(v[0, 0])  # the hopping of the first site becomes positive
    gauge = np.exp(1j * np.concatenate([[0.0], np.cumsum(np.angle(h.diagonal(1)))]))  # and the bonds
    onsite = h.diagonal().real
    bond = np.abs(h.diagonal(1))
    hop = v.diagonal() / turn
    upside_down = len(h) > 1 and hop[1].imag < 0
    if upside_down:
        turn = turn * hop[-1] / abs(hop[-1])
        onsite = onsite[::-1]
        bond = bond[::-1]
        hop = hop[::-1]
        hop = hop * abs(hop[0]) / hop[0]
    lead = (Known() if known is None else known).of(np.concatenate([onsite, bond, hop]))
    if lead.energy != E:
        lead.energy, lead.modes = E, _solve(onsite - E, bond, hop, E, lead)
    if lead.modes is None:
        return None
    X, amplitudes, in_0, in_1, factors, open_, _ = lead.modes
    if upside_down:
        X, amplitudes, in_0, in_1 = X[::-1, ::-1], amplitudes[:, ::-1], in_0[::-1], in_1[::-1]
    back = gauge.conj()[:, None]
    return Modes(back * X * gauge / turn, amplitudes * gauge, back * in_0, back * in_1 / turn, factors / turn, open_)


def _solve(onsite, bond, hop, E, lead):
    """Modes of the lead with the cell diag(`onsite`) + `bond`, all real, and the hopping diag(`hop`); or None.

    The energy is in `onsite`; by its value X is looked up, and kept, in what is known of the `lead`.
    """
    a = np.diag(onsite) + np.diag(bond, 1) + np.diag(bond, -1)
    v = np.diag(hop)
    for per_site in _PER_SITE:
        found = _crossings(onsite, bond, hop, per_site)
        if found is None:
            continue
        k, speed, wave = found
        out, back = speed > 0, speed < 0
        if out.sum() != back.sum() or np.abs(speed).min(initial=1.0) < _SLOW:
            continue
        wave = wave.T / np.sqrt(np.abs(speed))
        outgoing = wave[:, out]
        incoming = wave[:, back]
        factors = np.exp(1j * k[out])
        X = lead.guess(E, len(factors))
        size = np.abs(outgoing).max(initial=1.0)
        if (
            X is None
            or _residual(X, onsite, bond, hop) > _AS_EXACT
            or np.abs(X @ outgoing - outgoing * factors).max(initial=0.0) > _AS_EXACT * size
        ):
            X = ratio(a, v, outgoing, factors)
            if X is None or _residual(X, onsite, bond, hop) > _EXACT:
                continue
            lead.keep(E, len(factors), X)
        # no current mixes an open outgoing wave with any other that leaves, so it picks the amplitude of the open one
        flow = 1j * ((outgoing.T * hop) @ X - (outgoing * factors).conj().T * hop.conj())
        return Modes(X, flow, incoming, incoming * np.exp(1j * k[back]), factors, np.ones(len(factors), bool))
    return None


def _residual(X, onsite, bond, hop):
    """By how much v† + a X + v X² = 0 is missed, with a tridiagonal a and a diagonal v."""
    missed = hop[:, None] * (X @ X) + onsite[:, None] * X
    missed[:-1] += bond[:, None] * X[1:]
    missed[1:] += bond[:, None] * X[:-1]
    np.einsum("ii->i", missed)[:] += hop.conj()
    return np.abs(missed).max()


def _crossings(onsite, bond, hop, per_site):
    """Wave numbers at which H(k) has the eigenvalue 0, dE/dk there, and the eigenvectors (crossings, n).

    None if two lie too close together.
    """
    n = len(onsite)
    points = per_site * max(8, len(onsite))
    width = 2 * np.pi / points
    k = width * (np.arange(points + 1) + _ASKEW)
    coarse = _negative(_diagonal(onsite, hop, k), bond)
    first = k[:-1][np.diff(coarse) != 0]
    if not len(first):
        return np.zeros(0), np.zeros(0), np.zeros((0, n))
    width /= _FINER
    fine = first[:, None] + width * np.arange(_FINER + 1)
    change = np.diff(_negative(_diagonal(onsite, hop, fine.ravel()), bond).reshape(fine.shape))
    if np.abs(change).max() > 1:
        return None
    middle = fine[:, :-1][change != 0] + width / 2
    found = _refined(onsite, bond, hop, middle)
    if (
        found is None
        or np.abs(found[0] - middle).max() > width
        or np.diff(np.sort(found[0])).min(initial=1.0) < _TOGETHER
    ):
        return None
    return found


def _diagonal(onsite, hop, k):
    """Diagonal of H(k), (n, k)."""
    return onsite[:, None] + 2 * (hop.real[:, None] * np.cos(k) - hop.imag[:, None] * np.sin(k))


def _negative(diagonal, bond):
    """Number of negative eigenvalues of tridiagonal matrices with the columns of `diagonal` (n, k).

    It is that of the negative pivots of an elimination (Sylvester's law of inertia).
    """
    pivot = diagonal[0].copy()
    negative = (diagonal[0] < 0).astype(int)
    with np.errstate(divide="ignore"):
        for a, b in zip(diagonal[1:], bond**2, strict=True):
            np.divide(b, pivot, out=pivot)
            np.subtract(a, pivot, out=pivot)
            negative += pivot < 0
    return negative


def _refined(onsite, bond, hop, k):
    """Inverse iteration for the eigenvectors and Newton's for the wave numbers.

    All at once, as one long tridiagonal matrix of blocks that do not couple. None if they do not settle.
    """
    N, n = len(k), len(onsite)
    wave = np.random.default_rng(0).normal(size=(N, n))
    beside = np.tile(np.append(bond, 0.0), N)[:-1]
    energy = np.ones(N)
    for step in range(_STEPS):
        settled = np.abs(energy).max() < _SETTLED  # once more for the vectors, which are a step behind
        diagonal = np.ascontiguousarray(_diagonal(onsite, hop, k).T)
        *_, solution, singular = dgtsv(beside, diagonal.ravel() + _ASIDE, beside, wave.ravel())
        if singular:
            return None
        wave = solution.reshape(N, n)
        wave /= np.linalg.norm(wave, axis=1, keepdims=True)
        turned = -2 * (hop.real * np.sin(k)[:, None] + hop.imag * np.cos(k)[:, None])
        speed = (turned * wave**2).sum(1)
        if settled:
            return k, speed, wave
        if step > 0:  # before, the vector is not yet one
            energy = (diagonal * wave**2).sum(1) + 2 * (bond * wave[:, 1:] * wave[:, :-1]).sum(1)
            k = k - energy / speed
    return None
