"""Transmission of disordered wires: qtlib.lattice against Kwant with MUMPS, on the same potentials and one core.

Runs in an environment of its own, because Kwant needs older packages (Debian: libmumps-seq-dev libscotch-dev gfortran):

    python3 -m venv kwant-env && export PATH=$PWD/kwant-env/bin:$PATH
    pip install 'numpy<2' 'scipy<1.14' 'cython<3.1' tinyarray meson-python meson ninja setuptools setuptools_scm wheel
    pip install --no-build-isolation kwant python-mumps && pip install matplotlib ipywidgets tqdm
    OMP_NUM_THREADS=1 PYTHONPATH=. python benchmarks/lattice_vs_kwant.py

Prints Markdown tables with medians of several runs; every transmission must agree to 1e-8. Fields and many leads are in
benchmarks/lattice_in_a_field.py.
"""

import functools
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from scipy.linalg.lapack import zgesv

from qtlib.lattice import Wire, ensemble
from qtlib.lattice.joined import blocks_of, slices_to_join

SIZES = ((10, 50), (20, 50), (40, 50), (80, 100))
RUNS, T, E, STRENGTH = 9, 1.0, 1.05, 1.0  # E = 1 is a threshold of 20 sites
SWEEP = np.linspace(0.9, 1.1, 50)


def median_time(call, runs=RUNS):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def kwant_wire(L, W):
    """A finalized wire whose potential is the parameter U."""
    import kwant

    lattice = kwant.lattice.square(norbs=1)
    system = kwant.Builder()
    system[(lattice(x, y) for x in range(L) for y in range(W))] = lambda site, U: 4 * T + U[site.tag[0], site.tag[1]]
    system[lattice.neighbors()] = -T
    lead = kwant.Builder(kwant.TranslationalSymmetry((-1, 0)))
    lead[(lattice(0, y) for y in range(W))] = 4 * T
    lead[lattice.neighbors()] = -T
    system.attach_lead(lead)
    system.attach_lead(lead.reversed())
    return system.finalized()


def solver():
    """Kwant's MUMPS solver."""
    from kwant.solvers import mumps

    return mumps


def of_one_wire():
    mumps, rng = solver(), np.random.default_rng(0)
    print(
        "| W × L | Kwant build (ms) | solve (ms) | qtlib (ms) | ratio to solve | to total "
        "| per energy of 50 (ms) | ratio | agreement |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for W, L in SIZES:
        U = rng.uniform(-0.5, 0.5, (L, W)) * STRENGTH
        build = median_time(lambda: kwant_wire(L, W), 3)  # noqa: B023
        system = kwant_wire(L, W)
        solve = median_time(lambda: mumps.smatrix(system, E, params={"U": U}).transmission(1, 0))  # noqa: B023
        ours = median_time(lambda: Wire(U, T).transmission(E))  # noqa: B023
        sweep = median_time(lambda: Wire(U, T).transmission(SWEEP), 5) / len(SWEEP)  # noqa: B023
        few = SWEEP[::12]
        theirs = [mumps.smatrix(system, x, params={"U": U}).transmission(1, 0) for x in few]
        worst = np.abs(Wire(U, T).transmission(SWEEP)[::12] - theirs).max()
        worst = max(
            worst, abs(Wire(U, T).transmission(E) - mumps.smatrix(system, E, params={"U": U}).transmission(1, 0))
        )
        assert worst < 1e-8
        print(
            f"| {W} × {L} | {build * 1e3:.0f} | {solve * 1e3:.1f} | {ours * 1e3:.3f} "
            f"| {solve / ours:.0f} | {(build + solve) / ours:.0f} "
            f"| {sweep * 1e3:.3f} | {solve / sweep:.0f} | {worst:.0e} |"
        )


def where_the_time_goes():
    """One energy: marching the blocks, bare LAPACK for the eliminations (the floor of any code), everything else."""
    rng = np.random.default_rng(0)
    print(
        "\n| W × L | total (ms) | marching | LAPACK zgesv alone | its speed (GFlop/s) "
        "| the rest: products, leads, matching, Python |"
    )
    print("|---|---|---|---|---|---|")
    for W, L in SIZES:
        U = rng.uniform(-0.5, 0.5, (L, W)) * STRENGTH
        onsite = 4 + U[None]
        k = slices_to_join(onsite, np.array([E]), 2e-10)
        blocks = L // k
        split = onsite[:, : blocks * k].reshape(1, blocks, k, W), np.array([E]), np.ones((blocks, k))
        march = median_time(functools.partial(blocks_of, *split))
        N = int(Wire(U, T).modes(E))
        A = np.asfortranarray(rng.normal(size=(W, W)) + 1j * np.eye(W))
        B = np.asfortranarray(rng.normal(size=(W, W + N)) + 0j)
        solve = median_time(lambda: [zgesv(A, B) for _ in range(blocks)])  # noqa: B023
        flops = blocks * (8 / 3 * W**3 + 8 * W**2 * (W + N))
        total = median_time(lambda: Wire(U, T).transmission(E))  # noqa: B023
        rest = total - march - solve
        print(
            f"| {W} × {L} | {total * 1e3:.3f} | {march / total:.0%} | {solve / total:.0%} "
            f"| {flops / solve / 1e9:.1f} | {rest / total:.0%} |"
        )


def of_many_wires(L=100, W=20, number=1000, few=20):
    mumps, rng = solver(), np.random.default_rng(1)
    potentials = rng.uniform(-0.5, 0.5, (number, L, W)) * STRENGTH
    system = kwant_wire(L, W).precalculate(E, what="modes")
    kwant_each = (
        median_time(lambda: [mumps.smatrix(system, E, params={"U": U}).transmission(1, 0) for U in potentials[:few]], 3)
        / few
    )
    one = median_time(lambda: ensemble(potentials, T, E), 3)
    with ProcessPoolExecutor(2) as pool:
        ensemble(potentials[:64], T, E, executor=pool)  # the processes have started
        two = median_time(lambda: ensemble(potentials, T, E, executor=pool), 3)
    print(f"\n{number} wires {W} × {L}, Kwant's lead modes computed once and the system rebuilt by parameters only:\n")
    print("| Kwant, each (ms) | one core, each (ms) | ratio | two processes, each (ms) | gain |")
    print("|---|---|---|---|---|")
    each = one / number
    print(
        f"| {kwant_each * 1e3:.1f} | {each * 1e3:.3f} | {kwant_each / each:.0f} "
        f"| {two / number * 1e3:.3f} | {one / two:.2f} |"
    )


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":
        sys.exit("set OMP_NUM_THREADS=1: two threads slow matrices of this size")
    try:
        import kwant  # noqa: F401
    except ImportError:
        print("lattice_vs_kwant: skipped, no Kwant here; how to install it stands at the top of the file")
        sys.exit()
    of_one_wire()
    where_the_time_goes()
    of_many_wires()
