"""Waves in time on a lattice: i ħ ∂ψ/∂t = H ψ, for any Hamiltonian (field, disorder, electrons and holes)."""

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.linalg import expm_multiply

from qtlib.arguments import non_negative, positive, real, scalar, whole
from qtlib.units import hbar

__all__ = ["absorbing_ends", "evolve", "packet"]


def evolve(state, hamiltonian, times, absorb=0.0):
    r"""A wave at later times, :math:`\psi(t)=e^{-i(H-i\Gamma)t/\hbar}\,\psi(0)`.

    The exponential acts on the state by its Taylor series in steps (Al-Mohy and Higham, SIAM J. Sci. Comput. 33, 488
    (2011), `scipy.sparse.linalg.expm_multiply`), to rounding.

    Parameters
    ----------
    state : array_like
        ψ at time 0, shape (N,).
    hamiltonian : sparse matrix
        H [J], (N, N), such as ``Device.hamiltonian``.
    times : array_like
        When to look [s], shape (M,), not decreasing, the first not before 0.
    absorb : array_like
        Γ at each of the N orbitals [J], zero or more: what is lost there leaves the device. See `absorbing_ends`.

    Returns
    -------
    ndarray
        ψ at the times, complex, (M, N).

    Raises
    ------
    ValueError
        If the shapes do not fit, times decrease, or `absorb` is negative.

    See Also
    --------
    packet : a state to start from
    absorbing_ends : how waves leave
    qtlib.lattice.device.Device : scattering at one energy

    Examples
    --------
    A packet on a chain moves with its group velocity 2ta sin(ka)/ħ, here 20 sites in 10 ħ/t:

    >>> import numpy as np
    >>> from qtlib.lattice import evolve, grid, packet
    >>> from qtlib.units import hbar, meV
    >>> chain = grid(np.zeros((100, 1)), 10 * meV).hamiltonian
    >>> start = packet((100, 1), centre=30, width=5, k=np.pi / 2)
    >>> there = evolve(start, chain, [0, 10 * hbar / (10 * meV)])
    >>> [round(float(np.arange(100) @ abs(psi) ** 2), 1) for psi in there]
    [30.0, 49.9]
    """
    psi = np.asarray(state, complex)
    H = sparse.csr_matrix(hamiltonian, dtype=complex)
    if psi.ndim != 1 or H.shape != (len(psi), len(psi)):
        raise ValueError(f"hamiltonian must be (N, N) for a state of shape (N,), got {H.shape} and {psi.shape}")
    times = np.atleast_1d(non_negative("times", times, "s"))
    if np.any(np.diff(times) < 0):
        raise ValueError(f"times must not decrease, got {times!r} s")
    loss = np.broadcast_to(non_negative("absorb", absorb, "J"), psi.shape)
    generator = (-1j * H - sparse.diags(loss)).tocsr() / hbar
    path = np.empty((len(times), len(psi)), complex)
    for i, step in enumerate(np.diff(times, prepend=0.0)):
        if step > 0:
            psi = expm_multiply(generator * step, psi)
        path[i] = psi
    return path


def packet(shape, centre, width, k, mode=1):
    """A Gaussian wave packet in a wire, of norm 1.

    Parameters
    ----------
    shape : (int, int)
        Slices and rows (L, W) of the wire.
    centre : float
        Mean slice.
    width : float
        Standard deviation of `|ψ|²` [slices].
    k : float
        Wave number along the wire [rad per slice]; positive moves to the right for k < π.
    mode : int
        Transverse mode, 1 the lowest, in a wire with hard walls and no field.

    Returns
    -------
    ndarray
        Complex, (L·W,): row by row as the sites of `grid`. For electrons and holes side by side ``np.kron(packet(…),
        [1, 0])``.

    Raises
    ------
    ValueError
        If the width is not positive, a number is not whole, or the wire has no such mode.

    See Also
    --------
    evolve : where it goes

    Examples
    --------
    >>> from qtlib.lattice import packet
    >>> psi = packet((60, 3), centre=20, width=4, k=1.0)
    >>> psi.shape, round(float(sum(abs(psi) ** 2)), 12)
    ((180,), 1.0)
    """
    L, W = _sites(shape)
    width = scalar(positive, "width", width, "slices")
    k = scalar(real, "k", k, "rad per slice")
    mode = whole("mode", mode)
    if mode > W:
        raise ValueError(f"mode must lie between 1 and the {W} rows of the wire, got {mode}")
    x = np.arange(L) - scalar(real, "centre", centre, "slices")
    psi = np.outer(np.exp(-((x / (2 * width)) ** 2) + 1j * k * x), np.sin(np.pi * mode * np.arange(1, W + 1) / (W + 1)))
    return (psi / np.linalg.norm(psi)).ravel()


def absorbing_ends(shape, cells, strength):
    """Γ that lets waves leave a wire at both ends: it grows with the cube of the depth, so that little is reflected.

    Parameters
    ----------
    shape : (int, int)
        Slices and rows (L, W) of the wire.
    cells : int
        Slices that absorb at each end; several wavelengths.
    strength : float
        Γ at the very end [J]; about the hopping.

    Returns
    -------
    ndarray
        Γ [J] at each site, (L·W,).

    Raises
    ------
    ValueError
        If `strength` is negative, a number is not whole, or the ends overlap.

    See Also
    --------
    evolve : takes it

    Examples
    --------
    >>> from qtlib.lattice import absorbing_ends
    >>> absorbing_ends((6, 1), cells=2, strength=8.0)
    array([8., 1., 0., 0., 1., 8.])
    """
    L, W = _sites(shape)
    cells = whole("cells", cells, 0)
    if 2 * cells > L:
        raise ValueError(f"cells must lie between 0 and half of the {L} slices, got {cells}")
    depth = np.maximum(0, cells - np.minimum(np.arange(L), np.arange(L)[::-1])) / max(cells, 1)
    return np.repeat(scalar(non_negative, "strength", strength, "J") * depth**3, W)


def _sites(shape):
    """Slices and rows of a wire."""
    if np.shape(shape) != (2,):
        raise ValueError(f"shape must be the numbers of slices and of rows (L, W), got {shape!r}")
    return tuple(whole("shape", n) for n in shape)
