r"""How a lead continues, by doubling the length of its cells: every second cell is eliminated, again and again.

From v†ψ_{j−1} + a ψ_j + v ψ_{j+1} = 0 for every j follows an equation of the same form for every second j, and so on;
after m steps the next cell lies 2^m away and a decaying wave does not reach it (M. P. Lopez Sancho, J. M. Lopez Sancho
and J. Rubio, J. Phys. F 15, 851 (1985)). Open waves do reach it. They are known, so their factors λ on the unit circle
are moved to 0 beforehand, which takes them out of the way and changes X by a known matrix (C. He, B. Meini and N. H.
Rhee, SIAM J. Matrix Anal. Appl. 23, 673 (2001)): no small imaginary energy is needed.
"""

import numpy as np
from scipy.linalg.lapack import zgesv

__all__ = ["ratio"]

_STEPS = 14  # 2^14 cells: waves that decay more slowly are close to their threshold
_GONE = 1e-9  # relative change after which the next one, its square, is below rounding


def ratio(a, v, waves, factors):
    """X with ψ_{j+1} = X ψ_j for the waves that leave: the open ones given, and all that decay.

    Parameters
    ----------
    a, v : numpy.ndarray
        h − E of a cell and the hopping to the next one outward, (n, n).
    waves, factors : numpy.ndarray
        The open outgoing waves in the columns (n, N), and their λ (N,).

    Returns
    -------
    numpy.ndarray or None
        (n, n), or None if the doubling has not come to rest: a wave on the unit circle is missing, or close to it.

    See Also
    --------
    qtlib.lattice.modes.strip.of_strip : takes it

    Examples
    --------
    A chain at an energy above its band, E = 5 with −λ − 1/λ = 3: the wave decays, with alternating sign.

    >>> import numpy as np
    >>> X = ratio(np.array([[2.0 - 5.0]]), np.array([[-1.0]]), np.zeros((1, 0)), np.zeros(0))
    >>> f"{X[0, 0].real:.6f}"
    '-0.381966'
    """
    n = len(a)
    pick = np.linalg.pinv(waves)
    known = (waves * factors) @ pick
    back = v.conj().T @ (np.eye(n) - waves @ pick)
    here = a + v @ known
    on = np.asarray(v, complex)
    first, surface = back, here
    for _ in range(_STEPS):
        *_, to_both, singular = zgesv(here, np.concatenate([back, on], axis=1))
        if singular:
            return None
        product = np.concatenate([back, on]) @ to_both  # all four at once
        change = product[n:, :n]
        surface = surface - change
        if np.abs(change).max() < _GONE * np.abs(surface).max():
            return known - np.linalg.solve(surface, first)
        here = here - change - product[:n, n:]
        back, on = -product[:n, :n], -product[n:, n:]
    return None
