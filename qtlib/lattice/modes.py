"""Waves in a lead: which of them leave the device, which of them arrive. Everything in units of the hopping.

A lead repeats a cell (j = 0 is its contact inside the device, j = 1, 2, … lie outside): (h − E)ψ_j + v ψ_{j+1} + v†ψ_{j−1} = 0. Each wave
ψ_j = u λ^j is kept as the pair ψ_0, ψ_1. Outgoing are those that decay (|λ| < 1) or carry current outward, incoming those that carry it inward.
"""

import functools
from typing import NamedTuple

import numpy as np
import scipy.linalg

_ON_THE_CIRCLE = 5e-6  # ||λ| − 1| of a wave that may carry current
_AT_REST = 1e-11  # velocity, in hoppings × cells, that rounding cannot tell from none
_DEGENERATE = 1e-9  # distance of two λ that are one
_AT_THRESHOLD = 2e-12  # distance to a threshold, in hoppings, below which a mode counts as closed, with λ = ±1


class Modes(NamedTuple):
    """Waves of a lead at one energy or, with a leading axis, at many. Waves that carry current come first and carry 1/2π per unit energy (v = 1)."""

    out_0: np.ndarray  # (..., n, n) in the contact cell; the first N columns are open
    out_1: np.ndarray  # (..., n, n) in the first cell outside
    in_0: np.ndarray  # (..., n, N)
    in_1: np.ndarray  # (..., n, N)
    open: np.ndarray  # (..., N), False where a mode is closed at this energy: its columns are not normalised
    inverse: np.ndarray = (
        None  # (..., n, n) of out_0, where it is known to exist: amplitudes of the outgoing waves from ψ_0
    )

    @property
    def ratio(self):
        """X with ψ_1 = X ψ_0 for every outgoing wave."""
        return self.out_1 @ self.inverse

    @property
    def factors(self):
        """λ of the open outgoing modes, (..., N)."""
        out_0, out_1 = (wave[..., : self.open.shape[-1]] for wave in (self.out_0, self.out_1))
        return (out_0.conj() * out_1).sum(-2) / (np.abs(out_0) ** 2).sum(-2)

    @property
    def slowest(self):
        """Smallest velocity of an open mode, in hoppings × cells; 1 if there is none."""
        weight = (np.abs(self.out_0[..., : self.open.shape[-1]]) ** 2).sum(-2)
        return 1 / weight[self.open].max(initial=1.0)


@functools.lru_cache(maxsize=32)
def _sines(W):
    n = np.arange(1, W + 1)
    return np.sqrt(2 / (W + 1)) * np.sin(np.pi * np.outer(n, n) / (W + 1))


@functools.lru_cache(maxsize=32)
def thresholds(W):
    """Band bottoms of the modes of a square-lattice wire of `W` sites, without field, above the band bottom of the lattice."""
    return 2 - 2 * np.cos(np.pi * np.arange(1, W + 1) / (W + 1))


def square(W, E):
    """Modes of a square-lattice wire without magnetic field at the energies `E` (e,), in closed form."""
    cosine = 1 - (E[:, None] - thresholds(W)) / 2
    square = (1 - cosine) * (1 + cosine)  # sin²k, of a wave e^{ikx}
    carries = square > 2 * _AT_THRESHOLD
    sine = np.sqrt(np.where(np.abs(square) > 2 * _AT_THRESHOLD, np.abs(square), 0.0))
    factor = cosine + np.where(carries, 1j * sine, -np.copysign(sine, cosine))
    some = carries.any(0)
    order, N = np.argsort(~some, kind="stable"), np.count_nonzero(some)
    root = np.sqrt(np.where(carries, 2 * sine, 1.0))[:, None, order]  # of the velocity
    sines, step = _sines(W)[:, order], factor[:, None, order]
    shape = sines / root
    incoming = shape[..., :N]
    inverse = (sines * root).swapaxes(-1, -2)
    return Modes(shape, shape * step, incoming, incoming * np.conj(step[..., :N]), carries[:, order[:N]], inverse)


def of_lead(h, v, E):
    """Modes of any lead with cell `h` (n, n) and hopping `v` (n, n) from a cell to the next one outward, at one energy.

    The waves are eigenvectors of the transfer from cell to cell. Degenerate ones are sorted by the current that they carry, and all are made orthogonal
    in the current, which keeps the scattering matrix unitary close to a threshold, where eigenvectors lose digits.
    """
    n = len(h)
    left = np.block([[E * np.eye(n) - h, -v.conj().T], [np.eye(n), np.zeros((n, n))]])
    right = scipy.linalg.block_diag(v, np.eye(n))
    with np.errstate(divide="ignore", invalid="ignore"):
        factor, vectors = scipy.linalg.eig(left, right)
    vectors = vectors[n:] / np.linalg.norm(vectors[n:], axis=0, keepdims=True).clip(1e-300)
    size = np.abs(factor)
    moving, closed = [], []
    for members in _clusters(factor, np.flatnonzero(np.abs(size - 1) < _ON_THE_CIRCLE)):
        basis, weight, _ = np.linalg.svd(vectors[:, members], full_matrices=False)
        rank = (weight > 1e-4 * weight[0]).sum()
        at_threshold = rank < len(members)  # two waves have become one
        apart = not at_threshold and np.ptp(factor[members].real) + np.ptp(factor[members].imag) > _DEGENERATE
        for own, u in zip(members, vectors[:, members].T, strict=True) if apart else [(members, basis[:, :rank])]:
            mean, u = np.mean(factor[own]), u.reshape(n, -1)
            mean /= abs(mean)
            current = 1j * mean * (u.conj().T @ v @ u)
            speed, mix = np.linalg.eigh(current + current.conj().T)
            for s, wave in zip(speed, (u @ mix).T, strict=True):
                if at_threshold and abs(s) < 2 * _ON_THE_CIRCLE:
                    closed.append((wave, mean * wave))
                else:
                    moving.append((s, wave, mean * wave))
    moving.sort(key=lambda wave: wave[0])  # as many outward as inward: half of them, however slow
    half = len(moving) // 2
    inward, outward = [], []
    for (s_in, *wave_in), (s_out, *wave_out) in zip(
        moving[:half], moving[: half - 1 : -1] if half else [], strict=True
    ):
        if min(-s_in, s_out) < _AT_REST:
            closed.append(tuple(wave_out))
        else:
            inward.append([part / np.sqrt(-s_in) for part in wave_in])
            outward.append([part / np.sqrt(s_out) for part in wave_out])
    # decaying waves as an invariant subspace: single ones may coincide, and vanish in the contact cell (a Majorana state does)
    inside = 1 - _ON_THE_CIRCLE
    *_, alpha, beta, _, basis = scipy.linalg.ordqz(
        left, right, lambda a, b: np.abs(a) < inside * np.abs(b), output="complex"
    )
    decaying = basis[:, : (np.abs(alpha) < inside * np.abs(beta)).sum()].T
    closed += [(wave[n:], wave[:n]) for wave in decaying]
    if len(outward) + len(closed) != n or len(moving) % 2:
        raise ValueError(f"the lead's modes cannot be told apart at E = {E:.6g} hoppings: shift the energy a little")
    N = len(outward)
    pairs = np.array(outward + inward + closed, dtype=complex).reshape(-1, 2, n)
    wave_0, wave_1 = _orthogonal_in_current(pairs[:, 0].T, pairs[:, 1].T, v, N)
    out = np.r_[:N, 2 * N : len(pairs)]
    return Modes(wave_0[:, out], wave_1[:, out], wave_0[:, N : 2 * N], wave_1[:, N : 2 * N], np.ones(N, bool))


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
