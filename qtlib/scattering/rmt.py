"""Random-matrix ensembles: unitary matrices from Haar's measure and what they say of a chaotic cavity."""

import numpy as np

from qtlib.arguments import time_reversal, whole
from qtlib.scattering.matrix import SMatrix

__all__ = ["haar", "random"]


def random(channels, rng, beta=2, size=()):
    """S-matrices of a chaotic cavity with `channels` on either side: Dyson's circular ensembles.

    Parameters
    ----------
    channels : int
        Number of channels in each lead.
    rng : numpy.random.Generator
        Source of randomness.
    beta : int
        2 without time-reversal symmetry (unitary), 1 with it (S symmetric).
    size : int or tuple
        Shape of the stack.

    Raises
    ------
    ValueError
        If `beta` is not 1 or 2, or `channels` is not a positive whole number.

    See Also
    --------
    haar : the matrices behind it
    qtlib.noise.fano_factor : its ¼

    Examples
    --------
    >>> import numpy as np
    >>> S = random(2, np.random.default_rng(1), beta=1, size=1000)
    >>> bool(np.allclose(S.matrix, S.matrix.swapaxes(-1, -2), atol=1e-12))
    True
    """
    beta = time_reversal(beta)
    U = haar(2 * whole("channels", channels), rng, size)
    return SMatrix(U if beta == 2 else U @ U.swapaxes(-1, -2))


def haar(n, rng, size=()):
    """Unitary matrices from Haar's measure, shape (size, n, n).

    By QR with fixed phases (F. Mezzadri, Notices AMS 54, 592 (2007)).

    Raises
    ------
    ValueError
        If `n` is not a positive whole number, or `size` is not made of whole numbers.

    See Also
    --------
    random : S-matrices

    Examples
    --------
    >>> import numpy as np
    >>> haar(3, np.random.default_rng(1), size=5).shape
    (5, 3, 3)
    """
    n = whole("n", n)
    shape = (*(whole("size", one, 0) for one in np.ravel(size)), n, n) if np.size(size) else (n, n)
    Q, R = np.linalg.qr(rng.standard_normal(shape) + 1j * rng.standard_normal(shape))
    d = np.diagonal(R, axis1=-2, axis2=-1)
    return Q * (d / np.abs(d))[..., None, :]
