"""Conductance as kinetics: one subband whose carriers are driven by a field, scattered back elastically, and cooled inelastically.

The distribution f(k) of carriers in a subband, driven by a force, obeys

    (force/ħ) ∂f/∂k = −[f − (⟨f/τ_in⟩/⟨f_eq/τ_in⟩) f_eq]/τ_in − (f(k) − f(−k))/2τ_el,     ⟨g⟩ = ∫ 2dk/2π g(k),

with the density held by the neutral contacts at its equilibrium value, ⟨f⟩ = ⟨f_eq⟩. `Channel` is its closed form for constant collision times,
`Operator` solves it on a grid for times that depend on energy, `trajectories` follows single carriers. Nothing here uses transmission.

Sources: M. P. Das and F. Green, J. Phys.: Condens. Matter 15, L687 (2003); F. Green, J. S. Thakur and M. P. Das,
Phys. Rev. Lett. 92, 156804 (2004).
"""

import functools
from dataclasses import dataclass

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.linalg import solve_banded
from scipy.special import expit

from qtlib.arguments import non_negative, positive, real, scalar
from qtlib.reservoirs import fermi_dirac
from qtlib.units import G0, e, h, hbar, k_B

_NODES, _WEIGHTS = leggauss(20)


@dataclass(frozen=True)
class Channel:
    """One parabolic subband with constant collision times, in a uniform field.

    With τ = τ_elτ_in/(τ_el + τ_in) and λ = (force/ħ)√(τ_inτ), the even part of the distribution is equilibrium smeared by e^{−|k|/λ}/2λ,
    the odd part −τ(force/ħ) times its derivative.

    Parameters
    ----------
    mu : float
        Chemical potential above the subband's bottom [J]; may be negative.
    T : float
        Temperature [K]; 0 is allowed.
    tau_in, tau_el : float
        Inelastic and elastic collision time [s].
    length : float
        Length of the conductor [m].
    mass : float
        Effective mass [kg].

    Raises
    ------
    ValueError
        If a time, the length or the mass is not positive, or `T` is negative.

    Examples
    --------
    >>> from qtlib.kinetic import Channel
    >>> from qtlib.units import G0, hbar, m_e, meV, um
    >>> m, mu, L = 0.067 * m_e, 10 * meV, 1 * um
    >>> tau = L / (2 * mu / m) ** 0.5  # both mean free paths equal to the length
    >>> wire = Channel(mu=mu, T=0, tau_in=tau, tau_el=tau, length=L, mass=m)
    >>> print(f"{wire.conductance / G0:.9f}")
    1.000000000
    """

    mu: float
    T: float
    tau_in: float
    tau_el: float
    length: float
    mass: float

    def __post_init__(self):
        for name, check, unit in (
            ("mu", real, "J"),
            ("T", non_negative, "K"),
            ("tau_in", positive, "s"),
            ("tau_el", positive, "s"),
            ("length", positive, "m"),
            ("mass", positive, "kg"),
        ):
            object.__setattr__(self, name, scalar(check, name, getattr(self, name), unit))

    @property
    def tau(self):
        """Total collision time by Matthiessen's rule [s]."""
        return self.tau_el * self.tau_in / (self.tau_el + self.tau_in)

    @property
    def density(self):
        """Carriers per length, both spins [1/m]; the same at every force."""
        return density(self.mu, self.T, self.mass)

    @property
    def number_fluctuation(self):
        """Mean-square number fluctuation per length, kT ∂n/∂µ [1/m]; the same at every force."""
        return number_fluctuation(self.mu, self.T, self.mass)

    @property
    def conductance(self):
        """ne²τ/mL [S], at every field."""
        return self.density * e**2 * self.tau / (self.mass * self.length)

    def drift_velocity(self, force):
        """Mean velocity [m/s] at `force` = eE [N]."""
        return real("force", force, "N") * self.tau / self.mass

    def distribution(self, k, force):
        """Occupation at wave number `k` [1/m] under `force` [N]; broadcast against each other.

        Smoothed over λ it may leave 0…1 slightly where the odd part is large: the equation is linear and knows no exclusion out of equilibrium.
        """
        k, force = np.broadcast_arrays(real("k", k, "1/m"), real("force", force, "N"))
        return np.vectorize(self._distribution, otypes=[float])(k, force) if self.T == 0 else self._smeared(k, force)

    def _distribution(self, k, force):
        """At zero temperature: a box of half width k_F, smeared."""
        k_F = np.sqrt(2 * self.mass * max(self.mu, 0.0)) / hbar
        lam = abs(force) / hbar * np.sqrt(self.tau_in * self.tau)
        if lam == 0:
            return np.heaviside(k_F - abs(k), 0.5) if k_F else 0.0
        # overlap of the box with the exponential on either side of k
        below, above = ((_tail(k_F - s * k, lam) - _tail(-k_F - s * k, lam)) / 2 for s in (-1, 1))
        return below + above - self.tau * force / (hbar * lam) * (above - below)

    def _smeared(self, k, force):
        result = np.empty(k.shape)
        for one in np.unique(force):
            here = force == one
            even, slope = self._even_part(k[here], abs(one) / hbar * np.sqrt(self.tau_in * self.tau))
            result[here] = even - self.tau * one / hbar * slope
        return result

    def _even_part(self, k, lam):
        """∫ f_eq(q) e^{−|k−q|/λ}/2λ dq and its derivative at the 1-D array `k`, for one λ [1/m]."""
        kT = k_B * self.T
        q = _structure(self.mu, kT, self.mass)
        q = np.r_[-q[::-1], q]
        if lam < 1e-9 * q[-1]:
            f = expit((self.mu - (hbar * k) ** 2 / (2 * self.mass)) / kT)
            return f, -(hbar**2) * k / (self.mass * kT) * f * (1 - f)
        near = lam * np.r_[-np.linspace(40, 0, 21), np.linspace(0, 40, 21)[1:]]
        # panels that resolve both the kernel around k and the thermal edge of f_eq
        edges = np.sort(np.concatenate([k[:, None] + near, np.broadcast_to(q, (len(k), len(q)))], axis=1), axis=1)
        edges = np.clip(edges, np.maximum(k - 40 * lam, q[0])[:, None], np.minimum(k + 40 * lam, q[-1])[:, None])
        even, slope = np.zeros(k.shape), np.zeros(k.shape)
        for a, b in zip(edges.T[:-1], edges.T[1:], strict=True):
            here = b > a  # about half of the panels are empty
            half = (b - a)[here, None] / 2
            at = (a + b)[here, None] / 2 + half * _NODES
            f = expit((self.mu - (hbar * at) ** 2 / (2 * self.mass)) / kT)
            kernel = np.exp(-np.abs(k[here, None] - at) / lam) / (2 * lam) * half * _WEIGHTS
            even[here] += (f * kernel).sum(1)
            # the slope of f_eq, smeared; the slope of the kernel would cancel for small λ
            slope[here] -= (hbar**2 * at / (self.mass * kT) * f * (1 - f) * kernel).sum(1)
        return even, slope

    def noise(self, force):
        """Zero-frequency current noise [A²/Hz] at `force` [N], one-sided.

        .. math:: S = 4kTG + \\frac{4e^2}{L}(2\\tau_{in}-\\tau)\\,v_d^2\\,\\Delta n
        """
        v = self.drift_velocity(force)
        excess = 4 * e**2 / self.length * (2 * self.tau_in - self.tau) * v**2 * self.number_fluctuation
        return 4 * k_B * self.T * self.conductance + excess

    def spectrum(self, omega, force):
        """Current noise [A²/Hz] at angular frequency `omega` [1/s]: a Lorentzian of width 1/τ, at any force [N]."""
        return self.noise(force) / (1 + (real("omega", omega, "1/s") * self.tau) ** 2)

    def energy_balance(self, force):
        """Power per length [W/m]: what the field gives, what inelastic collisions pass on, what elastic ones do.

        Returns
        -------
        drawn, inelastic, elastic : numpy.ndarray
            ``drawn`` = n·force·v_d; ``inelastic`` = (⟨εf⟩ − ⟨εf_eq⟩)/τ_in from the second moment of the smearing; ``elastic`` = 0.
        """
        force = real("force", force, "N")
        drawn = self.density * force * self.drift_velocity(force)
        gained = self.density * (force**2 * self.tau_in * self.tau) / self.mass  # ħ²·2λ²/2m per carrier
        return drawn, gained / self.tau_in, np.zeros_like(drawn)


def density(mu, T, mass):
    """Carriers per length of one subband with both spins [1/m].

    Parameters
    ----------
    mu : array_like
        Chemical potential above the subband's bottom [J].
    T : array_like
        Temperature [K].
    mass : float
        Effective mass [kg].

    Examples
    --------
    >>> from qtlib.units import m_e, meV, um
    >>> round(float(density(5 * meV, 0, 0.067 * m_e) * um), 4)  # 2 k_F / π per micrometre
    59.6954
    """
    mu, kT, mass = real("mu", mu, "J"), k_B * non_negative("T", T, "K"), positive("mass", mass, "kg")
    with np.errstate(divide="ignore", invalid="ignore"):
        warm = np.sqrt(2 * mass * kT / np.pi) / hbar * fermi_dirac(-0.5, np.where(kT > 0, mu / kT, 0.0))
    return np.where(kT > 0, warm, 2 / np.pi * np.sqrt(2 * mass * np.maximum(mu, 0)) / hbar)


def number_fluctuation(mu, T, mass):
    """kT ∂n/∂µ of one subband with both spins [1/m]; arguments as for `density`.

    Examples
    --------
    >>> from qtlib.units import m_e, meV
    >>> n, dn = (f(-5 * meV, 4.2, 0.067 * m_e) for f in (density, number_fluctuation))
    >>> print(f"{dn / n:.6f}")  # dilute: Poisson
    0.999999
    """
    mu, kT, mass = real("mu", mu, "J"), k_B * non_negative("T", T, "K"), positive("mass", mass, "kg")
    with np.errstate(divide="ignore", invalid="ignore"):
        eta = np.where(kT > 0, mu / kT, 0.0)
    return np.sqrt(2 * mass * kT / np.pi) / hbar * fermi_dirac(-1.5, eta)


def ballistic_conductance(mu, T, thresholds, ratio=1.0):
    """Conductance of a ballistic constriction from kinetics, at any density.

    .. math::

       G = G_0\\sum_i \\frac{\\pi}{2}\\frac{F_{-1/2}(\\eta_i)^2}{\\ln(1+e^{\\eta_i})}\\left(1-\\frac{1}{1+r}\\right),
       \\qquad \\eta_i = \\frac{\\mu-\\varepsilon_i}{kT}

    Each subband has τ_el = L/v and conducts n e²τ/mL (M. P. Das and F. Green, J. Phys.: Condens. Matter 15, L687 (2003), Eqs. 10, 11).
    Their Eq. (10) as printed, ``v = ⟨|v| f_eq⟩/n``, tends to v_F/2 and would give 2 G₀; the text and the figures need v_F, hence
    ``v = 2⟨|v| f_eq⟩/n`` here.

    Parameters
    ----------
    mu : array_like
        Chemical potential [J], any shape.
    T : array_like
        Temperature [K], broadcast against `mu`; 0 is allowed.
    thresholds : array_like
        Bottoms ε_i of the subbands [J].
    ratio : float
        r = τ_in/τ_el between 0 and 1; 1 is the ideal contact.

    Returns
    -------
    numpy.ndarray
        Conductance [S].

    Raises
    ------
    ValueError
        If `T` is negative, `ratio` lies outside 0…1, or an argument is not finite.

    Examples
    --------
    >>> from qtlib.kinetic import ballistic_conductance
    >>> from qtlib.units import G0, k_B
    >>> kT = k_B * 1.0
    >>> mu = [5 * kT, 14 * kT, 1000 * kT]
    >>> (ballistic_conductance(mu, T=1.0, thresholds=[5 * kT, 17 * kT]) / G0).round(6)
    array([0.414605, 1.026552, 1.999998])
    """
    mu, T = np.broadcast_arrays(real("mu", mu, "J"), non_negative("T", T, "K"))
    thresholds, r = np.atleast_1d(real("thresholds", thresholds, "J")), scalar(_ratio, "ratio", ratio)
    total = sum(_degeneracy_factor(mu - bottom, k_B * T) for bottom in thresholds)
    return G0 * total * r / (1 + r)


def _ratio(name, value, unit=""):
    value = non_negative(name, value, unit)
    if np.any(value > 1):
        raise ValueError(f"{name} must be τ_in/τ_el between 0 and 1, got {float(np.max(value)):.6g}")
    return value


def _degeneracy_factor(above, kT):
    """(π/2) F_{−1/2}²/ln(1+e^η): e^η π/2 when dilute, 2 when degenerate; `above` = µ − ε."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        eta = np.where(kT > 0, above / kT, 0.0)
    F, dilute = fermi_dirac(-0.5, eta), eta < -40  # where F and the logarithm are both e^η
    warm = np.pi / 2 * F * np.where(dilute, 1.0, F / np.logaddexp(0, np.maximum(eta, -40)))
    return np.where(kT > 0, warm, 2 * np.heaviside(above, 0.5))


@dataclass(frozen=True)
class Operator:
    """The kinetic equation on a grid of k, for collision times that depend on energy.

    Parameters
    ----------
    mu, T, length, mass
        As for `Channel`; T > 0.
    tau_in, tau_el : callable or float
        Collision times [s] as functions of the kinetic energy [J] (array in, array out), or constants.
    points : int, optional
        Even number of grid points; enough to resolve the thermal edge of f_eq to 1e-12 if not given. The derivative is of eighth order.
    k_max : float, optional
        End of the grid [1/m]; chosen from temperature and force if not given.

    Raises
    ------
    ValueError
        If an argument is out of range or a time is not positive on the grid.

    Examples
    --------
    >>> from qtlib.units import G0, m_e, meV, um
    >>> m, mu, L = 0.067 * m_e, 10 * meV, 1 * um
    >>> tau = L / (2 * mu / m) ** 0.5
    >>> hot_are_slow_to_cool = lambda E: tau * (1 + E / mu)
    >>> wire = Operator(mu, 4.2, hot_are_slow_to_cool, tau, L, m)
    >>> state = wire.solve(force=1e-16)
    >>> bool(abs(state.density / density(mu, 4.2, m) - 1) < 1e-10)
    True
    """

    mu: float
    T: float
    tau_in: object
    tau_el: object
    length: float
    mass: float
    points: int | None = None
    k_max: float | None = None

    def __post_init__(self):
        for name, check, unit in (
            ("mu", real, "J"),
            ("T", positive, "K"),
            ("length", positive, "m"),
            ("mass", positive, "kg"),
        ):
            object.__setattr__(self, name, scalar(check, name, getattr(self, name), unit))
        if self.points is not None and not (
            isinstance(self.points, int) and self.points >= 40 and self.points % 2 == 0
        ):
            raise ValueError(f"points must be an even whole number of 40 or more, got {self.points!r}")
        if self.k_max is not None:
            object.__setattr__(self, "k_max", scalar(positive, "k_max", self.k_max, "1/m"))

    def solve(self, force):
        """Steady state at `force` = eE [N], a `Steady`."""
        return Steady(self, scalar(real, "force", force, "N"))


# coefficients of the antisymmetric eighth-order first derivative
_STENCIL = np.array([4 / 5, -1 / 5, 4 / 105, -1 / 280])


@dataclass(frozen=True)
class Steady:
    """Steady state of an `Operator` under a force: distribution, current, noise and energy balance, all measured on the grid."""

    operator: Operator
    force: float

    @functools.cached_property
    def k(self):
        """Grid of wave numbers [1/m], symmetric about 0 and without it."""
        op, kT = self.operator, k_B * self.operator.T
        end, points = op.k_max, op.points
        if end is None:
            q = _structure(op.mu, kT, op.mass)[-1]
            times = [np.max(self._time(name, np.linspace(0, q, 50))) for name in ("tau_in", "tau_el")]
            end = q + 34 * abs(self.force) / hbar * np.sqrt(times[0] * min(times))
        if points is None:
            edge = np.sqrt(2 * op.mass) / hbar * (np.sqrt(max(op.mu, 0) + kT) - np.sqrt(max(op.mu, 0)))
            points = 2 * max(1000, int(np.ceil(end / (0.06 * edge))))
        return (np.arange(points) - (points - 1) / 2) * (2 * end / points)

    def _time(self, name, k):
        tau = getattr(self.operator, name)
        values = tau((hbar * k) ** 2 / (2 * self.operator.mass)) if callable(tau) else tau
        return np.broadcast_to(positive(name, values, "s"), np.shape(k)).astype(float)

    @functools.cached_property
    def tau_in(self):
        """Inelastic time on the grid [s]."""
        return self._time("tau_in", self.k)

    @functools.cached_property
    def tau_el(self):
        """Elastic time on the grid [s]."""
        return self._time("tau_el", self.k)

    @property
    def velocity(self):
        """ħk/m on the grid [m/s]."""
        return hbar * self.k / self.operator.mass

    @property
    def energy(self):
        """Kinetic energy on the grid [J]."""
        return (hbar * self.k) ** 2 / (2 * self.operator.mass)

    def mean(self, g):
        """⟨g⟩ = ∫ 2dk/2π g for values on the grid."""
        return np.sum(g) * (self.k[1] - self.k[0]) / np.pi

    @property
    def equilibrium(self):
        """f_eq on the grid."""
        return expit((self.operator.mu - self.energy) / (k_B * self.operator.T))

    @property
    def equilibrium_fluctuation(self):
        """kT ∂f_eq/∂µ on the grid."""
        return self.equilibrium * (1 - self.equilibrium)

    def loss(self, right, omega=0.0):
        """Solve for what drift and collisions out take away: (iω + (force/ħ)∂_k + 1/τ_in) g + (g − g₋)/2τ_el = `right`.

        Pairs (k, −k) stand side by side, so that the elastic term and the derivative across k = 0 make a band.
        """
        n, F = len(self.k), self.force / hbar / (self.k[1] - self.k[0])
        place = np.empty(n, int)  # of a grid point in the pairwise order
        place[: n // 2], place[n // 2 :] = np.arange(n - 2, -1, -2), np.arange(1, n, 2)
        width = 2 * len(_STENCIL)
        band = np.zeros((2 * width + 1, n), complex if omega else float)

        def add(rows, columns, values):
            np.add.at(band, (width + place[rows] - place[columns], place[columns]), values)

        every = np.arange(n)
        add(every, every, 1j * omega if omega else 0.0)
        add(every, every, 1 / self.tau_in + 0.5 / self.tau_el)
        add(every, every[::-1], -0.5 / self.tau_el)
        for j, c in enumerate(_STENCIL, 1):
            add(every[:-j], every[j:], F * c)
            add(every[j:], every[:-j], -F * c)
        solution = np.empty(n, band.dtype)
        solution[:] = solve_banded((width, width), band, right[np.argsort(place)].astype(band.dtype))[place]
        return solution

    @functools.cached_property
    def _source(self):
        return self.loss(self.equilibrium / self.tau_in)

    @functools.cached_property
    def distribution(self):
        """f on the grid, with the density that the contacts hold."""
        return self._source * (self.mean(self.equilibrium) / self.mean(self._source))

    @functools.cached_property
    def fluctuation(self):
        """Δf = kT ∂f/∂µ on the grid."""
        u, du = self._source, self.loss(self.equilibrium_fluctuation / self.tau_in)
        n, dn, total, slope = map(self.mean, (self.equilibrium, self.equilibrium_fluctuation, u, du))
        return u * (dn / total) + n * (du / total - u * (slope / total**2))

    @property
    def density(self):
        """⟨f⟩ [1/m]."""
        return self.mean(self.distribution)

    @property
    def number_fluctuation(self):
        """⟨Δf⟩ [1/m]."""
        return self.mean(self.fluctuation)

    @property
    def current(self):
        """e⟨vf⟩ [A]."""
        return e * self.mean(self.velocity * self.distribution)

    @property
    def conductance(self):
        """Current per voltage, e²⟨vf⟩/(force·L) [S]; its limit at zero force."""
        if self.force == 0:
            dn, tau = self.equilibrium_fluctuation, 1 / (1 / self.tau_in + 1 / self.tau_el)
            return e**2 * self.mean(tau * self.velocity**2 * dn) / (k_B * self.operator.T * self.operator.length)
        return e * self.current / (self.force * self.operator.length)

    @property
    def noise(self):
        """Zero-frequency current noise [A²/Hz], from the decay of v·Δf with the stationary part removed."""
        return self.spectrum(0.0)

    def spectrum(self, omega):
        """Current noise [A²/Hz] at one angular frequency `omega` [1/s]."""
        start = self.velocity * self.fluctuation
        start = start - self.mean(start) / self.density * self.distribution
        x = self.loss(start, omega)
        gain = self.equilibrium / self.tau_in / self.mean(self.equilibrium / self.tau_in)
        if omega == 0:  # what is left free is the stationary state; the carriers' number does not fluctuate
            x = x - self.mean(x) / self.density * self.distribution
        else:
            u = self.loss(gain, omega)
            x = x + u * (self.mean(x / self.tau_in) / (1 - self.mean(u / self.tau_in)))
        return 4 * e**2 / self.operator.length * self.mean(self.velocity * x).real

    @property
    def energy_balance(self):
        """What is drawn from the field, passed on by inelastic collisions and by elastic ones, each in W/m."""
        f, f_eq, tau = self.distribution, self.equilibrium, self.tau_in
        gain = self.mean(f / tau) / self.mean(f_eq / tau) * f_eq
        drawn = self.force * self.mean(self.velocity * f)
        elastic = self.mean(self.energy * (f - f[::-1]) / (2 * self.tau_el))
        return drawn, self.mean(self.energy * (f - gain) / tau), elastic


def noise_at_fixed_current(current, mu, T, thresholds, length, mass, p, eps_in):
    """Excess noise of a point contact that is driven by a fixed current, from kinetics.

    .. math::

       S_{xs} = \\sum_i \\frac{4I_i^2}{N_i}\\frac{\\Delta N_i}{N_i}(2\\tau_{in,i}-\\tau_i),\\qquad
       \\frac{1}{\\tau_{in,i}} = \\frac{1}{\\tau_{el,i}}\\left[1+\\left(\\frac{eV}{\\varepsilon_{in}}\\right)^p\\right]

    with τ_el = L/v of each subband and the voltage V = I/G(V).
    The dependence of the inelastic time on voltage is a phenomenological law of this course: the papers give none
    (F. Green, J. S. Thakur and M. P. Das, Phys. Rev. Lett. 92, 156804 (2004)).

    Parameters
    ----------
    current : array_like
        Current [A], zero or more.
    mu : array_like
        Chemical potential [J]; the gate. Broadcast against `current`.
    T : float
        Temperature [K], positive.
    thresholds : array_like
        Bottoms of the subbands [J].
    length, mass : float
        Length of the contact [m], effective mass [kg].
    p, eps_in : float
        Exponent (zero or more) and energy scale [J] of inelastic scattering.

    Returns
    -------
    excess, conductance, voltage : numpy.ndarray
        Excess noise [A²/Hz], total conductance at this current [S], voltage [V].

    Raises
    ------
    ValueError
        If an argument is out of range, or p ≥ 1 and the contact cannot carry the current at any voltage.

    Examples
    --------
    >>> from qtlib.units import m_e, meV, nA, um
    >>> S, G, V = noise_at_fixed_current(100 * nA, 5 * meV, 1.5, [2 * meV], 0.5 * um, 0.067 * m_e, p=0.75, eps_in=meV)
    >>> print(f"{G / G0:.3f} G0, {V * 1e3:.3f} mV")
    0.492 G0, 2.626 mV
    """
    current, mu = np.broadcast_arrays(non_negative("current", current, "A"), real("mu", mu, "J"))
    T, p, eps_in = scalar(positive, "T", T, "K"), scalar(non_negative, "p", p), scalar(positive, "eps_in", eps_in, "J")
    length, mass = scalar(positive, "length", length, "m"), scalar(positive, "mass", mass, "kg")
    thresholds, kT = np.atleast_1d(real("thresholds", thresholds, "J")), k_B * T
    factors = np.stack([_degeneracy_factor(mu - bottom, kT) for bottom in thresholds])
    y = _reduced_voltage(current * e / (eps_in * G0 * factors.sum(0)), p, current, mu)  # eV/ε_in
    r = 1 / (1 + y**p)
    excess = 0.0
    for bottom, factor in zip(thresholds, factors, strict=True):
        n, dn = density(mu - bottom, T, mass), number_fluctuation(mu - bottom, T, mass)
        G = G0 * factor * r / (1 + r)
        # L/v with v = 2⟨|v| f_eq⟩/n, from 2⟨|v| f_eq⟩ = (4/h) kT ln(1 + e^η)
        tau_el = length * n * h / (4 * kT * np.logaddexp(0, (mu - bottom) / kT))
        carried = G * y * eps_in / e
        excess = excess + 4 * carried**2 * dn / (n**2 * length) * tau_el * (2 * r - r / (1 + r))
    voltage = y * eps_in / e
    return excess, G0 * factors.sum(0) * r / (1 + r), voltage


def _reduced_voltage(drive, p, current, mu):
    """Solve y/(2 + y^p) = `drive` on the branch that starts at 0; refuse where there is none."""

    def excess(log_y, log_drive):
        return log_y - np.logaddexp(np.log(2), p * log_y) - log_drive

    # y/(2 + y^p) grows without bound for p < 1, towards 1 for p = 1, and up to a maximum at y^p = 2/(p − 1) for p > 1
    end = np.log(2 / (p - 1)) / p if p > 1 else 700.0  # of log y
    largest = np.inf if p < 1 else 1.0 if p == 1 else np.exp(end) * (p - 1) / (2 * p)
    if np.any(drive >= largest):
        bad = tuple(np.argwhere(drive >= largest)[0])
        raise ValueError(
            f"current must stay below {float(largest / drive[bad] * current[bad]):.4g} A at mu = {float(mu[bad]):.4g} J for p = {p:g} "
            f"(inelastic scattering outgrows the voltage), got {float(current[bad]):.4g} A"
        )
    result = np.zeros(drive.shape)
    flows = drive > 0
    if flows.any():
        log_drive = np.log(drive[flows])
        # scipy ≥ 1.15; asked for only here, so that the lattice also runs beside Kwant, which needs an older one
        from scipy.optimize.elementwise import find_root

        root = find_root(excess, (log_drive, np.full_like(log_drive, end)), args=(log_drive,))
        if not np.all(root.success):
            worst = mu[flows][~root.success].min()
            raise ValueError(
                f"mu is so far below the thresholds that no voltage drives the current, got {float(worst):.4g} J"
            )
        result[flows] = np.exp(root.x)
    return result


def trajectories(channel, force, start, duration, rng):
    """Follow carriers of a `Channel` one by one: drift, elastic reversal at rate 1/2τ_el, inelastic redraw from equilibrium at rate 1/τ_in.

    Parameters
    ----------
    channel : Channel
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
        Wave number of each carrier at the end [1/m], and its time integral [s/m], ħ/m times which is the distance covered.

    Raises
    ------
    ValueError
        If `duration` is not positive or the channel is at zero temperature.

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Channel(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> rng = np.random.default_rng(1)
    >>> k, path = trajectories(wire, 1e-15, draw_equilibrium(wire, 10000, rng), 2e-11, rng)
    >>> k.shape
    (10000,)
    """
    force, duration = scalar(real, "force", force, "N"), scalar(positive, "duration", duration, "s")
    k, path = np.array(real("start", start, "1/m")), np.zeros(np.shape(start))
    left = np.full(k.shape, duration)
    elastic, inelastic = 0.5 / channel.tau_el, 1 / channel.tau_in
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
        k[moving[redrawn]] = draw_equilibrium(channel, redrawn.sum(), rng)
    return k, path


def draw_equilibrium(channel, number, rng, fluctuation=False):
    """Draw `number` wave numbers [1/m] from f_eq, or from f_eq(1 − f_eq) if `fluctuation`, by inverting the distribution on a fine table.

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Channel(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> draw_equilibrium(wire, 3, np.random.default_rng(1)).shape
    (3,)
    """
    if channel.T == 0:
        raise ValueError("T must be positive to draw from a thermal distribution, got 0 K")
    kT = k_B * channel.T
    q = np.linspace(0, _structure(channel.mu, kT, channel.mass)[-1], 200_001)
    f = expit((channel.mu - (hbar * q) ** 2 / (2 * channel.mass)) / kT)
    weight = f * (1 - f) if fluctuation else f
    cumulative = np.concatenate([[0.0], np.cumsum(weight[1:] + weight[:-1])])
    size = np.interp(rng.random(number) * cumulative[-1], cumulative, q)
    return size * rng.choice((-1.0, 1.0), number)


def trajectory_noise(channel, force, number, rng):
    """Drift velocity, conductance and noise of a `Channel` from `trajectories`, each with its standard error.

    Carriers are first brought to the steady state; those that carry the fluctuation start from f_eq(1 − f_eq). The noise is the time integral
    of their velocity's correlation with its first value.

    Returns
    -------
    dict
        ``drift_velocity`` [m/s], ``conductance`` [S], ``noise`` [A²/Hz], each a pair (mean, standard error).

    Examples
    --------
    >>> import numpy as np
    >>> from qtlib.units import m_e, meV, um
    >>> wire = Channel(mu=5 * meV, T=4.2, tau_in=1e-12, tau_el=2e-12, length=um, mass=0.067 * m_e)
    >>> found = trajectory_noise(wire, 1e-15, 20000, np.random.default_rng(1))
    >>> value, error = found["drift_velocity"]
    >>> bool(abs(value - wire.drift_velocity(1e-15)) < 4 * error)
    True
    """
    long = 25 * max(channel.tau_in, channel.tau)
    speed = hbar / channel.mass
    k, _ = trajectories(channel, force, draw_equilibrium(channel, number, rng), long, rng)
    v = speed * k
    # the steady state of Δf: a carrier drawn from f_eq(1 − f_eq) a random time ago, with elastic reversals since
    age = rng.exponential(channel.tau_in, number)
    k = draw_equilibrium(channel, number, rng, fluctuation=True)
    k = _drift_with_reversals(channel, force, k, age, rng)
    first = speed * k
    _, path = trajectories(channel, force, k, long, rng)
    drift = channel.drift_velocity(force)
    correlation = (first - drift) * (speed * path - drift * long)
    scale = 4 * e**2 / channel.length * channel.number_fluctuation
    per_velocity = e**2 * channel.density / (force * channel.length) if force else np.nan
    return {
        "drift_velocity": _mean(v),
        "conductance": _mean(per_velocity * v),
        "noise": _mean(scale * correlation),
    }


def _drift_with_reversals(channel, force, k, age, rng):
    """Carry wave numbers on for the times `age` with elastic reversals only."""
    k, left, moving = k.copy(), age.copy(), np.arange(k.size)
    while moving.size:
        flight = rng.exponential(2 * channel.tau_el, moving.size)
        step = np.minimum(flight, left[moving])
        k[moving] += force / hbar * step
        left[moving] -= step
        moving = moving[flight == step]
        k[moving] *= -1
    return k


def _mean(samples):
    return float(samples.mean()), float(samples.std(ddof=1) / np.sqrt(samples.size))


def _structure(mu, kT, mass):
    """Positive wave numbers between which f_eq is smooth: panels of 2 kT around µ, from 0 to where it is below 1e-17."""
    energies = np.r_[np.arange(-20, 20) * 2.0 * kT + mu, mu + 40 * kT, 40 * kT]
    energies = np.unique(np.r_[0.0, energies[energies > 0], np.arange(1, 9) * max(mu, kT) / 8])
    return np.sqrt(2 * mass * energies[energies <= max(mu, 0) + 40 * kT]) / hbar


def _tail(x, lam):
    """∫ over y < x of e^{−|y|/λ}/λ restricted to y > 0: 1 − e^{−x/λ} for x > 0, else 0."""
    return -np.expm1(-max(x, 0.0) / lam)
