"""A staircase of 1000 gate voltages: qtlib.conductance against scipy's quad called point by point.

Run with OMP_NUM_THREADS=1. Prints a Markdown table: medians of several runs, the ratio of the two, the largest
difference.
"""

import math
import statistics
import time

import numpy as np
from scipy.integrate import quad
from scipy.special import expit

import qtlib
from qtlib.units import e, h, k_B, meV

RUNS = 7
QPC = qtlib.SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)


def transmission(E, channels):
    """The saddle's transmission written for one energy: fast for a scalar."""
    return sum(1 / (1 + math.exp(min(700.0, -2 * math.pi * (E - 3 * (n + 0.5))))) for n in range(channels))


def conductance_by_quad(mu, kT):
    """In e²/h × 2; energies in meV, where quad's tolerances make sense."""

    channels = math.ceil((mu + 40 * kT) / 3) + 3

    def integrand(E):
        f = expit(-(E - mu) / kT)
        return transmission(E, channels) * f * (1 - f) / kT

    points = [p for p in (1.5, 4.5, 7.5, 10.5) if abs(p - mu) < 40 * kT]
    return quad(integrand, mu - 40 * kT, mu + 40 * kT, points=[mu, *points], epsabs=0, epsrel=1e-10, limit=200)[0]


def median_time(function, runs=RUNS):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        result = function()
        times.append(time.perf_counter() - start)
    return statistics.median(times), result


def main():
    mu = np.linspace(0, 12, 1000)
    print("| T (K) | qtlib, 1000 points (ms) | quad, 1000 points (s) | ratio | largest relative difference |")
    print("|---|---|---|---|---|")
    some = mu[::10]  # every tenth point for quad, its time times ten
    for T in (0.3, 1.0, 4.2, 20.0, 77.0):
        fast, ours = median_time(lambda T=T: qtlib.conductance(QPC, mu * meV, T))
        slow, theirs = median_time(lambda T=T: [conductance_by_quad(m, k_B * T / meV) for m in some], runs=3)
        difference = np.abs(ours[::10] / (2 * e**2 / h) / theirs - 1).max()
        print(f"| {T} | {fast * 1e3:.1f} | {slow * 10:.2f} | {slow * 10 / fast:.0f} | {difference:.0e} |")


if __name__ == "__main__":
    main()
