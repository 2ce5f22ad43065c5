"""Wires and bars in a magnetic field: qtlib.lattice against Kwant with MUMPS on the same potentials, one core.

    OMP_NUM_THREADS=1 PYTHONPATH=. python benchmarks/lattice_in_a_field.py

in the environment that benchmarks/lattice_vs_kwant.py describes; with words behind it, only the devices whose names
contain one of them. Times are medians of CPU times (one thread, so other work on the machine counts little) of calls
in turn, once Kwant, once qtlib; building the systems is excluded for both. "Per energy" and "per field" are for 50 of
them: of Kwant, which does each anew, every tenth is timed. Transmissions must agree to 1e-9.
"""

import cmath
import os
import statistics
import sys
import time
from unittest import mock

import numpy as np
from scipy.linalg.lapack import zgetrf

from qtlib.lattice import Wire, grid, system
from qtlib.lattice.joined import slices_to_join
from qtlib.lattice.modes import Known
from qtlib.lattice.scatter import lead_modes

WIRES, WIRE_E, WIRE_FLUX = ((20, 50), (40, 60), (80, 100), (80, 20)), 1.05, 0.003
BARS, BAR_E, BAR_FLUX = ((50, 20), (120, 50), (240, 100), (50, 120)), 0.35, 1 / 25
RUNS, MANY, EVERY = 7, 50, 10


def in_turn(*calls, runs=RUNS):
    """Median CPU time of each of `calls` [s], which are made in turn."""
    times = [[] for _ in calls]
    for _ in range(runs):
        for call, own in zip(calls, times, strict=True):
            start = time.process_time()
            call()
            own.append(time.process_time() - start)
    return [statistics.median(own) for own in times]


def potential(L, W, holes=0.0):
    """Disorder in hoppings, (L, W); a fraction `holes` of the sites well inside is missing."""
    rng = np.random.default_rng(0)
    U, missing = rng.uniform(-0.5, 0.5, (L, W)), rng.uniform(size=(L, W)) < holes
    missing[:2] = missing[-2:] = missing[:, :2] = missing[:, -2:] = False
    return np.where(missing, np.nan, U)


def arms(L, W):
    """Six leads: both ends, and two on either side, each half as wide as the bar, or a fifth of its length."""
    n = min(W // 2, L // 5)
    sides = [(side, slice(c - n // 2, c - n // 2 + n)) for c in (L // 4, 3 * L // 4) for side in ("bottom", "top")]
    return [("left", slice(0, W)), ("right", slice(0, W)), *sides]


def kwant_system(U, leads):
    """A finalized Kwant system in the gauge of qtlib, with the parameters `potential` and `flux`."""
    import kwant

    L, W = U.shape
    lattice = kwant.lattice.square(norbs=1)
    along, across = (kwant.builder.HoppingKind(step, lattice) for step in ((1, 0), (0, 1)))
    system = kwant.Builder()
    sites = [lattice(x, y) for x in range(L) for y in range(W) if not np.isnan(U[x, y])]
    system[sites] = lambda site, potential: 4 + potential[site.tag[0], site.tag[1]]
    system[along] = lambda a, b, flux: -cmath.exp(-2j * cmath.pi * flux * a.tag[1])
    system[across] = -1
    for side, where in leads:
        outward = {"left": (-1, 0), "right": (1, 0), "bottom": (0, -1), "top": (0, 1)}[side]
        lead = kwant.Builder(kwant.TranslationalSymmetry(outward))
        if side in ("left", "right"):
            x = 0 if side == "left" else L - 1
            lead[(lattice(x, y) for y in range(W)[where])] = 4
            lead[along] = lambda a, b, flux: -cmath.exp(-2j * cmath.pi * flux * a.tag[1])
            lead[across] = -1
        else:
            y = 0 if side == "bottom" else W - 1
            lead[(lattice(x, y) for x in range(L)[where])] = 4
            lead[along] = phase_at(y)
            lead[across] = lambda a, b, flux: -cmath.exp(2j * cmath.pi * flux * a.tag[0])
        system.attach_lead(lead)
    return system.finalized()


def phase_at(y):
    """Hopping along a row of the lattice, as Kwant asks for it."""
    return lambda a, b, flux: -cmath.exp(-2j * cmath.pi * flux * y)


def of_kwant(system, U, E, flux):
    """Transmission between all leads, the diagonal left zero."""
    from kwant.solvers import mumps

    S = mumps.smatrix(system, E, params={"potential": U, "flux": flux})
    n = len(system.leads)
    return np.array([[S.transmission(p, q) if p != q else 0.0 for q in range(n)] for p in range(n)])


def row(name, system, U, *, E, flux, one, energies, fields):
    """A line of the table, from functions for one energy and field, for many energies, and for many fields."""
    if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
        return
    many_E, many_flux = np.linspace(0.95, 1.05, MANY) * E, np.linspace(0.9, 1.1, MANY) * flux
    sampled = list(zip(many_E, energies(many_E), strict=True))[::EVERY]
    wrong = max(
        np.abs(one(E, flux) - of_kwant(system, U, E, flux)).max(),
        *(np.abs(T - of_kwant(system, U, x, flux)).max() for x, T in sampled),
    )
    assert wrong < 1e-9, f"{name}: {wrong:.1e}"
    theirs, ours = in_turn(lambda: of_kwant(system, U, E, flux), lambda: one(E, flux))
    per_energy = in_turn(
        lambda: [of_kwant(system, U, x, flux) for x in many_E[::EVERY]], lambda: energies(many_E), runs=3
    )
    per_field = in_turn(
        lambda: [of_kwant(system, U, E, x) for x in many_flux[::EVERY]], lambda: fields(many_flux), runs=3
    )
    ratios = [theirs / ours, *(EVERY * a / b for a, b in (per_energy, per_field))]
    cells = [theirs * 1e3, ours * 1e3, per_energy[1] * 1e3 / MANY, per_field[1] * 1e3 / MANY]
    print(
        f"| {name} | {cells[0]:.1f} | {cells[1]:.2f} | **{ratios[0]:.1f}** | {cells[2]:.2f} | **{ratios[1]:.1f}** "
        f"| {cells[3]:.2f} | **{ratios[2]:.1f}** | {wrong:.0e} |",
        flush=True,
    )


def wires():
    for W, L in WIRES:
        U = potential(L, W)
        ends = [("left", slice(0, W)), ("right", slice(0, W))]

        def both(T):  # of two terminals, T_21 = T_12
            return np.multiply.outer(T, 1 - np.eye(2))

        row(
            f"wire W × L = {W} × {L}",
            kwant_system(U, ends),
            U,
            E=WIRE_E,
            flux=WIRE_FLUX,
            one=lambda E, flux: both(Wire(U, 1.0, flux).transmission(E)),  # noqa: B023
            energies=lambda E: both(Wire(U, 1.0, WIRE_FLUX).transmission(E)),  # noqa: B023
            fields=lambda fluxes: [Wire(U, 1.0, flux).transmission(WIRE_E) for flux in fluxes],  # noqa: B023
        )


def bars():
    disordered = [(*size, 0.0, 1.0) for size in BARS]
    clean = [(*size, 0.0, 0.0) for size in BARS]
    for L, W, holes, strength in (*disordered, (120, 50, 0.03, 1.0), *clean):
        U, leads = strength * potential(L, W, holes), arms(L, W)
        device = grid(U, 1.0, BAR_FLUX, leads)
        of_field = {}

        def built(flux):  # building is excluded
            return of_field.setdefault(flux, grid(U, 1.0, flux, leads))  # noqa: B023

        for flux in np.linspace(0.9, 1.1, MANY) * BAR_FLUX:
            built(flux)
        row(
            f"{'' if strength else 'clean '}bar L × W = {L} × {W}"
            + (f", {holes:.0%} of its sites missing" if holes else ""),
            kwant_system(U, leads),
            U,
            E=BAR_E,
            flux=BAR_FLUX,
            one=lambda E, flux: device.transmission(E),  # noqa: B023
            energies=lambda E: device.transmission(E),  # noqa: B023
            fields=lambda fluxes: [built(flux).transmission(BAR_E) for flux in fluxes],
        )


def where_the_time_goes():
    """Of a wire at one energy: the lead, and the recursion beside what its arithmetic takes at full speed."""
    print(
        "\n| wire W × L | total (ms) | lead | recursion and match | at zgemm's speed | zgemm, zgetrf (GF/s) | blocks |"
    )
    print("|---|---|---|---|---|---|---|")
    for W, L in WIRES:
        wire, E = Wire(potential(L, W), 1.0, WIRE_FLUX), np.array([WIRE_E])
        A = np.asfortranarray(np.random.default_rng(0).normal(size=(W, W)) + 1j * np.eye(W))
        some = range(20)
        total, lead, product, lu = in_turn(
            lambda: wire.transmission(WIRE_E),  # noqa: B023
            lambda: lead_modes(W, E, WIRE_FLUX),  # noqa: B023
            lambda: [A @ A for _ in some],  # noqa: B023
            lambda: [zgetrf(A) for _ in some],  # noqa: B023
        )
        k = slices_to_join(4 + wire.potential[None], E, 2e-10)
        blocks, N = -(-L // k), int(wire.modes(WIRE_E))
        gemm, getrf = (len(some) * flops * W**3 / seconds for flops, seconds in ((8, product), (8 / 3, lu)))
        floor = blocks * (16 + 8 / 3 + 8 * (1 + N / W)) * W**3 / gemm  # a product (2W, W)(W, W), an LU, W + N solutions
        print(
            f"| {W} × {L} | {total * 1e3:.2f} | {lead / total:.0%} | {1 - lead / total:.0%} | {floor / total:.0%} "
            f"| {gemm / 1e9:.0f}, {getrf / 1e9:.0f} | {blocks} of {k} slices |"
        )


def where_the_time_of_bars_goes():
    """Of a bar at one energy: its leads, the sparse factorization and its speed beside zgemm's, the solution."""
    print("\n| bar L × W | total (ms) | leads | factorization | solution | its GFlop | GF/s | zgemm (GF/s) |")
    print("|---|---|---|---|---|---|---|---|")
    A = np.asfortranarray(np.random.default_rng(0).normal(size=(100, 100)) + 1j * np.eye(100))
    for L, W in BARS:
        device = grid(potential(L, W), 1.0, BAR_FLUX, arms(L, W))
        device.transmission(BAR_E)  # finds the order of elimination
        with mock.patch.object(system, "splu", wraps=system.splu) as factorized:
            S = device.smatrix(BAR_E)
        matrix, *how = factorized.call_args.args
        lu = system.splu(matrix, *how, **factorized.call_args.kwargs)
        right = np.zeros((matrix.shape[0], len(S)), complex)
        total, leads, factor, solve, product = in_turn(
            lambda: device.transmission(BAR_E),  # noqa: B023
            lambda: [lead.modes(BAR_E, 1.0, known) for known in [Known()] for lead in device.leads],  # noqa: B023
            lambda: system.splu(matrix, *how, **factorized.call_args.kwargs),  # noqa: B023
            lambda: lu.solve(right),  # noqa: B023
            lambda: [A @ A for _ in range(20)],
        )
        flops = (8 * (np.diff(lu.L.indptr) - 1.0) ** 2).sum()
        shares = " | ".join(f"{part / total:.0%}" for part in (leads, factor, solve))
        print(
            f"| {L} × {W} | {total * 1e3:.1f} | {shares} | {flops / 1e9:.3f} | {flops / factor / 1e9:.1f} "
            f"| {20 * 8e6 / product / 1e9:.0f} |"
        )


if __name__ == "__main__":
    if os.environ.get("OMP_NUM_THREADS") != "1":
        sys.exit("set OMP_NUM_THREADS=1: two threads slow matrices of this size")
    try:
        import kwant  # noqa: F401
    except ImportError:
        print("lattice_in_a_field: skipped, no Kwant here; how to install it stands in lattice_vs_kwant.py")
        sys.exit()
    print(
        "| device | Kwant (ms) | qtlib (ms) | ratio | per energy of 50 | ratio | per field of 50 | ratio | agreement |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    wires()
    bars()
    where_the_time_goes()
    where_the_time_of_bars_goes()
