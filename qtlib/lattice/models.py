"""Hamiltonians with more than one orbital a site: superconducting wires and helical edges."""

import numpy as np
import scipy.sparse as sparse

from qtlib.arguments import non_negative, on_grid, positive, real, scalar
from qtlib.lattice.device import Device
from qtlib.lattice.lead import Lead
from qtlib.lattice.square import side_sites

__all__ = ["andreev", "helical", "kitaev", "ns_wire"]

_SIGMA_X, _SIGMA_Y, _SIGMA_Z = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
ELECTRON, HOLE = 1, -1


def kitaev(mu, hopping, pairing, barrier, lead_mu=None):
    """A normal lead, a barrier and a half-infinite chain of spinless electrons with p-wave pairing.

    Energies count from the chemical potential. Topological, with a Majorana state at its end, for 0 < mu < 4t and
    pairing ≠ 0 (A. Yu. Kitaev, Phys.-Usp. 44 (suppl.), 131 (2001)).

    Parameters
    ----------
    mu : float
        Chemical potential above the band bottom [J].
    hopping : float
        t [J].
    pairing : float
        Δ of neighbours [J].
    barrier : array_like
        Potential of the normal sites before the superconductor [J], at least one.
    lead_mu : float, optional
        Chemical potential of the normal part above its band bottom [J]; 2t, the middle of the band, if not given.

    Returns
    -------
    Device
        Leads: 0 normal, with electrons (kind 1) and holes (kind −1); 1 superconducting.

    Raises
    ------
    ValueError
        If an argument is not physical.

    See Also
    --------
    andreev : probabilities of Andreev reflection from its S-matrix
    ns_wire : an ordinary superconductor

    Examples
    --------
    >>> from qtlib.lattice import andreev, kitaev
    >>> from qtlib.units import meV
    >>> for mu in (2, -1):  # topological, trivial
    ...     chain = kitaev(mu * meV, 1 * meV, 0.5 * meV, barrier=[2 * meV] * 3)
    ...     print(f"{abs(andreev(chain, 0.0)):.6f}")
    2.000000
    0.000000
    """
    mu = scalar(real, "mu", mu, "J")
    t = scalar(positive, "hopping", hopping, "J")
    delta = scalar(real, "pairing", pairing, "J")
    barrier = np.atleast_1d(real("barrier", barrier, "J"))
    lead_mu = 2 * t if lead_mu is None else scalar(real, "lead_mu", lead_mu, "J")
    tau_z = _SIGMA_Z
    normal_hop = -t * _SIGMA_Z
    paired_hop = normal_hop + delta * np.array([[0, 1], [-1, 0]])
    n = len(barrier) + 1  # the last site is the superconductor's first
    onsite = [(2 * t + U - lead_mu) * tau_z for U in barrier] + [(2 * t - mu) * tau_z]
    H = sparse.block_diag(onsite) + _chain(n, normal_hop)
    left = Lead([0, 1], (2 * t - lead_mu) * tau_z, normal_hop, kinds=[ELECTRON, HOLE])
    right = Lead([2 * n - 2, 2 * n - 1], (2 * t - mu) * tau_z, paired_hop)
    return Device(H, (left, right))


def ns_wire(potential, hopping, mu, gap):
    """A normal wire that ends at a superconductor of the same width; electrons of one spin and holes of the other.

    Parameters
    ----------
    potential : array_like
        U of the normal part [J], shape (L, W), transport along axis 0.
    hopping : float
        t [J].
    mu : float
        Chemical potential above the band bottom [J].
    gap : float
        Δ of the superconductor [J].

    Returns
    -------
    Device
        Leads: 0 normal, with electrons (kind 1) and holes (kind −1); 1 superconducting. Energies count from `mu`;
        twice for spin.

    Raises
    ------
    ValueError
        If an argument is not physical.

    See Also
    --------
    andreev : probabilities of Andreev reflection from its S-matrix
    qtlib.superconductor.andreev_conductance : the same from transmission eigenvalues

    Examples
    --------
    A clean contact reflects every electron as a hole, and conducts twice what it does without the superconductor:

    >>> import numpy as np
    >>> from qtlib.lattice import andreev, ns_wire
    >>> from qtlib.units import meV
    >>> contact = ns_wire(np.zeros((3, 4)), 20 * meV, mu=30 * meV, gap=0.01 * meV)
    >>> print(f"{andreev(contact, 0.0):.4f}")
    4.0000
    """
    U = on_grid("potential", potential, "J")
    t = scalar(positive, "hopping", hopping, "J")
    mu = scalar(real, "mu", mu, "J")
    gap = scalar(non_negative, "gap", gap, "J")
    L, W = U.shape
    cell = (4 * t - mu) * np.eye(W) - t * (np.eye(W, k=1) + np.eye(W, k=-1))
    hop = np.kron(np.eye(W), -t * _SIGMA_Z)
    normal = np.kron(cell, _SIGMA_Z)
    paired = np.kron(cell, _SIGMA_Z) + gap * np.kron(np.eye(W), _SIGMA_X)
    slices = [normal + np.kron(np.diag(row), _SIGMA_Z) for row in U] + [paired]
    H = sparse.block_diag(slices) + _chain(L + 1, hop)
    n = 2 * W
    left = Lead(np.arange(n), normal, hop, kinds=np.tile([ELECTRON, HOLE], W))
    return Device(H, (left, Lead(np.arange(L * n, L * n + n), paired, hop)))


def andreev(device, E, lead=0):
    """N − R_ee + R_he of a normal lead at energy `E` [J] from the chemical potential: its conductance in e²/h a spin.

    Parameters
    ----------
    device : Device
        With electrons and holes as the kinds of `lead`.
    E : float
        Energy [J], the voltage times e.
    lead : int
        The normal lead.

    Returns
    -------
    float

    See Also
    --------
    qtlib.superconductor.BTK : the one-channel answer to it, by wave matching
    kitaev : where it is not s-wave

    Examples
    --------
    A lead without any superconductor reflects no holes, and conducts as usual:

    >>> import numpy as np
    >>> from qtlib.lattice import andreev, ns_wire
    >>> from qtlib.units import meV
    >>> print(f"{andreev(ns_wire(np.zeros((3, 4)), 20 * meV, mu=30 * meV, gap=0.0), 0.1 * meV):.6f}")
    2.000000
    """
    S, lead_of, kind_of = device.scattering(E)
    electrons, holes = ((lead_of == lead) & (kind_of == kind) for kind in (ELECTRON, HOLE))
    P = np.abs(S) ** 2
    return float(electrons.sum() - P[np.ix_(electrons, electrons)].sum() + P[np.ix_(holes, electrons)].sum())


def helical(potential, mass, velocity, curvature, leads):
    r"""A quantum spin Hall bar (the model of Bernevig, Hughes and Zhang), two orbitals a site for each spin.

    .. math:: H_\pm = [M-2B(2-\cos k_x-\cos k_y)]\sigma_z \pm A\sin k_x\,\sigma_x + A\sin k_y\,\sigma_y

    Topological, with a pair of counter-propagating edge states, for 0 < M/B < 4 at energies within the gap
    (B. A. Bernevig, T. L. Hughes and S.-C. Zhang, Science 314, 1757 (2006)).

    Parameters
    ----------
    potential : array_like
        Shift of both orbitals at each site [J], shape (L, W).
    mass, velocity, curvature : float
        M, A and B of the lattice model [J].
    leads : sequence of (str, slice)
        Side ("left", "right", "bottom" or "top") and the range of rows or columns that each lead covers.

    Returns
    -------
    Device
        The kinds of its modes are the spins, 1 and −1.

    Raises
    ------
    ValueError
        If an argument is not physical.

    See Also
    --------
    qtlib.lattice.square.grid : the same without spin
    qtlib.terminals.helical_bar : what it amounts to

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.lattice import helical
    >>> from qtlib.units import meV
    >>> ends = [("left", slice(0, 12)), ("right", slice(0, 12))]
    >>> bar = helical(np.zeros((6, 12)), 10 * meV, 10 * meV, 10 * meV, ends)
    >>> print(bar.transmission(1 * meV).round(6)[1, 0])  # one edge state of each spin, on opposite edges
    2.0
    """
    U = on_grid("potential", potential, "J")
    M, A, B = (
        scalar(real, name, value, "J")
        for name, value in (("mass", mass), ("velocity", velocity), ("curvature", curvature))
    )
    L, W = U.shape
    hop_x = np.kron(np.eye(2), B * _SIGMA_Z) + np.kron(_SIGMA_Z, A / 2j * _SIGMA_X)
    hop_y = np.kron(np.eye(2), B * _SIGMA_Z + A / 2j * _SIGMA_Y)
    onsite = np.kron(np.eye(2), (M - 4 * B) * _SIGMA_Z)
    slice_ = sparse.kron(sparse.eye(W), onsite) + _chain(W, hop_y)
    H = sparse.kron(sparse.eye(L), slice_) + _chain(L, sparse.kron(sparse.eye(W), hop_x))
    H += sparse.kron(sparse.diags(U.ravel()), sparse.eye(4))
    outward = {"left": hop_x.conj().T, "right": hop_x, "bottom": hop_y.conj().T, "top": hop_y}
    number = np.arange(L * W).reshape(L, W)
    found = []
    for side, where in leads:
        sites = side_sites(number, side, where)
        n = len(sites)
        cell = sparse.kron(sparse.eye(n), onsite) + _chain(n, hop_y if side in ("left", "right") else hop_x)
        orbitals = (4 * sites[:, None] + np.arange(4)).ravel()
        hopping = np.kron(np.eye(n), outward[side])
        found.append(Lead(orbitals, cell.toarray(), hopping, kinds=np.tile([1, 1, -1, -1], n)))
    return Device(H, found)


def _chain(n, hop):
    """Hoppings of `n` equal cells in a row, both directions."""
    bonds = sparse.kron(sparse.eye(n, k=1), hop)
    return bonds + bonds.conj().T
