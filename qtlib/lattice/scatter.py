"""Waves through a wire: its leads, the recursion between them, the match at its left end. Units of the hopping."""

import contextlib
from typing import NamedTuple

import numpy as np
from scipy.linalg.lapack import zgesv

from qtlib.lattice import modes
from qtlib.lattice.joined import joined, slices_to_join

__all__ = ["Scattered", "lead_modes", "scatter", "turned", "turned_lead"]


def lead_modes(W, E, flux):
    """Modes of the clean lead on the right, at the energies `E` (e,) above the band bottom.

    See Also
    --------
    qtlib.lattice.modes.of_lead : any lead
    turned_lead : the one on the left

    Examples
    --------
    >>> import numpy as np
    >>> lead_modes(9, np.array([0.5, 1.0]), flux=0.02).open.sum(1)
    array([2, 3])
    """
    if flux == 0:
        return modes.square(W, E)
    bond = np.eye(W, k=1)
    hop = -np.diag(np.exp(2j * np.pi * flux * np.arange(W)))
    cell = 4 * np.eye(W) - bond - bond.T
    found = {number: modes.of_lead(cell, hop, E[number], known) for number, known in modes.spread(E)}
    return _stack([found[number] for number in range(len(E))])


def turned(onsite, flux):
    """The wires (wires, L, W) seen from their other end.

    By x → −x; in a field by (x, y) → (−x, −y), which leaves the field as it is.

    See Also
    --------
    turned_lead : its leads

    Examples
    --------
    >>> import numpy as np
    >>> wire = np.arange(6).reshape(1, 3, 2)
    >>> turned(wire, flux=0)[0].tolist(), turned(wire, flux=0.1)[0].tolist()
    ([[4, 5], [2, 3], [0, 1]], [[5, 4], [3, 2], [1, 0]])
    """
    return onsite[:, ::-1] if flux == 0 else onsite[:, ::-1, ::-1]


def turned_lead(right, flux):
    """Modes of the lead on the left from those of the lead on the right, seen from the other end.

    See Also
    --------
    lead_modes : the one on the right

    Examples
    --------
    It is the lead that hops outward by the conjugate of what the other one hops:

    >>> import numpy as np
    >>> right = lead_modes(5, np.array([1.0]), flux=0.02)
    >>> cell = 4 * np.eye(5) - np.eye(5, k=1) - np.eye(5, k=-1)
    >>> outward = -np.diag(np.exp(-2j * np.pi * 0.02 * np.arange(5)))
    >>> left = modes.of_lead(cell, outward, 1.0)
    >>> bool(np.allclose(turned_lead(right, flux=0.02).ratio[0], left.ratio, atol=1e-10))
    True
    """
    if flux == 0:
        return right
    W = right.ratio.shape[-1]
    turn = np.exp(2j * np.pi * flux * (W - 1))  # the middle of the wire, where the phases vanish, is not at y = 0
    return right._replace(
        ratio=turn * right.ratio[..., ::-1, ::-1],
        amplitudes=right.amplitudes[..., ::-1],
        in_0=right.in_0[..., ::-1, :],
        in_1=turn * right.in_1[..., ::-1, :],
        factors=turn * right.factors,
    )


def _stack(of_each):
    """Modes at several energies as one; where fewer are open than at others, the rest is zero."""
    most = max(one.in_0.shape[-1] for one in of_each)

    def padded(part, *axes):
        return np.stack([np.pad(x, [(0, most - x.shape[i] if i in axes else 0) for i in range(x.ndim)]) for x in part])

    ratio, amplitudes, in_0, in_1, factors, open_, _ = zip(*(one.from_contact() for one in of_each), strict=True)
    return modes.Modes(
        np.stack(ratio), padded(amplitudes, 0), padded(in_0, 1), padded(in_1, 1), padded(factors, 0), padded(open_, 0)
    )


class Scattered(NamedTuple):
    """The waves that arrive from the left, N of them, as combinations of W solutions found by the recursion."""

    mix: np.ndarray  # (batch, W, N) which combinations
    first: np.ndarray  # (batch, W, W) the solutions in the wire's first slice
    through: np.ndarray  # (batch, N, W) and their amplitudes in the right lead
    right: modes.Modes
    left: modes.Modes
    extra: int  # slices of clean lead by which the wire was made longer

    @property
    def transmitted(self):
        """Amplitudes in the right lead, (batch, N, N); phases count from the wire's last slice."""
        open_ = self.right.open
        phase = np.where(open_, self.right.factors, 1.0) ** -float(self.extra)
        return (open_ * phase)[..., None] * self.left.open[:, None, :] * (self.through @ self.mix)

    @property
    def reflected(self):
        """Amplitudes in the left lead, (batch, N, N); phases count from the wire's first slice."""
        left = self.left
        return left.open[..., None] * left.open[:, None, :] * (left.amplitudes @ (self.first @ self.mix - left.in_0))


def scatter(onsite, E, flux, bound, right=None):
    """Solve for the waves that arrive from the left.

    Parameters
    ----------
    onsite : numpy.ndarray
        4 + U of the sites, (wires, L, W).
    E : numpy.ndarray
        Energies above the band bottom, (energies,); one wire or one energy.
    flux : float
        Flux per plaquette in h/e.
    bound : float
        Of the rounding errors inside joined slices.
    right : Modes, optional
        What :func:`lead_modes` gives, where it is known already.

    Returns
    -------
    Scattered

    See Also
    --------
    qtlib.lattice.joined.joined : the recursion
    qtlib.lattice.wire.Wire : what it is for

    Examples
    --------
    A clean wire lets its open mode through:

    >>> import numpy as np
    >>> clean = scatter(np.full((1, 10, 3), 4.0), np.array([1.0]), 0.0, 1e-10)
    >>> f"{abs(clean.transmitted[0, 0, 0]):.9f}"
    '1.000000000'
    """
    wires, L, W = onsite.shape
    right = lead_modes(W, E, flux) if right is None else right
    left = turned_lead(right, flux)
    k = slices_to_join(onsite, E, bound * min(1.0, 10 * right.slowest))  # slow modes magnify errors
    k = -(-L // -(-L // k))  # blocks of equal length
    extra = -L % k  # slices of the clean lead make up the last block
    if extra:
        onsite = np.concatenate([onsite, np.full((wires, extra, W), 4.0)], axis=1)
    X, Z, phases = _counted_inside(right.ratio, right.amplitudes, L + extra, flux)
    if wires > 1:
        X, Z = (np.broadcast_to(a, (wires, *a.shape[1:])) for a in (X, Z))
    before, first, through = joined(onsite, E, phases, X, Z, k)
    if flux:
        before = np.exp(2j * np.pi * flux * np.arange(W))[:, None] * before
    source = left.in_1 - left.ratio @ left.in_0
    mix = _solve(before - left.ratio @ first, np.broadcast_to(source, (len(before), *source.shape[1:])))
    return Scattered(mix, first, through, right, left, extra)


def _counted_inside(X, Z, L, flux):
    """X, Z and the phases of the bonds across the wire, in the gauge where the hopping along the wire is 1."""
    if flux == 0:
        return X, Z.astype(complex), np.ones(L)
    turn = 2j * np.pi * flux * np.arange(X.shape[-1])
    here, there = np.exp(-(L - 1) * turn), np.exp(L * turn)
    return there[:, None] * X * here, Z * here, np.exp(-2j * np.pi * flux * np.arange(L))


def _solve(matrix, right):
    if len(matrix) == 1:
        _, _, solution, failed = zgesv(matrix[0], right[0])
        if not failed:
            return solution[None]
    else:
        with contextlib.suppress(np.linalg.LinAlgError):
            return np.linalg.solve(matrix, right)
    return np.linalg.pinv(matrix) @ right  # exactly at a threshold a wave of the closed mode may stand in a clean wire
