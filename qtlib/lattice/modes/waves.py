"""What a device has to know of a lead: the waves that leave and those that arrive."""

from typing import NamedTuple

import numpy as np

__all__ = ["Modes"]


class Modes(NamedTuple):
    """Waves of a lead at one energy or, with a leading axis, at many. Everything in units of the hopping.

    Cell 0 is the contact cell inside the device, cell 1 the first one outside. An open wave carries 1/2π per unit
    energy (v = 1), so that amplitudes are those of a unitary S-matrix.
    """

    ratio: np.ndarray  # (..., n, n) X with ψ_1 = X ψ_0 for every wave that leaves or decays
    amplitudes: np.ndarray  # (..., N, n) of the open outgoing waves, from ψ_0
    in_0: np.ndarray  # (..., n, N) incoming waves in the contact cell
    in_1: np.ndarray  # (..., n, N) and in the first cell outside
    factors: np.ndarray  # (..., N) λ = ψ_1/ψ_0 of the open outgoing waves
    open: np.ndarray  # (..., N), False where a mode is closed at this energy: its waves are not normalised
    start: np.ndarray | None = None  # (n, n), where a wave may vanish in the contact cell: see below

    # A bound state at the end of a lead (a Majorana state is one) has ψ_0 = 0 and ψ_1 ≠ 0, and there is no X.
    # Then ψ_0 = start @ a and ψ_1 = ratio @ a, with amplitudes @ a. Without `start` a is ψ_0.

    def from_contact(self):
        """The same with a ratio that acts on ψ_0, the best there is where a wave vanishes in the contact cell."""
        if self.start is None:
            return self
        inverse = np.linalg.pinv(self.start, rcond=1e-12)
        return self._replace(ratio=self.ratio @ inverse, amplitudes=self.amplitudes @ inverse, start=None)

    def at(self, energies):
        """At some of many energies, a slice of them."""
        return Modes(*(None if part is None else part[energies] for part in self))

    @property
    def slowest(self):
        """Smallest velocity of an open mode, in hoppings × cells; 1 if there is none."""
        weight = (np.abs(self.in_0) ** 2).sum(-2)
        return 1 / weight[self.open].max(initial=1.0)
