"""Any device with any number of leads: a sparse Hamiltonian, solved once for all incoming waves.

The unknowns are ψ on the sites and the amplitudes r of the waves that leave through each lead,

    (E − H) ψ − v (out_1 r) = v (in_1 a)   on the sites of the device,
    ψ − out_0 r = in_0 a                   on the contact cell of each lead,

which is (E − H − Σ) ψ = source with Σ = v out_1 out_0⁻¹ where that inverse exists. Spin, electrons and holes are further orbitals of a site.
"""

from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import splu

from qtlib.arguments import positive, real, scalar
from qtlib.lattice import modes


@dataclass(frozen=True, eq=False)
class Lead:
    """A periodic lead.

    Parameters
    ----------
    sites : array_like of int
        The n orbitals of the device that form the lead's contact cell.
    onsite : array_like
        Hamiltonian of a cell [J], (n, n), Hermitian.
    hopping : array_like
        Element [J] from a cell to the next one outward, ⟨j|H|j+1⟩, (n, n).
    kinds : array_like of int, optional
        A quantum number of each orbital (spin, electron or hole) that the lead conserves: its modes are then found for each kind alone.

    Raises
    ------
    ValueError
        If a matrix does not fit the sites, `onsite` is not Hermitian, or kinds are mixed.

    Examples
    --------
    The left end of a chain with hopping 1 meV; `Device` has one with both ends:

    >>> from qtlib.units import meV
    >>> Lead([0], onsite=[[2 * meV]], hopping=[[-1 * meV]]).kinds
    array([0])
    """

    sites: np.ndarray
    onsite: np.ndarray
    hopping: np.ndarray
    kinds: np.ndarray = None

    def __post_init__(self):
        sites = np.asarray(self.sites, dtype=int)
        n = len(sites)
        for name in ("onsite", "hopping"):
            matrix = np.asarray(getattr(self, name), dtype=complex)
            if matrix.shape != (n, n) or not np.isfinite(matrix).all():
                raise ValueError(
                    f"{name} must be a finite {n} × {n} matrix in J for {n} sites, got shape {matrix.shape}"
                )
            object.__setattr__(self, name, matrix)
        if not np.allclose(self.onsite, self.onsite.conj().T, rtol=1e-12, atol=1e-12 * np.abs(self.onsite).max()):
            raise ValueError("onsite must be Hermitian")
        kinds = np.zeros(n, int) if self.kinds is None else np.asarray(self.kinds)
        different = kinds[:, None] != kinds
        if np.any(self.onsite[different]) or np.any(self.hopping[different]):
            raise ValueError("kinds must not be mixed by onsite or hopping")
        object.__setattr__(self, "sites", sites)
        object.__setattr__(self, "kinds", kinds)

    def modes(self, E, scale):
        """Modes at energy `E` in units of `scale` [J], kind by kind, and the kind of each open mode."""
        kinds = np.unique(self.kinds)
        own = [np.flatnonzero(self.kinds == kind) for kind in kinds]
        found = [
            modes.of_lead(self.onsite[np.ix_(some, some)] / scale, self.hopping[np.ix_(some, some)] / scale, E)
            for some in own
        ]
        together = found[0] if len(found) == 1 else _side_by_side(found, own)
        return together, np.repeat(kinds, [len(one.factors) for one in found])


def _side_by_side(found, own):
    """Modes of parts of a lead that do not mix, of which part i has the orbitals own[i], as those of the whole lead."""
    n, number = sum(len(some) for some in own), [len(one.factors) for one in found]
    ends = np.cumsum([0, *number])
    whole = modes.Modes(
        *(np.zeros(shape, complex) for shape in ((n, n), (ends[-1], n), (n, ends[-1]), (n, ends[-1]))),
        np.concatenate([one.factors for one in found]),
        np.ones(ends[-1], bool),
        np.zeros((n, n), complex),
    )
    for one, some, first, last in zip(found, own, ends[:-1], ends[1:], strict=True):
        whole.ratio[np.ix_(some, some)] = one.ratio
        whole.amplitudes[first:last, some] = one.amplitudes
        whole.in_0[some, first:last], whole.in_1[some, first:last] = one.in_0, one.in_1
        whole.start[np.ix_(some, some)] = np.eye(len(some)) if one.start is None else one.start
    return whole if any(one.start is not None for one in found) else whole._replace(start=None)


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
        If a matrix is not Hermitian or does not fit its lead.

    Examples
    --------
    A clean chain conducts one quantum per spin, whatever its length:

    >>> import numpy as np, scipy.sparse as sparse
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
        H = sparse.csc_matrix(self.hamiltonian, dtype=complex)
        size = np.abs(H.data).max(initial=0.0)
        if H.shape[0] != H.shape[1] or not np.isfinite(size):
            raise ValueError(f"hamiltonian must be square and finite, got shape {H.shape}")
        if np.abs((H - H.conj().T).data).max(initial=0.0) > 1e-12 * size:
            raise ValueError("hamiltonian must be Hermitian")
        for number, lead in enumerate(self.leads):
            if len(lead.sites) and (lead.sites.max() >= H.shape[0] or lead.sites.min() < 0):
                raise ValueError(
                    f"sites of lead {number} must lie between 0 and {H.shape[0] - 1}, got {lead.sites.max()}"
                )
        object.__setattr__(self, "hamiltonian", H)
        object.__setattr__(self, "leads", tuple(self.leads))

    @property
    def _scale(self):
        """Unit of energy for the arithmetic [J]: the largest hopping of the leads."""
        return max(np.abs(lead.hopping).max() for lead in self.leads)

    def states(self, E):
        """Scattering states at one energy `E` [J]: ψ (sites, incoming modes), each carrying 1/h of particles per energy; lead and kind of each mode."""
        return self._solve(E)[1:]

    def smatrix(self, E):
        """Scattering matrix between the open modes of all leads at one energy `E` [J], modes of lead 0 first."""
        return self.scattering(E)[0]

    def scattering(self, E):
        """Scattering matrix at one energy `E` [J], and the lead and the kind of each of its modes."""
        S, _, lead_of, kind_of = self._solve(E)
        return S, lead_of, kind_of

    def _solve(self, E):
        """S, ψ, and the lead and kind of each mode."""
        E = scalar(real, "E", E, "J") / self._scale
        found = [lead.modes(E, self._scale) for lead in self.leads]
        size, number = self.hamiltonian.shape[0], [len(kinds) for _, kinds in found]
        starts = np.concatenate([[0], np.cumsum(number)])
        rows = [[E * sparse.identity(size) - self.hamiltonian / self._scale]]
        source = np.zeros((size + sum(len(lead.sites) for lead in self.leads), starts[-1]), complex)
        at = size
        for i, (lead, (m, _)) in enumerate(zip(self.leads, found, strict=True)):
            n, v, own = len(lead.sites), lead.hopping / self._scale, slice(*starts[i : i + 2])
            contact = sparse.csr_matrix((np.ones(n), (lead.sites, np.arange(n))), shape=(size, n))
            rows[0].append(-contact @ sparse.csr_matrix(v @ m.ratio))
            others = [None] * len(self.leads)
            others[i] = sparse.csr_matrix(-np.eye(n) if m.start is None else -m.start)
            rows.append([contact.T, *others])
            source[lead.sites, own] += v @ m.in_1
            source[at : at + n, own] = m.in_0
            at += n
        solution = splu(sparse.block_array(rows, format="csc")).solve(source)
        offsets = size + np.concatenate([[0], np.cumsum([len(lead.sites) for lead in self.leads])[:-1]])
        S = np.concatenate(
            [m.amplitudes @ solution[at : at + m.ratio.shape[0]] for at, (m, _) in zip(offsets, found, strict=True)]
        )
        kinds = np.concatenate([kinds for _, kinds in found])
        return S, solution[:size], np.repeat(np.arange(len(self.leads)), number), kinds

    def transmission(self, E):
        """T_pq, from lead q to lead p, per spin channel that the Hamiltonian has; shape (leads, leads), the diagonal (reflection) left zero.

        It is what :class:`~qtlib.terminals.Terminals` takes.
        """
        S, lead_of, _ = self.scattering(E)
        belongs = (lead_of == np.arange(len(self.leads))[:, None]).astype(float)
        T = belongs @ np.abs(S) ** 2 @ belongs.T
        return T - np.diag(np.diag(T))

    def local_density(self, E):
        """Density of states of each orbital at energy `E` [1/J], from all scattering states."""
        psi, _, _ = self.states(E)
        return (np.abs(psi) ** 2).sum(1) / (2 * np.pi * self._scale)

    def bond_currents(self, E, lead=0):
        """Particle current along each bond per energy of the waves that arrive from `lead`, in units of 1/h (a full open mode carries 1).

        Returns a sparse antisymmetric matrix: element (i, j) is the current from i to j.
        """
        psi, lead_of, _ = self.states(E)
        psi = psi[:, lead_of == lead]
        H = sparse.coo_matrix(self.hamiltonian / self._scale)
        flow = -2 * (psi[H.row].conj() * H.data[:, None] * psi[H.col]).imag.sum(1)
        return sparse.csr_matrix((flow, (H.row, H.col)), shape=H.shape)


def grid(potential, hopping, flux=0.0, leads=()):
    """A device cut out of the square lattice, with leads on its sides.

    Parameters
    ----------
    potential : array_like
        U at each site [J], shape (L, W), axis 0 is x; `nan` where there is no site.
    hopping : float
        t [J]; the energy is counted from the band bottom (onsite 4t + U).
    flux : float
        Magnetic flux per plaquette in h/e. The leads are in the same field.
    leads : sequence of (str, slice)
        Side ("left", "right", "bottom" or "top") and the range of rows or columns that the lead covers.

    Returns
    -------
    Device

    Raises
    ------
    ValueError
        If an argument is not physical or a lead would touch a missing site.

    Examples
    --------
    A cross of four wires; a wave that comes in spreads over the other three:

    >>> import numpy as np
    >>> from qtlib.units import meV
    >>> cross = np.full((15, 15), np.nan)
    >>> cross[5:10, :] = cross[:, 5:10] = 0
    >>> arms = [(side, slice(5, 10)) for side in ("left", "bottom", "right", "top")]
    >>> T = grid(cross, 20 * meV, leads=arms).transmission(10 * meV)
    >>> T[:, 0].round(3)
    array([0.   , 0.144, 0.634, 0.144])
    """
    U = np.asarray(potential, dtype=float)
    if U.ndim != 2:
        raise ValueError(f"potential must be a grid (L, W) in J, got shape {U.shape}")
    present = ~np.isnan(U)
    real("potential", U[present], "J")
    t = scalar(positive, "hopping", hopping, "J")
    theta = 2 * np.pi * scalar(real, "flux", flux, "h/e")
    number = np.full(U.shape, -1)
    sites = np.count_nonzero(present)
    number[present] = np.arange(sites)
    rows, columns, values = [], [], []
    for here, there, phase in (
        (number[:-1], number[1:], theta * np.broadcast_to(np.arange(U.shape[1]), U[1:].shape)),
        (number[:, :-1], number[:, 1:], np.zeros(U[:, 1:].shape)),
    ):
        both = (here >= 0) & (there >= 0)
        rows.append(here[both])
        columns.append(there[both])
        values.append(-t * np.exp(1j * phase[both]))
    bonds = sparse.coo_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=2 * (sites,)
    )
    H = sparse.diags(4 * t + U[present]) + bonds + bonds.conj().T
    return Device(H, tuple(_side_lead(number, t, theta, *lead) for lead in leads))


def side_sites(number, side, where):
    """Numbers of the sites in the range `where` on one side of a grid `number` (L, W), −1 where there is no site."""
    try:
        sites = {"left": number[0], "right": number[-1], "bottom": number[:, 0], "top": number[:, -1]}[side][where]
    except KeyError:
        raise ValueError(f"side must be left, right, bottom or top, got {side!r}") from None
    if len(sites) == 0 or (sites < 0).any():
        raise ValueError(f"the lead on the {side} must touch sites of the grid in {where}")
    return sites


def _side_lead(number, t, theta, side, where):
    """Lead on one side of the grid. A lead along y is taken in the gauge whose phases sit on its own bonds, and brought back on the contact."""
    L, W = number.shape
    across = np.arange(W if side in ("left", "right") else L)[where]
    sites = side_sites(number, side, where)
    h = 4 * t * np.eye(len(sites)) - t * (np.eye(len(sites), k=1) + np.eye(len(sites), k=-1))
    sign = {"left": -1, "right": 1, "bottom": 1, "top": -1}[side]
    v = -t * np.diag(np.exp(1j * sign * theta * across))
    if side in ("bottom", "top"):
        gauge = np.exp(-1j * theta * across * (0 if side == "bottom" else W - 1))
        h = gauge[:, None] * h * gauge.conj()
        v = gauge[:, None] * v * gauge.conj()
    return Lead(sites, h, v)
