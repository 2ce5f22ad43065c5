"""A lead: a periodic wire that ends at sites of a device."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze, hermitian
from qtlib.lattice import modes

__all__ = ["Lead"]


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
        A quantum number of each orbital (spin, electron or hole) that the lead conserves: its modes are then found for
        each kind alone.

    Raises
    ------
    ValueError
        If a matrix does not fit the sites, `onsite` is not Hermitian, or kinds are mixed.

    See Also
    --------
    qtlib.lattice.modes.of_lead : its waves

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
            freeze(self, **{name: matrix})
        hermitian("onsite", self.onsite, "J")
        kinds = np.zeros(n, int) if self.kinds is None else np.asarray(self.kinds)
        different = kinds[:, None] != kinds
        if np.any(self.onsite[different]) or np.any(self.hopping[different]):
            raise ValueError("kinds must not be mixed by onsite or hopping")
        freeze(self, sites=sites, kinds=kinds)

    def modes(self, E, scale, known=None):
        """Modes at energy `E` in units of `scale` [J], kind by kind, and the kind of each open mode.

        Parameters
        ----------
        E : float
            Energy in units of `scale`.
        scale : float
            Unit of energy [J].
        known : Known, optional
            What :func:`~qtlib.lattice.modes.of_lead` has found for other leads and at other energies.

        Returns
        -------
        tuple
            :class:`~qtlib.lattice.modes.waves.Modes`, and an array (N,).
        """
        kinds = np.unique(self.kinds)
        own = [np.flatnonzero(self.kinds == kind) for kind in kinds]
        found = [
            modes.of_lead(self.onsite[np.ix_(some, some)] / scale, self.hopping[np.ix_(some, some)] / scale, E, known)
            for some in own
        ]
        together = found[0] if len(found) == 1 else _side_by_side(found, own)
        return together, np.repeat(kinds, [len(one.factors) for one in found])


def _side_by_side(found, own):
    """Modes of parts of a lead that do not mix, of which part i has the orbitals own[i], as those of the whole lead."""
    n = sum(len(some) for some in own)
    number = [len(one.factors) for one in found]
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
