"""What makes an object a conductor.

A conductor is any object with ``eigenvalues(E) -> (..., N)``, the transmission eigenvalues in 0…1. Two optional members
tell the observables more: ``spin_degeneracy`` (2 unless said otherwise) and ``levels(E_max)``, the energies at which
its channels open.
"""

import numpy as np

__all__ = ["Conductor", "degeneracy_of", "total_transmission"]


class Conductor:
    """Base of the conductors: `transmission` is the sum of the eigenvalues that a subclass computes.

    See Also
    --------
    qtlib.constriction.SaddlePoint : a conductor
    qtlib.lattice.wire.Wire : another, from a potential
    qtlib.transport.current : what any of them carries
    qtlib.noise.noise : what that fluctuates by

    Examples
    --------
    >>> import numpy as np
    >>> class HalfOpen(Conductor):
    ...     def eigenvalues(self, E):
    ...         return np.full((*np.shape(E), 1), 0.5)
    >>> HalfOpen().transmission([1e-21, 2e-21])
    array([0.5, 0.5])
    """

    spin_degeneracy = 2

    def transmission(self, E):
        """Total transmission Σ T_n at energy `E` [J]; same shape as `E`."""
        return self.eigenvalues(E).sum(-1)

    def levels(self, E_max):
        """Energies [J] up to about `E_max` where a channel opens or a resonance sits; none unless known."""
        return np.empty(0)


def total_transmission(conductor):
    """ΣT_n(E) as a function of energy, with a last axis of length 1: what integrals over energy take.

    See Also
    --------
    Conductor : what it may be of

    Examples
    --------
    >>> from qtlib import Channels
    >>> total_transmission(Channels([1.0, 0.5]))(0.0)
    array([1.5])
    """
    return lambda E: conductor.eigenvalues(E).sum(-1, keepdims=True)


def degeneracy_of(conductor):
    """2 unless the conductor counts each spin as a channel of its own.

    See Also
    --------
    qtlib.constriction.Zeeman : one that does

    Examples
    --------
    >>> from qtlib import Channels, Zeeman
    >>> half = Channels([0.5])
    >>> degeneracy_of(half), degeneracy_of(Zeeman(half, g=2, B=1))
    (2, 1)
    """
    return getattr(conductor, "spin_degeneracy", 2)
