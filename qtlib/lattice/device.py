"""Any device with any number of leads: its scattering states, S-matrix, density and currents."""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse

from qtlib.arguments import freeze, hermitian, real, scalar
from qtlib.lattice import modes
from qtlib.lattice.matching import End, matched
from qtlib.scattering import SMatrix

__all__ = ["Device"]


@dataclass(frozen=True, eq=False)
class Device:
    """A scattering region with leads.

    Parameters
    ----------
    hamiltonian : sparse matrix
        Hermitian, in J.
    leads : sequence of Lead
        In the order in which terminals are counted.

    Raises
    ------
    ValueError
        If the matrix is not square, finite and Hermitian, or a lead does not fit it.

    See Also
    --------
    qtlib.lattice.square.grid : from a potential on the square lattice
    qtlib.lattice.wire.Wire : two leads as wide as the device, much faster

    Examples
    --------
    A clean chain conducts one quantum per spin, whatever its length:

    >>> import numpy as np, scipy.sparse as sparse
    >>> from qtlib.lattice import Lead
    >>> from qtlib.units import meV
    >>> t = 10 * meV
    >>> chain = sparse.diags([-t, 2 * t, -t], [-1, 0, 1], shape=(5, 5))
    >>> leads = [Lead([i], [[2 * t]], [[-t]]) for i in (0, 4)]
    >>> Device(chain, leads).transmission(3 * meV).round(12)
    array([[0., 1.],
           [1., 0.]])
    """

    hamiltonian: sparse.spmatrix
    leads: tuple = field(default_factory=tuple)

    def __post_init__(self):
        H = hermitian("hamiltonian", sparse.csc_matrix(self.hamiltonian, dtype=complex, copy=True), "J")
        H.sum_duplicates()
        H.data.flags.writeable = False
        for number, lead in enumerate(self.leads):
            if len(lead.sites) and (lead.sites.max() >= H.shape[0] or lead.sites.min() < 0):
                raise ValueError(
                    f"sites of lead {number} must lie between 0 and {H.shape[0] - 1}, got {lead.sites.max()}"
                )
        freeze(self, hamiltonian=H, leads=tuple(self.leads))

    @property
    def _scale(self):
        """Unit of energy for the arithmetic [J]: the largest hopping of the leads."""
        return max(np.abs(lead.hopping).max() for lead in self.leads)

    def states(self, E):
        """Scattering states at one energy `E` [J]: ψ (sites, incoming modes), and the lead and the kind of each mode.

        Each carries 1/h of particles per energy.
        """
        return self._solve(E)[1:]

    def smatrix(self, E):
        """Scattering matrix of the open modes of all leads at one energy `E` [J], modes of lead 0 first, on its left.

        Returns
        -------
        SMatrix

        See Also
        --------
        scattering : the same as an array, with the lead and the kind of each mode
        """
        S, _, lead_of, _ = self._solve(E)
        return SMatrix(S, int((lead_of == 0).sum()))

    def scattering(self, E):
        """Scattering matrix at one energy `E` [J] as an array, and the lead and the kind of each of its modes."""
        S, _, lead_of, kind_of = self._solve(E)
        return S, lead_of, kind_of

    def _solve(self, E, known=None):
        """S, ψ, and the lead and kind of each mode."""
        scale = self._scale
        known = modes.Known() if known is None else known
        E = scalar(real, "E", E, "J") / scale
        waves, kinds = zip(*(lead.modes(E, scale, known) for lead in self.leads), strict=True)
        ends = [End(lead.sites, lead.hopping / scale, one) for lead, one in zip(self.leads, waves, strict=True)]
        S, psi = matched(self.hamiltonian / scale, E, ends)
        number = [len(kind) for kind in kinds]
        return S, psi, np.repeat(np.arange(len(self.leads)), number), np.concatenate(kinds)

    def transmission(self, E):
        """T_pq, from lead q to lead p, per spin channel that the Hamiltonian has, at energy `E` [J], any shape.

        Many energies in one call take less time than as many calls: leads are not solved anew at each.

        Returns
        -------
        numpy.ndarray
            Shape (..., leads, leads); the diagonal (reflection) is left zero.

        See Also
        --------
        qtlib.terminals.Terminals : takes it
        """
        E = real("E", E, "J")
        leads = np.arange(len(self.leads))
        T = np.empty((E.size, len(leads), len(leads)))
        for number, known in modes.spread(E.ravel()):
            S, _, lead_of, _ = self._solve(E.ravel()[number], known)
            belongs = (lead_of == leads[:, None]).astype(float)
            T[number] = belongs @ np.abs(S) ** 2 @ belongs.T
        T[:, leads, leads] = 0.0
        return T.reshape(E.shape + T.shape[1:])

    def local_density(self, E):
        """Density of states of each orbital at energy `E` [1/J], from all scattering states."""
        psi, _, _ = self.states(E)
        return (np.abs(psi) ** 2).sum(1) / (2 * np.pi * self._scale)

    def bond_currents(self, E, lead=0):
        """Particle current along each bond per energy of the waves that arrive from `lead`, in units of 1/h.

        A full open mode carries 1.

        Returns
        -------
        scipy.sparse.csr_matrix
            Antisymmetric: element (i, j) is the current from i to j.
        """
        psi, lead_of, _ = self.states(E)
        psi = psi[:, lead_of == lead]
        H = sparse.coo_matrix(self.hamiltonian / self._scale)
        flow = -2 * (psi[H.row].conj() * H.data[:, None] * psi[H.col]).imag.sum(1)
        return sparse.csr_matrix((flow, (H.row, H.col)), shape=H.shape)
