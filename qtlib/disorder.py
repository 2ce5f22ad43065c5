"""Many scatterers: in a row with and without phase, and in a wire with many channels; all realisations at once."""

import numpy as np

from qtlib.arguments import positive, probability, scalar, time_reversal, whole, within
from qtlib.scattering import haar, join
from qtlib.scattering.matrix import transmission_eigenvalues

__all__ = ["chain", "ohmic", "wire"]


def chain(T_1, number, realisations, rng, coherence=None):
    """Transmission of one channel through a row of equal scatterers at random distances.

    Parameters
    ----------
    T_1 : float
        Transmission of one scatterer, above 0.
    number : int
        Scatterers in a row.
    realisations : int
        Number of disorder realisations.
    rng : numpy.random.Generator
        Source of randomness: the phases between scatterers.
    coherence : float, optional
        Mean number of scatterers after which the phase is lost, 1 or more; never if not given. Each coherent stretch
        then adds its (1−T)/T.

    Returns
    -------
    numpy.ndarray
        Transmission, shape (realisations,).

    Raises
    ------
    ValueError
        If `T_1` lies outside 0…1 or is 0, a number is not a positive whole one, or `coherence` is below 1.

    See Also
    --------
    ohmic : its average when phases are lost at every scatterer
    wire : many channels

    Examples
    --------
    >>> import numpy as np
    >>> T = chain(0.9, number=50, realisations=20_000, rng=np.random.default_rng(1))
    >>> print(f"{np.log(T).mean() / 50:.3f}, {np.log(0.9):.3f}")  # ⟨ln T⟩ = N ln T_1: localization
    -0.105, -0.105
    """
    T_1 = scalar(positive, "T_1", scalar(probability, "T_1", T_1))
    number = whole("number", number)
    realisations = whole("realisations", realisations)
    r = np.sqrt(1 - T_1)
    loses = 0.0 if coherence is None else 1 / scalar(within(1, np.inf), "coherence", coherence)
    # what matters of the stretch so far: the amplitude it reflects to the right, and ln T
    reflected = np.full(realisations, r + 0j)
    log_T = np.full(realisations, np.log(T_1))
    resistances = np.zeros(realisations)  # (1−T)/T of the stretches that lost their phase, added
    for _ in range(number - 1):
        if loses:
            ends = rng.random(realisations) < loses
            resistances[ends] += np.expm1(-log_T[ends])
            log_T[ends] = 0.0
            reflected[ends] = 0.0
        turned = reflected * np.exp(2j * np.pi * rng.random(realisations))
        between = 1 - r * turned
        log_T += np.log(T_1) - 2 * np.log(np.abs(between))
        reflected = (turned - r) / between  # up to a phase that the next random one absorbs
    return 1 / (1 + resistances + np.expm1(-log_T))


def ohmic(T_1, number):
    """Transmission of `number` scatterers in a row without phase: (1−T)/T adds.

    See Also
    --------
    chain : phases kept, or lost after a while

    Examples
    --------
    >>> print(f"{ohmic(0.5, 3):.2f}")
    0.25
    """
    T_1 = probability("T_1", T_1)
    return T_1 / (T_1 + positive("number", number) * (1 - T_1))


def wire(channels, length, realisations, rng, slice_=0.02, beta=2):
    """Transmission eigenvalues of a disordered wire with many channels that scatter into each other at random.

    Thin slices, each with a small reflection and random unitary matrices on either side, are joined: the isotropic
    model of O. N. Dorokhov and of P. A. Mello, P. Pereyra and N. Kumar.

    Parameters
    ----------
    channels : int
        Number of channels N.
    length : float
        Length in mean free paths; ohmic for 1 ≪ length ≪ N, localized beyond.
    realisations : int
        Number of wires.
    rng : numpy.random.Generator
        Source of randomness.
    slice_ : float
        Thickness of a slice in mean free paths; its reflection probability.
    beta : int
        2 without time-reversal symmetry, 1 with it.

    Returns
    -------
    numpy.ndarray
        Shape (realisations, channels), largest first.

    Raises
    ------
    ValueError
        If `channels` or `realisations` is not a positive whole number, `length` or `slice_` is not positive, or `beta`
        is not 1 or 2.

    See Also
    --------
    chain : one channel
    qtlib.lattice.ensemble.ensemble : wires with a potential of their own
    qtlib.langevin.wire.Wire : the same length scales with collisions that lose energy

    Examples
    --------
    >>> import numpy as np
    >>> T_n = wire(channels=5, length=2.0, realisations=20, rng=np.random.default_rng(1), slice_=0.05)
    >>> T_n.shape
    (20, 5)
    """
    channels = whole("channels", channels)
    realisations = whole("realisations", realisations)
    length = scalar(positive, "length", length, "mean free paths")
    slice_ = scalar(positive, "slice_", slice_, "mean free paths")
    beta = time_reversal(beta)
    slices = max(1, round(length / slice_))
    reflection = length / slices / (1 + length / slices)
    r, t = np.sqrt(reflection), np.sqrt(1 - reflection)
    total = None
    for _ in range(slices):
        u, v, w, z = (haar(channels, rng, realisations) for _ in range(4))
        if beta == 1:  # reciprocity: S is symmetric
            w, z = v.swapaxes(-1, -2), u.swapaxes(-1, -2)
        # polar form: S = diag(u, v) [[−r, t], [t, r]] diag(z, w)
        blocks = -r * u @ z, t * v @ z, r * v @ w, t * u @ w
        total = blocks if total is None else join(total, blocks)
    return transmission_eigenvalues(total[1])
