"""10 000 realisations of 200 scatterers in a row: qtlib.disorder.chain against S-matrices joined one by one.

Run with OMP_NUM_THREADS=1. Prints a Markdown table with the median of several runs.
"""

import statistics
import time

import numpy as np

from qtlib import SMatrix, disorder, scattering

REALISATIONS, NUMBER, T_1, RUNS, FEW = 10_000, 200, 0.9, 7, 3


def one_by_one(rng):
    r, t = np.sqrt(1 - T_1), np.sqrt(T_1)
    scatterer = SMatrix([[r, t], [t, -r]])
    for _ in range(FEW):
        total = scatterer
        for theta in 2 * np.pi * rng.random(NUMBER - 1):
            total = total @ scattering.phase(theta) @ scatterer


def main():
    rng = np.random.default_rng(1)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        T = disorder.chain(T_1, NUMBER, REALISATIONS, rng)
        times.append(time.perf_counter() - start)
    start = time.perf_counter()
    one_by_one(rng)
    slow, fast = (time.perf_counter() - start) * REALISATIONS / FEW, statistics.median(times)
    print("| chain (s) | S-matrices one by one (s, extrapolated) | ratio | ⟨ln T⟩ / N ln T₁ |")
    print("|---|---|---|---|")
    print(f"| {fast:.3f} | {slow:.0f} | {slow / fast:.0f} | {np.log(T).mean() / (NUMBER * np.log(T_1)):.3f} |")


if __name__ == "__main__":
    main()
