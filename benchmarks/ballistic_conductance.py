"""10 000 chemical potentials of a two-band contact: qtlib.kinetic.ballistic_conductance against quad for its integrals.

Run with OMP_NUM_THREADS=1. Prints a Markdown table with the median of several runs.
"""

import statistics
import time

import numpy as np
from scipy.integrate import quad
from scipy.special import expit

from qtlib.kinetic import ballistic_conductance
from qtlib.units import G0, k_B

POINTS, RUNS = 10_000, 9


def by_quad(mu):
    """The same for one chemical potential in kT, thresholds 5 and 17, F_{-1/2} by quad in u = √x."""
    total = 0.0
    for threshold in (5, 17):
        eta = mu - threshold
        end = np.sqrt(max(eta, 0) + 45)
        points = [np.sqrt(eta)] if eta > 0 else None
        F = (
            2
            / np.sqrt(np.pi)
            * quad(lambda u, eta=eta: expit(eta - u * u), 0, end, points=points, epsabs=0, epsrel=1e-12)[0]
        )
        total += np.pi / 2 * F**2 / np.logaddexp(0, eta) / 2
    return total


def main():
    mu = np.linspace(0, 40, POINTS)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        ours = ballistic_conductance(mu * k_B, 1.0, [5 * k_B, 17 * k_B]) / G0
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    theirs = np.array([by_quad(m) for m in mu[::20]])
    slow = (time.perf_counter() - start) * 20
    fast = statistics.median(times)
    print("| qtlib, 10 000 points (ms) | quad (s) | ratio | largest relative difference |")
    print("|---|---|---|---|")
    print(f"| {fast * 1e3:.2f} | {slow:.2f} | {slow / fast:.0f} | {np.abs(ours[::20] / theirs - 1).max():.0e} |")


if __name__ == "__main__":
    main()
