"""Modes of any lead, from the matrix that transfers a wave from cell to cell. Everything in units of the hopping."""

import numpy as np
import scipy.linalg

from qtlib.lattice.modes.waves import Modes

__all__ = ["of_any"]

_ON_THE_CIRCLE = 5e-6  # ||λ| − 1| of a wave that may carry current
_RESTING = 2 * _ON_THE_CIRCLE  # velocity, in hoppings × cells, of a wave whose λ is that far from ±1: v = 2 sin k
_AT_REST = 1e-11  # velocity, in hoppings × cells, that rounding cannot tell from none
_DEGENERATE = 1e-9  # distance of two λ that are one
_INDEPENDENT = 1e-4  # singular value, relative, of eigenvectors that are more than one wave
# current that leaves, against the sum over the open waves; a flat band loses it within rounding of its energy
_CONSERVED = 1e-8
_REGULAR = 1e3  # condition number of a hopping that costs at most three digits
_INVERTIBLE = 1e6  # condition number up to which a matrix is inverted: beyond it a wave as good as vanishes in the cell


def of_any(h, v, E):
    """Modes of a lead with cell `h` (n, n) and hopping `v` (n, n) from a cell to the next one outward, at one energy.

    The waves are eigenvectors of the transfer from cell to cell. Degenerate ones are sorted by the current that they
    carry, and all are made orthogonal in the current, which keeps the scattering matrix unitary close to a threshold,
    where eigenvectors lose digits.

    Raises
    ------
    ValueError
        If waves that leave and waves that arrive cannot be told apart at this energy.

    See Also
    --------
    qtlib.lattice.modes.of_lead : chooses a faster way where there is one

    Examples
    --------
    >>> import numpy as np
    >>> of_any(np.array([[2.0]]), np.array([[-1.0]]), 2.0).ratio.round(12)
    array([[0.+1.j]])
    """
    n = len(h)
    too_close = f"the lead's modes cannot be told apart at E = {E:.6g} hoppings: shift the energy a little"
    factor, vectors, decaying = _transfer(h, v, E)
    moving = []
    resting = []
    for mean, basis, at_threshold in _waves(factor, vectors):
        for speed, wave in _sorted_by_current(basis, mean, v):
            if at_threshold and abs(speed) < _RESTING:
                resting.append((wave, mean * wave))
            else:
                moving.append((speed, wave, mean * wave))
    outward, inward, stopped = _paired(moving)
    closed = resting + stopped + decaying
    if len(outward) + len(closed) != n or len(moving) % 2:
        raise ValueError(too_close)
    N = len(outward)
    pairs = np.array(outward + inward + closed, dtype=complex).reshape(-1, 2, n)
    wave_0, wave_1 = _orthogonal_in_current(pairs[:, 0].T, pairs[:, 1].T, v, N)
    out = np.r_[:N, 2 * N : len(pairs)]
    out_0 = wave_0[:, out]
    out_1 = wave_1[:, out]
    amplitudes = np.eye(N, n)
    start = wave_0[:, out]
    factors = (out_0[:, :N].conj() * out_1[:, :N]).sum(0) / (np.abs(out_0[:, :N]) ** 2).sum(0)
    if np.linalg.cond(out_0 / np.linalg.norm(np.vstack([out_0, out_1]), axis=0)) < _INVERTIBLE:
        inverse = np.linalg.inv(out_0)
        out_1 = out_1 @ inverse
        amplitudes = inverse[:N]
        start = None
    a = (out_0 if start is not None else np.eye(n)).conj().T @ v @ out_1
    if np.abs(1j * (a - a.conj().T) - amplitudes.conj().T @ amplitudes).max() > _CONSERVED * max(1.0, np.abs(a).max()):
        raise ValueError(too_close)
    return Modes(
        ratio=out_1,
        amplitudes=amplitudes,
        in_0=wave_0[:, N : 2 * N],
        in_1=wave_1[:, N : 2 * N],
        factors=factors,
        open=np.ones(N, bool),
        start=start,
    )


def _transfer(h, v, E):
    """Factors λ of all waves, their ψ_0 where |λ| = 1 (else NaN), and pairs (ψ_0, ψ_1) that span the decaying waves.

    The pair (ψ_{j+1}, ψ_j) is an eigenvector of one matrix where the hopping can be inverted, of two where it cannot.
    Decaying waves are taken as an invariant subspace: single ones may coincide, and vanish in the contact cell (a
    Majorana state does).
    """
    n = len(h)
    one = np.eye(n)
    zero = np.zeros((n, n))
    inside = 1 - _ON_THE_CIRCLE
    left = np.block([[E * one - h, -v.conj().T], [one, zero]])
    right = scipy.linalg.block_diag(v, one)
    if np.linalg.cond(v) < _REGULAR:
        matrix = np.linalg.solve(right, left)
        factor, vectors = np.linalg.eig(matrix)
        _, basis, number = scipy.linalg.schur(matrix, output="complex", sort=lambda x: abs(x) < inside)
    else:
        with np.errstate(divide="ignore", invalid="ignore"):
            factor, vectors = scipy.linalg.eig(left, right)
        *_, alpha, beta, _, basis = scipy.linalg.ordqz(
            left, right, lambda a, b: np.abs(a) < inside * np.abs(b), output="complex"
        )
        number = (np.abs(alpha) < inside * np.abs(beta)).sum()
    on_circle = np.abs(np.abs(factor) - 1) < _ON_THE_CIRCLE
    waves = np.full((n, 2 * n), np.nan, complex)
    waves[:, on_circle] = vectors[n:, on_circle] / np.linalg.norm(vectors[n:, on_circle], axis=0)
    return factor, waves, [(wave[n:], wave[:n]) for wave in basis[:, :number].T]


def _waves(factor, vectors):
    """Waves on the unit circle: λ, an orthonormal basis of those that share it, and whether two have become one."""
    for members in _clusters(factor, np.flatnonzero(~np.isnan(vectors[0]))):
        basis, weight, _ = np.linalg.svd(vectors[:, members], full_matrices=False)
        rank = (weight > _INDEPENDENT * weight[0]).sum()
        at_threshold = rank < len(members)
        if not at_threshold and np.ptp(factor[members].real) + np.ptp(factor[members].imag) > _DEGENERATE:
            for i in members:
                yield factor[i] / abs(factor[i]), vectors[:, [i]], False
        else:
            mean = np.mean(factor[members])
            yield mean / abs(mean), basis[:, :rank], at_threshold


def _clusters(factor, indices):
    """Groups of `indices` whose factors lie together on the unit circle."""
    groups = []
    for i in sorted(indices, key=lambda i: np.angle(factor[i])):
        if groups and abs(factor[groups[-1][-1]] - factor[i]) < 3 * _ON_THE_CIRCLE:
            groups[-1].append(i)
        else:
            groups.append([i])
    if len(groups) > 1 and abs(factor[groups[0][0]] - factor[groups[-1][-1]]) < 3 * _ON_THE_CIRCLE:
        groups[0] += groups.pop()  # −π and π are one angle
    return groups


def _sorted_by_current(basis, factor, v):
    """Combinations of waves with the same λ that carry definite currents: (velocity, wave) each."""
    current = 1j * factor * (basis.conj().T @ v @ basis)
    speed, mix = np.linalg.eigh(current + current.conj().T)
    return zip(speed, (basis @ mix).T, strict=True)


def _paired(moving):
    """As many waves outward as inward, normalised to a velocity of 1; and those too slow to have a direction."""
    moving = sorted(moving, key=lambda wave: wave[0])
    outward = []
    inward = []
    stopped = []
    for first, last in zip(moving[: len(moving) // 2], moving[::-1], strict=False):
        if min(-first[0], last[0]) < _AT_REST:
            stopped.append(last[1:])
        else:
            inward.append([part / np.sqrt(-first[0]) for part in first[1:]])
            outward.append([part / np.sqrt(last[0]) for part in last[1:]])
    return outward, inward, stopped


def _orthogonal_in_current(wave_0, wave_1, v, N):
    """Waves (n, outward N + inward N + closed) corrected so that they carry ±1 and no current mixes two of them."""
    sign = np.repeat([1.0, -1.0], N)
    for _ in range(3):  # Newton steps: the error squares each time
        a = wave_0.conj().T @ (v @ wave_1)
        current = 1j * (a - a.conj().T)
        moving = current[: 2 * N, : 2 * N] - np.diag(sign)
        fix = np.eye(len(current), dtype=complex)
        fix[: 2 * N, : 2 * N] -= sign[:, None] * moving / 2
        fix[: 2 * N, 2 * N :] -= sign[:, None] * current[: 2 * N, 2 * N :]
        wave_0, wave_1 = wave_0 @ fix, wave_1 @ fix
    return wave_0, wave_1
