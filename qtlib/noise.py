"""Zero-frequency current noise of a conductor between two reservoirs; one-sided, so thermal noise is 4kTG."""

import numpy as np

from qtlib import integrals
from qtlib.arguments import non_negative, probability, real, scalar, whole
from qtlib.conductor import degeneracy_of, total_transmission
from qtlib.reservoirs import x_coth_x
from qtlib.scattering import SMatrix
from qtlib.units import e, h, k_B

__all__ = ["correlations", "fano_factor", "noise"]


def noise(conductor, mu_L, mu_R, T=0.0):
    r"""Current noise at any bias and temperature, thermal and shot noise in one.

    .. math:: S = 2\,\frac{2e^2}{h}\sum_n\int\{T_n[f_L(1-f_L)+f_R(1-f_R)]+T_n(1-T_n)(f_L-f_R)^2\}\,dE

    (M. Büttiker, Phys. Rev. B 46, 12485 (1992); Ya. M. Blanter and M. Büttiker, Phys. Rep. 336, 1 (2000)).

    Parameters
    ----------
    conductor : conductor
        Anything with ``eigenvalues(E)``.
    mu_L, mu_R : array_like
        Electrochemical potentials [J], broadcast against each other; eV = mu_L − mu_R.
    T : array_like
        Temperature of both reservoirs [K]; 0 is allowed.

    Returns
    -------
    numpy.ndarray
        One-sided spectral density [A²/Hz], accurate to 1e-10 of its thermal plus full shot-noise value.

    Raises
    ------
    ValueError
        If `T` is negative or an argument is not finite.

    See Also
    --------
    fano_factor : at zero temperature, from the eigenvalues alone
    correlations : between any two of many terminals
    qtlib.counting.cumulants : all moments of what passes

    Examples
    --------
    >>> from qtlib import Channels, noise
    >>> from qtlib.units import meV
    >>> print(f"{noise(Channels([0.5]), mu_L=1 * meV, mu_R=0, T=1.0):.10e}")
    7.2767585479e-27
    """
    mu_L, mu_R, T = np.broadcast_arrays(real("mu_L", mu_L, "J"), real("mu_R", mu_R, "J"), non_negative("T", T, "K"))

    def transmitted_and_partitioned(E):
        T_n = conductor.eigenvalues(E)
        return np.stack([T_n.sum(-1), (T_n * (1 - T_n)).sum(-1)], axis=-1)

    transmission = total_transmission(conductor)
    result = np.empty(mu_L.shape)
    for one in np.unique(T):
        here = one == T
        kT = k_B * one
        left, right = mu_L[here], mu_R[here]
        # f(1 − f) = kT (−∂f/∂E); both reservoirs in one call share the samples
        thermal = kT * integrals.thermal(conductor, transmission, np.concatenate([left, right]), kT)[:, 0]
        thermal = thermal[: left.size] + thermal[left.size :]
        shot = integrals.biased(conductor, transmitted_and_partitioned, left, right, kT_L=kT, kT_R=kT, power=2)[:, 1]
        result[here] = thermal + shot
    return 2 * degeneracy_of(conductor) * e**2 / h * result


def fano_factor(eigenvalues):
    """Shot noise in units of 2eI at zero temperature, F = ΣT_n(1−T_n)/ΣT_n.

    Parameters
    ----------
    eigenvalues : array_like
        Transmission eigenvalues, shape (..., N).

    Returns
    -------
    numpy.ndarray
        Fano factor between 0 and 1, shape (...); `nan` where nothing is transmitted.

    Raises
    ------
    ValueError
        If an eigenvalue lies outside 0…1.

    See Also
    --------
    noise : at any bias and temperature
    qtlib.counting.cumulants : higher moments

    Examples
    --------
    >>> from qtlib import fano_factor
    >>> fano_factor([[1.0, 1.0], [1.0, 0.5], [1e-9, 0.0]]).round(6)
    array([0.      , 0.166667, 1.      ])
    """
    T_n = np.atleast_1d(probability("eigenvalues", eigenvalues))
    total = T_n.sum(-1)
    with np.errstate(invalid="ignore"):
        return (T_n * (1 - T_n)).sum(-1) / np.where(total > 0, total, np.nan)


def correlations(matrix, channels, mu, T=0.0, spin_degeneracy=2):
    r"""Auto- and cross-correlations of the currents of many terminals, from an S-matrix that is the same at all
    energies.

    .. math:: S_{\alpha\beta} = g_s\frac{e^2}{h}\sum_{\gamma\delta}
              \mathrm{Tr}\left[A_{\gamma\delta}(\alpha)A_{\delta\gamma}(\beta)\right]
              \int[f_\gamma(1-f_\delta)+f_\delta(1-f_\gamma)]\,dE

    with
    :math:`A_{\gamma\delta}(\alpha)=\delta_{\gamma\alpha}\delta_{\delta\alpha}-s^\dagger_{\alpha\gamma}s_{\alpha\delta}`
    (M. Büttiker, Phys. Rev. B 46, 12485 (1992)).

    Parameters
    ----------
    matrix : array_like
        Unitary, channels of terminal 0 first.
    channels : sequence of int
        Number of channels of each terminal.
    mu : array_like
        Electrochemical potential of each terminal [J].
    T : float
        Temperature of all [K].
    spin_degeneracy : int
        2, or 1 where spins are channels of their own.

    Returns
    -------
    numpy.ndarray
        One-sided spectral densities [A²/Hz], shape (terminals, terminals); each row sums to zero.

    Raises
    ------
    ValueError
        If the matrix is not unitary, `channels` and `mu` do not fit, `T` is negative, or `spin_degeneracy` is not a
        positive whole number.

    See Also
    --------
    noise : one conductor between two reservoirs, also with energy dependence
    qtlib.terminals.Terminals : the currents themselves

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib import Channels, noise
    >>> from qtlib.units import meV
    >>> S = correlations([[0.6, 0.8], [0.8, -0.6]], (1, 1), [1 * meV, 0], T=1.0)
    >>> bool(np.isclose(S[0, 0], noise(Channels([0.64]), 1 * meV, 0, 1.0), atol=0))
    True
    """
    s = SMatrix(matrix).matrix
    mu = real("mu", mu, "J")
    if sum(channels) != len(s) or mu.shape != (len(channels),):
        raise ValueError(
            f"channels and mu must fit the matrix of size {len(s)}, got {tuple(channels)} and {mu.shape[0]} potentials"
        )
    kT = k_B * scalar(non_negative, "T", T, "K")
    spin_degeneracy = whole("spin_degeneracy", spin_degeneracy)
    bias = np.abs(mu[:, None] - mu)
    window = 2 * kT * x_coth_x(bias / (2 * kT)) if kT else bias
    owner = np.repeat(np.arange(len(channels)), channels)
    A = np.stack(
        [np.diag((owner == p).astype(complex)) - s[owner == p].conj().T @ s[owner == p] for p in range(len(channels))]
    )
    return spin_degeneracy * e**2 / h * np.einsum("aij,bji,ij->ab", A, A, window[np.ix_(owner, owner)]).real
