"""A device and its leads as one sparse system, solved for all incoming waves. Everything in units of one energy.

On the sites (E − H) ψ − Σ_leads v ψ_1 = 0, where ψ_1 is the wave in the first cell outside. A lead knows it from the
wave ψ_0 in its contact cell, ψ_1 = in_1 + X (ψ_0 − in_0), so that

    (E − H − Σ vX) ψ = v (in_1 − X in_0),        with the self-energies vX.

Where a lead has a bound state at its end there is no X; then its amplitudes a are unknowns too, ψ_1 = in_1 + ratio a
and ψ_0 − start a = in_0.

The matrix is ordered and factorized by :mod:`qtlib.lattice.system`. One step of refinement follows where the S-matrix
is not yet unitary.
"""

from typing import NamedTuple

import numpy as np

from qtlib.lattice.modes import Modes
from qtlib.lattice.system import Pattern

__all__ = ["End", "matched"]

_UNITARY = 1e-11  # deviation from which a solution is refined


class End(NamedTuple):
    """Where a lead begins: its contact cell, the hopping out of it, and its waves."""

    sites: np.ndarray
    hopping: np.ndarray
    modes: Modes


def matched(hamiltonian, E, ends):
    """S-matrix of all leads, and the waves ψ (sites, incoming modes).

    See Also
    --------
    qtlib.lattice.device.Device : what it solves
    qtlib.lattice.system.Pattern : the sparse matrix

    Examples
    --------
    A chain of two sites between leads that go on like it:

    >>> import numpy as np, scipy.sparse as sparse
    >>> from qtlib.lattice.modes import of_lead
    >>> bond, chain = -np.eye(1), of_lead(np.array([[2.0]]), -np.eye(1), 2.0)
    >>> ends = [End(np.array([i]), bond, chain) for i in (0, 1)]
    >>> S, _ = matched(sparse.csc_matrix([[2.0, -1.0], [-1.0, 2.0]]), 2.0, ends)
    >>> (np.abs(S) ** 2).round(12)
    array([[0., 1.],
           [1., 0.]])
    """
    sites = hamiltonian.shape[0]
    incoming = [end.modes.in_0.shape[1] for end in ends]
    unknowns = [0 if end.modes.start is None else len(end.sites) for end in ends]
    columns = np.cumsum([0, *incoming])
    rows = sites + np.cumsum([0, *unknowns])
    source = np.zeros((rows[-1], columns[-1]), complex)
    blocks = []
    for end, first, row in zip(ends, columns, rows, strict=False):
        at, v, m = end.sites, end.hopping, end.modes
        own = slice(first, first + m.in_0.shape[1])
        if m.start is None:
            blocks.append((at, at, -v @ m.ratio))
            source[at, own] += v @ (m.in_1 - m.ratio @ m.in_0)
        else:
            extra = row + np.arange(len(at))
            blocks += [(at, extra, -v @ m.ratio), (extra, at, np.eye(len(at))), (extra, extra, -m.start)]
            source[at, own] += v @ m.in_1
            source[extra, own] = m.in_0
    factors = Pattern.of(hamiltonian, rows[-1], [block[:2] for block in blocks]).factors(
        hamiltonian.data, E, [values for *_, values in blocks]
    )
    psi = factors.solve(source)
    S = _outgoing(psi, ends, columns, rows)
    if np.abs(S.conj().T @ S - np.eye(len(S))).max(initial=0.0) > _UNITARY:
        psi += factors.solve(source - factors.matrix(psi))
        S = _outgoing(psi, ends, columns, rows)
    return S, psi[:sites]


def _outgoing(psi, ends, columns, rows):
    """Amplitudes of the waves that leave through each lead, one lead below the other."""
    S = []
    for end, first, row in zip(ends, columns, rows, strict=False):
        m = end.modes
        if m.start is None:
            a = psi[end.sites].copy()
            a[:, first : first + m.in_0.shape[1]] -= m.in_0
        else:
            a = psi[row : row + len(end.sites)]
        S.append(m.amplitudes @ a)
    return np.concatenate(S)
