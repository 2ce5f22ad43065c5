"""Devices cut out of the square lattice, with leads on their sides."""

import numpy as np
import scipy.sparse as sparse

from qtlib.arguments import on_grid, positive, real, scalar
from qtlib.lattice.device import Device
from qtlib.lattice.lead import Lead

__all__ = ["grid", "side_sites"]


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

    See Also
    --------
    qtlib.lattice.wire.Wire : two leads as wide as the device, much faster
    qtlib.lattice.models.helical : the same with spin

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
    U = on_grid("potential", potential, "J", holes=True)
    present = ~np.isnan(U)
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
    """Numbers of the sites in the range `where` on one side of a grid `number` (L, W), −1 where there is no site.

    See Also
    --------
    grid : whose leads cover them

    Examples
    --------
    >>> import numpy as np
    >>> number = np.arange(6).reshape(3, 2)  # three slices of two sites
    >>> side_sites(number, "right", slice(0, 2)), side_sites(number, "top", slice(1, 3))
    (array([4, 5]), array([3, 5]))
    """
    try:
        sites = {"left": number[0], "right": number[-1], "bottom": number[:, 0], "top": number[:, -1]}[side][where]
    except KeyError:
        raise ValueError(f"side must be left, right, bottom or top, got {side!r}") from None
    if len(sites) == 0 or (sites < 0).any():
        raise ValueError(f"the lead on the {side} must touch sites of the grid in {where}")
    return sites


def _side_lead(number, t, theta, side, where):
    """Lead on one side of the grid.

    A lead along y is taken in the gauge whose phases sit on its own bonds, and brought back on the contact.
    """
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
