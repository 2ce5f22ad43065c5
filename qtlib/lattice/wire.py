"""A wire between two leads of the same width, from the potential on its sites."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze, freeze_scalars, on_grid, positive, real
from qtlib.conductor import Conductor
from qtlib.lattice.scatter import lead_modes, scatter, turned
from qtlib.lattice.square import grid
from qtlib.scattering import SMatrix
from qtlib.scattering.matrix import transmission_eigenvalues

__all__ = ["Wire", "of_many"]

_BOUND = 2e-10  # of rounding errors in a transmission; what is measured is a tenth of it
_BOUND_OF_S = 1e-12  # in a scattering matrix, of which unitarity is asked
_ENERGIES_AT_ONCE = 64
_WIDE = 64  # sites across from which the slices of one energy fill the cache, in a field


@dataclass(frozen=True, eq=False)
class Wire(Conductor):
    r"""A wire on the square lattice with clean leads, a conductor like any other.

    The Hamiltonian is :math:`\sum_i (4t+U_i)|i\rangle\langle i| - t\sum_{ij}|i\rangle\langle j|`, with hopping
    :math:`t=\hbar^2/2ma^2`, so that energies count from the band bottom. The transmission comes from a recursion over
    its slices (:mod:`qtlib.lattice.recursion`), several of which are joined (:mod:`qtlib.lattice.joined`) with an
    error that is bounded beforehand.

    Parameters
    ----------
    potential : array_like
        U at each site [J], shape (L, W), transport along axis 0. A one-dimensional array is a chain, with onsite 2t +
        U.
    hopping : float
        t [J].
    flux : float
        Magnetic flux per plaquette in h/e, the same in the leads; its phase sits on the bonds along the wire,
        e^{2πi·flux·y}.

    See Also
    --------
    qtlib.lattice.ensemble.ensemble : many wires that differ by their potential
    qtlib.lattice.square.grid : any shape, with any number of leads

    Raises
    ------
    ValueError
        If an argument is not physical.

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.units import meV
    >>> clean = Wire(np.zeros((30, 10)), hopping=20 * meV)
    >>> clean.transmission(np.array([1, 10, 30]) * meV).round(10)
    array([0., 2., 4.])
    """

    potential: np.ndarray
    hopping: float
    flux: float = 0.0

    def __post_init__(self):
        U = real("potential", self.potential, "J")
        freeze(self, potential=U if U.ndim == 1 and U.size else on_grid("potential", U, "J"))
        freeze_scalars(self, hopping=(positive, "J"), flux=(real, "h/e"))

    @property
    def _grid(self):
        return self.potential if self.potential.ndim == 2 else self.potential[:, None]

    def _energy(self, E):
        """`E` [J] in hoppings on the square lattice, whose single row of sites has its band 2t higher than a chain."""
        return real("E", E, "J") / self.hopping + (2.0 if self.potential.ndim == 1 else 0.0)

    def modes(self, E):
        """Number of open modes of each lead at energy `E` [J], any shape."""
        E = self._energy(E)
        return lead_modes(self._grid.shape[1], E.ravel(), self.flux).open.sum(-1).reshape(E.shape)

    def amplitudes(self, E):
        """Transmission amplitudes t_nm from mode m on the left to mode n on the right at energy `E` [J], (..., N, N).

        N is the most modes open at any `E`. Rows and columns of modes that are closed at an energy are zero there.
        Phases count from the wire's first and last slices.
        """
        return self._transmitted(E, _BOUND_OF_S)

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., N), N the most modes open at any `E`."""
        return transmission_eigenvalues(self._transmitted(E, _BOUND))

    def transmission(self, E):
        """Sum of the transmission eigenvalues at energy `E` [J], the shape of `E`."""
        t = self._transmitted(E, _BOUND)
        return (t.real**2 + t.imag**2).sum((-2, -1))

    def smatrix(self, E):
        """Scattering matrix at energy `E` [J], left modes first, unitary to 1e-10.

        In a field, within 5e-9 hoppings of a threshold, to 2e-9: two modes are one to rounding there.

        Returns
        -------
        SMatrix
            Of shape (..., 2N, 2N), N the most modes open at any `E`; a mode that is closed at one of the energies is
            reflected there with 1.

        See Also
        --------
        amplitudes : its block t alone, in half the time
        qtlib.scattering.matrix.SMatrix : what can be done with it
        """
        r, t, r_back, t_back, is_open = self._of_energies(E, self._from_both_sides)
        closed = np.eye(is_open.shape[-1]) - is_open
        return SMatrix.from_blocks(r + closed, t, r_back + closed, t_back)

    def _transmitted(self, E, bound):
        return self._of_energies(E, lambda *given: [scatter(*given[:2], self.flux, bound, given[2]).transmitted])[0]

    def _from_both_sides(self, onsite, E, right):
        """r, t, r′, t′ and a diagonal matrix of the modes that are open; r′ and t′ are r and t of the wire turned."""
        L, W = self._grid.shape
        here, there = (scatter(U, E, self.flux, _BOUND_OF_S, right) for U in (onsite, turned(onsite, self.flux)))
        phase = np.exp(2j * np.pi * self.flux * (W - 1) * (L - 1))  # the turned wire has y = 0 on its other edge
        is_open = right.open[..., None] * np.eye(right.open.shape[-1])
        return here.reflected, here.transmitted, there.reflected, phase * there.transmitted, is_open

    def _of_energies(self, E, solve):
        """Arrays (..., N, N) that `solve` finds from onsite terms, energies in hoppings and modes of the right lead."""
        E = self._energy(E)
        onsite = 4.0 + self._grid[None] / self.hopping
        at_once = 1 if self.flux and onsite.shape[-1] >= _WIDE else _ENERGIES_AT_ONCE
        found = []
        for portion in np.split(E.ravel(), range(_ENERGIES_AT_ONCE, E.size, _ENERGIES_AT_ONCE)):
            right = lead_modes(onsite.shape[-1], portion, self.flux)
            for first in range(0, len(portion), at_once):
                some = slice(first, first + at_once)
                found.append(solve(onsite, portion[some], right.at(some)))
        whole = [_together(part) for part in zip(*found, strict=True)]
        return [part.reshape(E.shape + part.shape[1:]) for part in whole]

    def device(self):
        """The same wire as a :class:`~qtlib.lattice.device.Device`.

        For a chain its energies count from 2t below the band bottom.
        """
        W = self._grid.shape[1]
        return grid(self._grid, self.hopping, self.flux, [("left", slice(0, W)), ("right", slice(0, W))])

    def local_density(self, E):
        """Local density of states per spin at one energy `E` [1/J per site], the shape of the potential."""
        return self.device().local_density(self._energy(E) * self.hopping).reshape(self.potential.shape)

    def bond_currents(self, E):
        """Current that the waves arriving from the left carry at one energy `E`, in units of 1/h per energy.

        Returns
        -------
        tuple of numpy.ndarray
            Along the wire, (L−1, W), and across it, (L, W−1); either summed over a cut through the wire is the
            transmission or zero.
        """
        L, W = self._grid.shape
        flow = self.device().bond_currents(self._energy(E) * self.hopping)
        site = np.arange(L * W).reshape(L, W)
        along = flow[site[:-1].ravel(), site[1:].ravel()]
        across = flow[site[:, :-1].ravel(), site[:, 1:].ravel()]
        return np.reshape(along, (L - 1, W)), np.reshape(across, (L, W - 1))

    def kubo(self, E, cut_1, cut_2):
        r"""Transmission at one energy `E` [J] from current fluctuations across two cuts, the Kubo–Greenwood formula.

        .. math:: T = \frac12\sum_{mn}\langle\psi_m|\hat J_1|\psi_n\rangle\langle\psi_n|\hat J_2|\psi_m\rangle

        over all scattering states; a cut is the number of the slice on its left (D. S. Fisher and P. A. Lee, Phys.
        Rev. B 23, 6851 (1981)).
        """
        L, W = self._grid.shape
        psi = self.device().states(self._energy(E) * self.hopping)[0].reshape(L, W, -1)
        hop = -np.exp(2j * np.pi * self.flux * np.arange(W))
        J = []
        for name, cut in (("cut_1", cut_1), ("cut_2", cut_2)):
            if not 0 <= cut < L - 1:
                raise ValueError(f"{name} must be the number of a slice between 0 and {L - 2}, got {cut!r}")
            forward = psi[cut].conj().T @ (hop[:, None] * psi[cut + 1])
            J.append(1j * (forward - forward.conj().T))
        return float(np.sum(J[0] * J[1].T).real / 2)


def of_many(wires, E):
    """Transmission eigenvalues (wires, N) at one energy [J] of wires of the same shape, hopping and field.

    See Also
    --------
    Wire.eigenvalues : of one of them
    qtlib.lattice.ensemble.ensemble : any number of wires

    Examples
    --------
    >>> import numpy as np
    >>> wires = [Wire(np.full((5, 3), U), hopping=1.0) for U in (0.0, 0.1)]
    >>> of_many(wires, 1.0).shape
    (2, 1)
    """
    onsite = 4.0 + np.stack([one._grid for one in wires]) / wires[0].hopping
    return transmission_eigenvalues(scatter(onsite, wires[0]._energy(E).reshape(1), wires[0].flux, _BOUND).transmitted)


def _together(parts):
    """Arrays (n, N, N) of different N along their first axis, the smaller ones filled with zeros."""
    if len(parts) == 1:
        return parts[0]
    N = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, N - part.shape[1]), (0, N - part.shape[2]))) for part in parts])
