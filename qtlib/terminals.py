"""Conductors with many terminals: who sends how much current where, and what a floating contact reads."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze, non_negative, probability, real, scalar, whole
from qtlib.scattering import SMatrix
from qtlib.units import e, h

__all__ = ["Terminals", "dephase", "hall_bar", "helical_bar"]

_ROUNDING = 1e-9  # of a sum that has to vanish, against its largest part
_SINGULAR = 1e13  # condition number of a conductance matrix that falls into unconnected parts


@dataclass(frozen=True, eq=False)
class Terminals:
    r"""A conductor described by transmission between its terminals.

    .. math:: I_p = \frac{2e^2}{h}\sum_q T_{pq}(V_p-V_q)

    (M. Büttiker, Phys. Rev. Lett. 57, 1761 (1986)).

    Parameters
    ----------
    transmission : array_like
        T_pq, from terminal q to terminal p, shape (n, n); the diagonal (reflection) may be anything, it carries no
        current.
    spin_degeneracy : int
        2 if both spins share these transmissions, 1 if they are counted one by one (edge channels).
    symmetric : bool
        Set it where no magnetic field breaks time reversal: T_pq = T_qp is then required.

    Raises
    ------
    ValueError
        If an entry is negative or `spin_degeneracy` is not a positive whole number; if what a terminal sends out is not
        what it takes in at equal potentials (current conservation); if `symmetric` and T is not. The message names the
        row.

    See Also
    --------
    hall_bar : edge channels in a field
    dephase : a probe that takes phase away
    qtlib.noise.correlations : the noise between them

    Examples
    --------
    >>> from qtlib.units import kOhm
    >>> wire = Terminals([[0, 0.5], [0.5, 0]])
    >>> print(f"{wire.resistance(current=(0, 1), voltage=(0, 1)) / kOhm:.3f}")
    25.813
    """

    transmission: np.ndarray
    spin_degeneracy: int = 2
    symmetric: bool = False

    def __post_init__(self):
        T = non_negative("transmission", self.transmission)
        if T.ndim != 2 or T.shape[0] != T.shape[1] or len(T) < 2:
            raise ValueError(f"transmission must be a square matrix for two terminals or more, got shape {T.shape}")
        tolerance = _ROUNDING * max(1.0, T.max())
        out, into = T.sum(0), T.sum(1)
        if np.any(np.abs(out - into) > tolerance):
            p = int(np.abs(out - into).argmax())
            raise ValueError(
                f"transmission breaks current conservation at terminal {p}: "
                f"row {p} sums to {into[p]:.6g}, column {p} to {out[p]:.6g}"
            )
        if self.symmetric and np.any(np.abs(T - T.T) > tolerance):
            p, q = (int(i) for i in np.unravel_index(np.abs(T - T.T).argmax(), T.shape))
            raise ValueError(
                f"transmission breaks reciprocity in row {p}: "
                f"T[{p}, {q}] = {T[p, q]:.6g} but T[{q}, {p}] = {T[q, p]:.6g} without a field"
            )
        freeze(self, transmission=T, spin_degeneracy=whole("spin_degeneracy", self.spin_degeneracy))

    @classmethod
    def from_smatrix(cls, matrix, channels, **more):
        """Terminals of a unitary matrix whose channels belong to terminals as ``channels = (n_0, n_1, …)`` says.

        Raises
        ------
        ValueError
            If the matrix is not unitary, or `channels` does not fit it.

        Examples
        --------
        >>> import numpy as np
        >>> from qtlib.scattering import haar
        >>> cross = Terminals.from_smatrix(haar(6, np.random.default_rng(1)), channels=(2, 2, 1, 1))
        >>> [round(float(n), 9) for n in cross.transmission.sum(0)]
        [2.0, 2.0, 1.0, 1.0]
        """
        P = SMatrix(matrix).probabilities
        if P.shape != (sum(channels),) * 2:
            raise ValueError(f"channels must add up to the size of the matrix, got {channels} for shape {P.shape}")
        edges = np.r_[0, np.cumsum(channels)[:-1]]
        return cls(np.add.reduceat(np.add.reduceat(P, edges, 0), edges, 1), **more)

    @property
    def conductance(self):
        """Conductance matrix G with I = G V [S]; rows and columns sum to zero."""
        T = self.transmission - np.diag(np.diag(self.transmission))
        return self.spin_degeneracy * e**2 / h * (np.diag(T.sum(1)) - T)

    def currents(self, V):
        """Currents into the conductor [A] at terminal voltages `V` [V], shape (..., n).

        Examples
        --------
        >>> print(Terminals([[0, 1], [1, 0]]).currents([1e-3, 0]).round(12))
        [ 7.7481e-08 -7.7481e-08]
        """
        V = real("V", V, "V")
        if V.shape[-1:] != (len(self.transmission),):
            raise ValueError(
                f"V must hold one voltage in V for each of the {len(self.transmission)} terminals, got shape {V.shape}"
            )
        return V @ self.conductance.T

    def voltages(self, I):
        """Voltages [V] at terminal currents `I` [A] that sum to zero, shape (..., n); the last terminal is at 0.

        A floating terminal carries current 0.

        Examples
        --------
        >>> print(Terminals([[0, 1], [1, 0]]).voltages([1e-6, -1e-6]).round(9))
        [0.0129064 0.       ]
        """
        current = real("I", I, "A")
        n = len(self.transmission)
        if current.shape[-1:] != (n,):
            raise ValueError(f"I must hold one current in A for each of the {n} terminals, got shape {current.shape}")
        if np.any(np.abs(current.sum(-1)) > _ROUNDING * np.abs(current).max(initial=0.0)):
            raise ValueError(f"I must sum to zero, got a sum of {float(np.max(np.abs(current.sum(-1)))):.6g} A")
        G = self.conductance[:-1, :-1]
        if np.linalg.cond(G) > _SINGULAR:
            raise ValueError("transmission leaves some terminals unconnected: their voltages are undetermined")
        V = np.linalg.solve(G, current[..., :-1, None])[..., 0]
        return np.concatenate([V, np.zeros((*V.shape[:-1], 1))], -1)

    def resistance(self, current, voltage):
        """Four-terminal resistance R_{mn,kl} [Ω]: current from m to n, voltage between k and l. May be negative.

        Examples
        --------
        >>> from qtlib.units import kOhm
        >>> print(f"{hall_bar(6, 2).resistance(current=(0, 3), voltage=(1, 5)) / kOhm:.4f}")  # h/2e²
        12.9064
        """
        for name, pair in (("current", current), ("voltage", voltage)):
            if len(pair) != 2 or any(not 0 <= p < len(self.transmission) for p in pair) or pair[0] == pair[1]:
                raise ValueError(
                    f"{name} must name two different terminals between 0 and {len(self.transmission) - 1}, got {pair!r}"
                )
        I = np.zeros(len(self.transmission))
        I[current[0]], I[current[1]] = 1.0, -1.0
        V = self.voltages(I)
        return float(V[voltage[0]] - V[voltage[1]])

    def without(self, probe):
        """The conductor that is left when terminal `probe` floats: it takes in and gives back, phase forgotten.

        Examples
        --------
        >>> through_probe = Terminals([[0, 0, 1], [0, 0, 1], [1, 1, 0]]).without(2)
        >>> print(f"{through_probe.transmission[0, 1]:.2f}")  # two perfect halves in series: ½
        0.50
        """
        T = self.transmission
        n = len(self.transmission)
        if not (0 <= probe < n and n > 2):
            raise ValueError(f"probe must be a terminal between 0 and {n - 1} of three or more, got {probe!r}")
        rest = [p for p in range(n) if p != probe]
        fed = T[probe, rest].sum()
        through = np.outer(T[rest, probe], T[probe, rest]) / fed if fed else 0.0
        return Terminals(T[np.ix_(rest, rest)] + through, self.spin_degeneracy, self.symmetric)


def dephase(left, right, coupling):
    """Two scatterers in series, and between them probes that take a part of the waves and return it without phase.

    One probe for the waves to the right and one for those to the left, so that phase is lost and direction is not; a
    single probe for both would reflect half of what it takes.

    Parameters
    ----------
    left, right : float
        Transmission of each scatterer; without dephasing the waves between them are at resonance.
    coupling : float
        Fraction 0…1 of the waves between the scatterers that the probes take.

    Returns
    -------
    Terminals
        Left, right and the two probes; ``.without(3).without(2)`` lets both float.

    Raises
    ------
    ValueError
        If an argument lies outside 0…1, or no wave ever leaves: `left` = `right` = `coupling` = 0.

    See Also
    --------
    Terminals.without : lets a probe float
    qtlib.scattering.matrix.incoherent : no phase at all

    Examples
    --------
    >>> full = dephase(0.5, 0.5, coupling=1).without(3).without(2).transmission[0, 1]
    >>> print(f"{full:.4f}")  # (1−T)/T adds
    0.3333
    >>> none = dephase(0.2, 0.2, coupling=0).without(3).without(2).transmission[0, 1]
    >>> print(f"{none:.4f}")  # at resonance all passes
    1.0000
    """
    T_1 = scalar(probability, "left", left)
    T_2 = scalar(probability, "right", right)
    a = scalar(probability, "coupling", coupling)
    if T_1 == T_2 == a == 0:
        raise ValueError("left, right and coupling must not all be 0: no wave between the scatterers ever leaves")
    # amplitudes at resonance between the scatterers; a passage keeps c of the wave, and a probe takes s
    r_1 = np.sqrt(1 - T_1)
    r_2 = np.sqrt(1 - T_2)
    c = np.sqrt(1 - a)
    s = np.sqrt(a)
    loop = np.eye(2) - np.array([[0, r_1 * c], [r_2 * c, 0]])
    into = np.array([[np.sqrt(T_1), 0, 0, r_1 * s], [0, np.sqrt(T_2), r_2 * s, 0]])
    x = np.linalg.solve(loop, into)  # right-going after the left scatterer, left-going after the right one
    S = np.zeros((4, 4))
    S[0] = np.sqrt(T_1) * (c * x[1] + np.array([0, 0, 0, s])) + np.array([-r_1, 0, 0, 0])
    S[1] = np.sqrt(T_2) * (c * x[0] + np.array([0, 0, s, 0])) + np.array([0, -r_2, 0, 0])
    S[2] = s * x[0] + np.array([0, 0, -c, 0])
    S[3] = s * x[1] + np.array([0, 0, 0, -c])
    return Terminals.from_smatrix(S, channels=(1, 1, 1, 1))


def hall_bar(contacts, filling):
    """A quantum Hall bar: `filling` edge channels run from each contact to the next, one spin each.

    Raises
    ------
    ValueError
        If there are fewer than two `contacts`, or a number is not a positive whole one.

    See Also
    --------
    helical_bar : two directions at each edge

    Examples
    --------
    >>> bar = hall_bar(6, 1)
    >>> print(f"{abs(bar.resistance(current=(0, 3), voltage=(1, 2))):.1f}")  # along one edge
    0.0
    """
    contacts = whole("contacts", contacts, 2)
    filling = whole("filling", filling)
    return Terminals(filling * np.roll(np.eye(contacts), 1, axis=0), spin_degeneracy=1)


def helical_bar(contacts):
    """A quantum spin Hall bar: one channel to the next contact and one, of opposite spin, to the previous.

    Raises
    ------
    ValueError
        If `contacts` is not a whole number of 2 or more.

    See Also
    --------
    hall_bar : one direction
    qtlib.lattice.models.helical : from a Hamiltonian

    Examples
    --------
    >>> from qtlib.units import e, h
    >>> bar = helical_bar(6)
    >>> print(f"{bar.resistance((0, 3), (0, 3)) * e**2 / h:.3f}, {bar.resistance((0, 3), (1, 2)) * e**2 / h:.3f}")
    1.500, 0.500
    """
    forth = np.roll(np.eye(whole("contacts", contacts, 2)), 1, axis=0)
    return Terminals(forth + forth.T, spin_degeneracy=1, symmetric=True)
