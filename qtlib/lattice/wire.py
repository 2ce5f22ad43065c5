"""A wire between two leads of the same width, from the potential on its sites."""

import contextlib
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import zgesv

from qtlib.arguments import positive, real, scalar
from qtlib.conductor import Conductor
from qtlib.lattice import modes, recursion
from qtlib.lattice.device import grid

_BOUND = 2e-10  # of rounding errors in a transmission; what is measured is a tenth of it
_BOUND_OF_S = 1e-12  # in a scattering matrix, of which unitarity is asked
_ENERGIES_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Wire(Conductor):
    """A wire on the square lattice with clean leads, a conductor like any other.

    The Hamiltonian is :math:`\\sum_i (4t+U_i)|i\\rangle\\langle i| - t\\sum_{ij}|i\\rangle\\langle j|`, with hopping
    :math:`t=\\hbar^2/2ma^2`, so that energies count from the band bottom. The transmission comes from a recursion over its slices
    (:mod:`qtlib.lattice.recursion`), whose rounding error is bounded beforehand.

    Parameters
    ----------
    potential : array_like
        U at each site [J], shape (L, W), transport along axis 0. A one-dimensional array is a chain, with onsite 2t + U.
    hopping : float
        t [J].
    flux : float
        Magnetic flux per plaquette in h/e, the same in the leads; its phase sits on the bonds along the wire, e^{2πi·flux·y}.

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
        if U.ndim not in (1, 2) or U.size == 0:
            raise ValueError(f"potential must be a grid (L, W) or a chain (L,) in J, got shape {U.shape}")
        object.__setattr__(self, "potential", U)
        object.__setattr__(self, "hopping", scalar(positive, "hopping", self.hopping, "J"))
        object.__setattr__(self, "flux", scalar(real, "flux", self.flux, "h/e"))

    @property
    def _grid(self):
        return self.potential if self.potential.ndim == 2 else self.potential[:, None]

    def _energy(self, E):
        """`E` [J] in hoppings on the square lattice, whose single row of sites has its band 2t higher than a chain."""
        return real("E", E, "J") / self.hopping + (2.0 if self.potential.ndim == 1 else 0.0)

    def modes(self, E):
        """Number of open modes of each lead at energy `E` [J], any shape."""
        E = self._energy(E)
        return np.reshape(
            [lead_modes(self._grid.shape[1], np.array([x]), self.flux).open.sum() for x in E.flat], E.shape
        )

    def amplitudes(self, E):
        """Transmission amplitudes t_nm from mode m on the left to mode n on the right, (..., N, N), N the most modes open at any `E` [J].

        Rows and columns of modes that are closed at an energy are zero there. Phases count from the wire's first and last slices.
        """
        return self._scatter(E, _BOUND_OF_S, reflection=True)[0]

    def eigenvalues(self, E):
        """Transmission eigenvalues at energy `E` [J], shape (..., N), N the most modes open at any `E`."""
        return transmission_eigenvalues(self._scatter(E, _BOUND, reflection=False)[0])

    def transmission(self, E):
        """Sum of the transmission eigenvalues at energy `E` [J], the shape of `E`."""
        t = self._scatter(E, _BOUND, reflection=False)[0]
        return (t.real**2 + t.imag**2).sum((-2, -1))

    def smatrix(self, E):
        """Scattering matrix at energy `E` [J], (..., 2N, 2N): left modes first, unitary to 1e-10.

        For an array of energies N is the most modes open at any of them, and rows and columns of modes closed at an energy are zero there.
        """
        t, r = self._scatter(E, _BOUND_OF_S, reflection=True)
        mirrored = Wire(self.potential[::-1], self.hopping, -self.flux)
        t_back, r_back = mirrored._scatter(E, _BOUND_OF_S, reflection=True)
        return np.concatenate([np.concatenate([r, t_back], -1), np.concatenate([t, r_back], -1)], -2)

    def _scatter(self, E, bound, reflection):
        E = self._energy(E)
        onsite, at_once = 4.0 + self._grid[None] / self.hopping, _ENERGIES_AT_ONCE if self.flux == 0 else 1
        parts = [
            scatter(onsite, E.flat[i : i + at_once], self.flux, bound, reflection) for i in range(0, E.size, at_once)
        ]
        whole = [together(part) for part in zip(*parts, strict=True)]
        return [part.reshape(E.shape + part.shape[1:]) for part in whole]

    def device(self):
        """The same wire as a :class:`~qtlib.lattice.device.Device`; for a chain its energies count from 2t below the band bottom."""
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
            Along the wire, (L−1, W), and across it, (L, W−1); either summed over a cut through the wire is the transmission or zero.
        """
        L, W = self._grid.shape
        flow, site = self.device().bond_currents(self._energy(E) * self.hopping), np.arange(L * W).reshape(L, W)
        along, across = flow[site[:-1].ravel(), site[1:].ravel()], flow[site[:, :-1].ravel(), site[:, 1:].ravel()]
        return np.reshape(along, (L - 1, W)), np.reshape(across, (L, W - 1))

    def kubo(self, E, cut_1, cut_2):
        """Transmission at one energy `E` [J] from current fluctuations across two cuts, the Kubo–Greenwood formula.

        .. math:: T = \\frac12\\sum_{mn}\\langle\\psi_m|\\hat J_1|\\psi_n\\rangle\\langle\\psi_n|\\hat J_2|\\psi_m\\rangle

        over all scattering states; a cut is the number of the slice on its left (D. S. Fisher and P. A. Lee, Phys. Rev. B 23, 6851 (1981)).
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


def transmission_eigenvalues(t):
    """Squared singular values of amplitudes (..., N, N), each between 0 and 1."""
    return np.clip(np.linalg.svd(t, compute_uv=False) ** 2, 0.0, 1.0)


def of_many(wires, E):
    """Transmission eigenvalues at one energy [J] of wires of the same shape and hopping without field, solved together; (wires, N)."""
    onsite = 4.0 + np.stack([one._grid for one in wires]) / wires[0].hopping
    return transmission_eigenvalues(scatter(onsite, wires[0]._energy(E).reshape(1), 0.0, _BOUND)[0])


def lead_modes(W, E, flux, backward=False):
    """Modes of the lead on the right, or on the left if `backward`, at the energies `E` (one only in a field) in hoppings."""
    if flux == 0:
        return modes.square(W, E)
    bond = np.eye(W, k=1)
    hop = -np.diag(np.exp((-2j if backward else 2j) * np.pi * flux * np.arange(W)))
    one = modes.of_lead(4 * np.eye(W) - bond - bond.T, hop, E[0])
    one = one._replace(inverse=np.linalg.inv(one.out_0))
    return modes.Modes(*(part[None] for part in one))


def scatter(onsite, E, flux, bound, reflection=False):
    """Amplitudes of transmission and, if asked for, reflection of waves from the left; everything in hoppings.

    `onsite` (wires, L, W) and `E` (energies,), one of them of length 1 (and one energy only in a field). Rounding errors inside joined slices
    stay below `bound`. Returns a list of one or two arrays (batch, N, N); without reflection the phases of the first are left as they are.
    """
    wires, L, W = onsite.shape
    right = lead_modes(W, E, flux)
    left = right if flux == 0 else lead_modes(W, E, flux, backward=True)
    k = recursion.slices_to_join(onsite, E, bound * min(1.0, 10 * right.slowest))  # slow modes magnify errors
    k = -(-L // -(-L // k))  # blocks of equal length
    extra = -L % k  # slices of the clean lead make up the last block
    if extra:
        onsite = np.concatenate([onsite, np.full((wires, extra, W), 4.0)], axis=1)
    N = right.open.shape[-1]
    X, Z = right.ratio, right.inverse[:, :N].astype(complex)
    if extra and reflection:  # phases count where somebody sees them
        Z *= right.factors[..., None] ** -float(extra)
    if flux:
        # inside, ψ is counted in the gauge whose phases sit on the bonds across the wire, where the hopping along it is 1
        turn = np.exp(2j * np.pi * flux * np.arange(W))
        last = L + extra - 1
        X, Z = turn[:, None] ** (last + 1) * X * turn ** -float(last), Z * turn ** -float(last)
        phases = np.exp(-2j * np.pi * flux * np.arange(L + extra))
    else:
        phases = np.ones(L + extra)
    if wires > 1:
        X, Z = (np.broadcast_to(a, (wires, *a.shape[1:])) for a in (X, Z))
    before, first, Z = recursion.joined(onsite, E, phases, X, Z, k)
    if flux:
        before = turn[:, None] * before
    ratio = X if flux == 0 else left.ratio
    matching, source = before - ratio @ first, left.in_1 - ratio @ left.in_0
    inside = _solve(matching, np.broadcast_to(source, (wires, *source.shape[1:])) if wires > 1 else source)
    open_ = right.open[:, :, None] * left.open[:, None, :]
    result = [open_ * (Z @ inside)]
    if reflection:
        back = left.inverse[:, : left.open.shape[-1]] @ (first @ inside - left.in_0)
        result.append(left.open[:, :, None] * left.open[:, None, :] * back)
    return result


def _solve(matrix, right):
    if len(matrix) == 1:
        _, _, solution, failed = zgesv(matrix[0], right[0])
        if not failed:
            return solution[None]
    else:
        with contextlib.suppress(np.linalg.LinAlgError):
            return np.linalg.solve(matrix, right)
    return np.linalg.pinv(matrix) @ right  # exactly at a threshold a wave of the closed mode may stand in a clean wire


def together(parts):
    """Arrays (n, N, N) of different N along their first axis, the smaller ones filled with zeros."""
    if len(parts) == 1:
        return parts[0]
    N = max(part.shape[1] for part in parts)
    return np.concatenate([np.pad(part, ((0, 0), (0, N - part.shape[1]), (0, N - part.shape[2]))) for part in parts])
