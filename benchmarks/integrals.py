"""1000 points of conductance, current and noise: qtlib against scipy's quad called point by point at the same accuracy.

Also for a resonance a thousand times narrower than kT. Run with OMP_NUM_THREADS=1. Prints a Markdown table: medians of
several runs, their ratio, the largest difference relative to the curve's largest value.
"""

import statistics
import time

import numpy as np
from scipy.integrate import quad
from scipy.special import expit

import qtlib
from qtlib.units import e, h, k_B, meV

RUNS, POINTS, EVERY = 7, 1000, 10
T = 4.2
KT = k_B * T / meV  # quad works in meV
GAMMA = KT / 1000
SADDLE = qtlib.SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)
RESONANCE = qtlib.BreitWigner(level=2 * meV, gamma_L=GAMMA / 2 * meV, gamma_R=GAMMA / 2 * meV)


def saddle(E):
    """Transmission eigenvalues for one energy [meV]."""
    return [1 / (1 + np.exp(min(700.0, -2 * np.pi * (E - 3 * (n + 0.5))))) for n in range(12)]


def resonance(E):
    return [GAMMA**2 / 4 / ((E - 2) ** 2 + GAMMA**2 / 4)]


def integrate(function, low, high, inside):
    """quad over low…high, told where the integrand has structure."""
    points = sorted({p for p in inside if low < p < high})
    return quad(function, low, high, points=points or None, epsabs=0, epsrel=1e-10, limit=500)[0]


def by_quad(quantity, eigenvalues, structure, mu, bias):
    """One point of `quantity`, in e²/h · 2 (conductance), 2e/h · meV (current), 4e²/h · meV (noise)."""
    mu_L, mu_R = mu + bias / 2, mu - bias / 2
    low, high, inside = mu_R - 40 * KT, mu_L + 40 * KT, [mu_L, mu_R, *structure]

    def conductance(E):
        f = expit(-(E - mu) / KT)
        return sum(eigenvalues(E)) * f * (1 - f) / KT

    def current(E):
        return sum(eigenvalues(E)) * (expit(-(E - mu_L) / KT) - expit(-(E - mu_R) / KT))

    def noise(E):
        f, g = expit(-(E - mu_L) / KT), expit(-(E - mu_R) / KT)
        T_n = eigenvalues(E)
        return sum(T_n) * (f * (1 - f) + g * (1 - g)) + sum(t * (1 - t) for t in T_n) * (f - g) ** 2

    return integrate(locals()[quantity], low, high, inside)


def by_qtlib(quantity, conductor, mu, bias):
    mu, bias = mu * meV, bias * meV
    if quantity == "conductance":
        return qtlib.conductance(conductor, mu, T) / (2 * e**2 / h)
    function, unit = (qtlib.current, 2 * e / h) if quantity == "current" else (qtlib.noise, 4 * e**2 / h)
    return function(conductor, mu + bias / 2, mu - bias / 2, T) / (unit * meV)


def main():
    mu = np.linspace(0, 8, POINTS)
    print("| conductor | quantity | qtlib (ms) | quad (s) | ratio | largest difference |")
    print("|---|---|---|---|---|---|")
    near = [2 + s * GAMMA * 10.0**n for n in range(-1, 4) for s in (-1, 1)]
    for name, conductor, eigenvalues, structure in (
        ("saddle point", SADDLE, saddle, [1.5, 4.5, 7.5]),
        ("resonance, Γ = kT/1000", RESONANCE, resonance, [2.0, *near]),
    ):
        for quantity in ("conductance", "current", "noise"):
            times = []
            for _ in range(RUNS):
                start = time.perf_counter()
                ours = by_qtlib(quantity, conductor, mu, 1.0)
                times.append(time.perf_counter() - start)
            start = time.perf_counter()
            theirs = np.array([by_quad(quantity, eigenvalues, structure, m, 1.0) for m in mu[::EVERY]])
            slow, fast = (time.perf_counter() - start) * EVERY, statistics.median(times)
            difference = np.abs(ours[::EVERY] - theirs).max() / theirs.max()
            print(f"| {name} | {quantity} | {fast * 1e3:.1f} | {slow:.2f} | {slow / fast:.0f} | {difference:.0e} |")


if __name__ == "__main__":
    main()
