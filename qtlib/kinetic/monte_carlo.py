"""Single carriers followed through drift and collisions, and what is measured on many of them."""

import numpy as np
from scipy.special import expit

from qtlib.arguments import positive, real, scalar, whole
from qtlib.kinetic.equilibrium import smooth_between
from qtlib.units import e, hbar, k_B

__all__ = ["draw_equilibrium", "trajectories", "trajectory_noise"]

_TABLE = 200_001  # wave numbers of the table from which carriers are drawn
_LONG = 25  # relaxation times after which nothing is left of the start: e^-25 is below the noise of any sample


def trajectories(subband, force, start, duration, rng):
    """Follow carriers of a `Subband` one by one.

    They drift, are reversed elastically at rate 1/2τ_el, and are drawn anew from equilibrium at rate 1/τ_in.

    Parameters
    ----------
    subband : Subband
        With T > 0.
    force : float
        eE [N].
    start : array_like
        Wave numbers of the carriers at time 0 [1/m].
    duration : float
        Time to follow each [s].
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    k, path : numpy.ndarray
        Wave number of each carrier at the end [1/m], and its time integral [s/m], ħ/m times which is the distance
        covered.

    Raises
    ------
    ValueError
        If `duration` is not positive or the subband is at zero temperature.

    See Also
    --------
    trajectory_noise : what many of them say
    qtlib.kinetic.subband.Subband : the same in closed form

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.kinetic import Subband, draw_equilibrium, trajectories, trajectory_noise
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Subband(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> rng = np.random.default_rng(1)
    >>> k, path = trajectories(wire, 1e-15, draw_equilibrium(wire, 10000, rng), 2e-11, rng)
    >>> k.shape
    (10000,)
    """
    force = scalar(real, "force", force, "N")
    duration = scalar(positive, "duration", duration, "s")
    k = np.array(real("start", start, "1/m"))
    path = np.zeros(np.shape(start))
    left = np.full(k.shape, duration)
    elastic, inelastic = 0.5 / subband.tau_el, 1 / subband.tau_in
    moving = np.arange(k.size)
    while moving.size:
        flight = rng.exponential(1 / (elastic + inelastic), moving.size)
        step = np.minimum(flight, left[moving])
        path[moving] += k[moving] * step + 0.5 * force / hbar * step**2
        k[moving] += force / hbar * step
        left[moving] -= step
        moving = moving[flight == step]  # the others reached the end in flight
        redrawn = rng.random(moving.size) < inelastic / (elastic + inelastic)
        k[moving[~redrawn]] *= -1
        k[moving[redrawn]] = draw_equilibrium(subband, redrawn.sum(), rng)
    return k, path


def draw_equilibrium(subband, number, rng, fluctuation=False):
    """Draw `number` wave numbers [1/m] from f_eq, or from f_eq(1 − f_eq) if `fluctuation`.

    By inverting the distribution on a fine table.

    Raises
    ------
    ValueError
        If `number` is not a whole number of 0 or more, or the subband is at zero temperature.

    See Also
    --------
    trajectories : where carriers go from there

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.kinetic import Subband, draw_equilibrium, trajectories, trajectory_noise
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Subband(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> draw_equilibrium(wire, 3, np.random.default_rng(1)).shape
    (3,)
    """
    number = whole("number", number, 0)
    if subband.T == 0:
        raise ValueError("T must be positive to draw from a thermal distribution, got 0 K")
    kT = k_B * subband.T
    q = np.linspace(0, smooth_between(subband.mu, kT, subband.mass)[-1], _TABLE)
    f = expit((subband.mu - (hbar * q) ** 2 / (2 * subband.mass)) / kT)
    weight = f * (1 - f) if fluctuation else f
    cumulative = np.concatenate([[0.0], np.cumsum(weight[1:] + weight[:-1])])
    size = np.interp(rng.random(number) * cumulative[-1], cumulative, q)
    return size * rng.choice((-1.0, 1.0), number)


def trajectory_noise(subband, force, number, rng):
    """Drift velocity, conductance and noise of a `Subband` from `trajectories`, each with its standard error.

    Carriers are first brought to the steady state; those that carry the fluctuation start from f_eq(1 − f_eq). The
    noise is the time integral of their velocity's correlation with its first value.

    Returns
    -------
    dict
        ``drift_velocity`` [m/s], ``conductance`` [S], ``noise`` [A²/Hz], each a pair (mean, standard error).

    Raises
    ------
    ValueError
        If `number` is not a whole number of 2 or more, or the subband is at zero temperature.

    See Also
    --------
    trajectories : the motion it averages
    qtlib.kinetic.steady.Steady : the same on a grid

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.kinetic import Subband, draw_equilibrium, trajectories, trajectory_noise
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Subband(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> found = trajectory_noise(wire, 1e-15, 20000, np.random.default_rng(1))
    >>> value, error = found["drift_velocity"]
    >>> bool(abs(value - wire.drift_velocity(1e-15)) < 4 * error)
    True
    """
    number = whole("number", number, 2)
    long = _LONG * max(subband.tau_in, subband.tau)
    speed = hbar / subband.mass
    k, _ = trajectories(subband, force, draw_equilibrium(subband, number, rng), long, rng)
    v = speed * k
    # the steady state of Δf: a carrier drawn from f_eq(1 − f_eq) a random time ago, with elastic reversals since
    age = rng.exponential(subband.tau_in, number)
    k = draw_equilibrium(subband, number, rng, fluctuation=True)
    k = _drift_with_reversals(subband, force, k, age, rng)
    first = speed * k
    _, path = trajectories(subband, force, k, long, rng)
    drift = subband.drift_velocity(force)
    correlation = (first - drift) * (speed * path - drift * long)
    scale = 4 * e**2 / subband.length * subband.number_fluctuation
    per_velocity = e**2 * subband.density / (force * subband.length) if force else np.nan
    return {
        "drift_velocity": _mean(v),
        "conductance": _mean(per_velocity * v),
        "noise": _mean(scale * correlation),
    }


def _drift_with_reversals(subband, force, k, age, rng):
    """Carry wave numbers on for the times `age` with elastic reversals only."""
    k = k.copy()
    left = age.copy()
    moving = np.arange(k.size)
    while moving.size:
        flight = rng.exponential(2 * subband.tau_el, moving.size)
        step = np.minimum(flight, left[moving])
        k[moving] += force / hbar * step
        left[moving] -= step
        moving = moving[flight == step]
        k[moving] *= -1
    return k


def _mean(samples):
    return float(samples.mean()), float(samples.std(ddof=1) / np.sqrt(samples.size))
