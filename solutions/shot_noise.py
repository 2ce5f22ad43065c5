"""Shot noise: the author's side of the problem set."""

import numpy as np

from qtlib import counting
from tools.authoring import Derived, Look, ProblemSet, Range, Task

CHARGE = Task(
    "charge",
    {"charge_over_e": "number"},
    given=[
        Range("I", "current", "nA", 2, low=1, high=5, step=0.05),
        Range("fano", "", "", 1, low=0.3, high=2, step=0.01, secret=True),
        Derived("S", "noise, one-sided", "A²/Hz", lambda p, _: float(f"{2 * 1.602177e-19 * p.fano * p.I:.3g}")),
    ],
    wrong=[
        ("charge_over_e = given.S / (e * given.I)", "one-sided shot noise is 2qI"),
        ("charge_over_e = given.S / (4 * e * given.I)", "2qI is the one-sided density already: no further factor"),
        ("charge_over_e = given.S / (2 * given.I)", "that is the charge in coulomb"),
    ],
    slips="prefix",
)

_S_TOTAL = """def S_total(T_n, V, T):
    T_n, x = np.asarray(T_n), e * V / (2 * k_B * T)
    c = 1.0 if x == 0 else x / np.tanh(x)
    return {}"""
S_TOTAL = Task(
    "s_total",
    {"S_total": "function"},
    without="noise correlations",
    looks=[
        Look("two channels at rest", "S_total([0.3, 0.8], 0, 4.2)", want="4 * k_B * 4.2 * G0 * 1.1"),
        Look("an open channel at any voltage", "S_total([1.0], 5e-3, 1.0)", want="4 * k_B * G0"),
        Look("a tunnel junction, cold", "S_total([0.01], 50e-3, 0.1)", rtol=1e-3, want="2 * e * 0.01 * G0 * 0.0495"),
        Look("one channel in between", "S_total([0.4], 4e-4, 1.5)"),
    ],
    hidden=[
        Look("noise of one channel", "S_total([0.5], 1e-3, 1.0)", want="noise(Channels([0.5]), e * 1e-3, 0, 1.0)"),
        Look("of two", "S_total([1.0, 0.25], 2e-4, 0.5)", want="noise(Channels([1.0, 0.25]), e * 2e-4, 0, 0.5)"),
        Look(
            "of three", "S_total([0.1, 0.6, 0.9], 3e-4, 4.2)", want="noise(Channels([0.1, 0.6, 0.9]), e * 3e-4, 0, 4.2)"
        ),
        Look(
            "for the other sign of the voltage",
            "S_total([0.3], -1e-3, 1.0)",
            want="noise(Channels([0.3]), e * 1e-3, 0, 1.0)",
        ),
    ],
    wrong=[
        (
            _S_TOTAL.format("4 * k_B * T * G0 * np.sum(T_n**2) + 2 * e * V * G0 * np.sum(T_n * (1 - T_n))"),
            "x coth x is not x: at rest it is 1, and adds to the sum of squares",
        ),
        (
            _S_TOTAL.format("2 * k_B * T * G0 * (np.sum(T_n**2) + np.sum(T_n * (1 - T_n)) * c)"),
            "half of what an ammeter sees: the one-sided density has 4kT in front",
        ),
        (
            _S_TOTAL.format("2 * k_B * T * e**2 / h * 2 * (np.sum(T_n**2) + np.sum(T_n * (1 - T_n)) * c) / 2"),
            "a quarter is left: both spins conduct, and the one-sided density has 4kT in front",
        ),
        (
            _S_TOTAL.format("4 * k_B * T * G0 * (np.sum(T_n) + np.sum(T_n * (1 - T_n)) * c)"),
            "the thermal term has the squares of the eigenvalues: the rest is in x coth x already",
        ),
        (
            _S_TOTAL.format("4 * k_B * T * G0 * (np.sum(T_n) ** 2 + np.sum(T_n) * (1 - np.sum(T_n)) * c)"),
            "sum over the channels after you have squared each eigenvalue",
        ),
        (
            _S_TOTAL.replace("(2 * k_B * T)", "(k_B * T)").format(
                "4 * k_B * T * G0 * (np.sum(T_n**2) + np.sum(T_n * (1 - T_n)) * c)"
            ),
            "x is eV/2kT",
        ),
        (
            _S_TOTAL.format("4 * k_B * T * G0 * np.sum(T_n) + 2 * e * V * G0 * np.sum(T_n * (1 - T_n))"),
            "thermal and shot noise do not simply add: there is one formula for both",
        ),
    ],
    told=[
        (
            _S_TOTAL.replace("1.0 if x == 0 else ", "").format(
                "4 * k_B * T * G0 * (sum(T_n**2) + sum(T_n * (1 - T_n)) * c)"
            ),
            "nan",
        ),
        (
            "def S_total(T_n, V, T):\n    return noise(Channels(T_n), e * V, 0, T)",
            "without noise",
        ),
    ],
)

_SOLVE = "2 * brentq(lambda x: x / np.tanh(x) - {}, 0.01, 50)"
CROSSOVER = Task(
    "crossover",
    {"eV_over_kT": "number"},
    given=[
        Range("tau", "transmission eigenvalue", "", 0.5, low=0.15, high=0.7, step=0.01),
        Range("times", "noise over thermal noise", "", 2, low=1.3, high=3, step=0.05),
    ],
    fair="1.5 < eV_over_kT < 6",
    wrong=[
        (
            "eV_over_kT = {} / 2".format(_SOLVE.format("(given.times - given.tau) / (1 - given.tau)")),
            "that is x; x = eV/2kT",
        ),
        (
            "eV_over_kT = 2 * (given.times - given.tau) / (1 - given.tau)",
            "that is the straight line far out: solve with x coth x",
        ),
        (
            f"eV_over_kT = {_SOLVE.format('given.times')}",
            "that is a tunnel junction; not all of this channel's noise grows with V",
        ),
        (
            f"eV_over_kT = {_SOLVE.format('(given.times / given.tau - given.tau) / (1 - given.tau)')}",
            "relative to this channel's own thermal noise 4kTG: its G is τG₀, not G₀",
        ),
    ],
)

_DENSITY = "def fano_of_density(X, n):\n    x = {}\n    T = {}\n    return {}"
_MID, _FANO = ("(np.arange(n) + 0.5) / n * X", "np.sum(T * (1 - T)) / np.sum(T)")
DENSITY = Task(
    "density",
    {"fano_of_density": "function"},
    looks=[
        Look("a long wire", "fano_of_density(20.0, 100_000)", rtol=1e-4, want="1 / 3"),
        Look("a short one", "fano_of_density(0.1, 1000)", rtol=1e-3),
        Look("few midpoints", "fano_of_density(1.5, 4)"),
    ],
    hidden=[
        Look(
            f"Fano factor at another length ({place})",
            f"fano_of_density({X}, 20_000)",
            rtol=1e-5,
            want=f"1 - (np.tanh({X}) - np.tanh({X}) ** 3 / 3) / np.tanh({X})",
        )
        for place, X in (("short", 0.5), ("middle", 2.0), ("long", 7.0))
    ],
    wrong=[
        (_DENSITY.format(_MID, "np.cosh(x) ** -2.0", "np.sum(T**2) / np.sum(T)"), "that is Σ T²/ΣT: F is one minus it"),
        (
            _DENSITY.format(_MID, "np.cosh(x) ** -2.0", "np.mean(1 - T)"),
            "sum numerator and denominator separately, then divide",
        ),
        (
            _DENSITY.format("np.arange(n) / n * X", "np.cosh(x) ** -2.0", _FANO),
            "these are left ends; a midpoint is half a step further",
        ),
        (
            _DENSITY.format("np.linspace(0, X, n)", "np.cosh(x) ** -2.0", _FANO),
            "the n points are midpoints: none lies on an end",
        ),
        (_DENSITY.format(_MID, "1 / np.cosh(x)", _FANO), "T is cosh⁻², not cosh⁻¹"),
        (
            _DENSITY.format(_MID, "np.cosh(x) ** -2.0", "np.sum(T * (1 - T)) / n"),
            "relative to the current: divide by the sum of T, not by n",
        ),
    ],
)


def _error(T_n, attempts, runs):
    """Standard error of the third central moment, from exact probabilities."""
    P = counting.distribution(T_n, attempts)
    c = np.arange(len(P)) - P @ np.arange(len(P))
    influence = c**3 - 3 * (P @ c**2) * c
    return f"{np.sqrt((P @ influence**2 - (P @ influence) ** 2) / runs):.6g}"


_COUNT = """def third_cumulant(T_n, attempts, runs, rng):
    N = rng.binomial(attempts, T_n, size=(runs, len(T_n))).sum(axis=1)
    c = N - N.mean()
    own = {}
    spread = c**3 - 3 * np.mean(c**2) * c
    return {}"""
_MEAN, _BATCHED = "own.mean(), spread.std() / np.sqrt(runs)", "np.mean(spread.reshape(200, -1), axis=1).std()"
_SINGLE_RUNS = "that is the spread of single runs: their mean is known √runs times better"
_VISIBLE, _MANY = ("third_cumulant([0.2], 50, 400_000, rng(1))", "third_cumulant([0.2], 50, 1_600_000, rng(1))")
_OTHER = "third_cumulant([0.05, 0.1, 0.3], 20, 400_000, rng(5))"
COUNTING = Task(
    "counting",
    {"third_cumulant": "function"},
    looks=[
        Look("the third moment of one channel", f"{_VISIBLE}[0]", rtol=0.16, want="50 * 0.2 * 0.8 * 0.6"),
        # 200 batches give the error to 5 %; the naive one is 55 % too large
        Look("its standard error", f"{_VISIBLE}[1]", rtol=0.3, want=_error([0.2], 50, 400_000)),
        Look("the error with four times the runs", f"{_MANY}[1]", rtol=0.3, want=_error([0.2], 50, 1_600_000)),
    ],
    hidden=[
        Look(
            "third moment of several channels",
            f"{_OTHER}[0]",
            rtol=0.12,
            want="counting.cumulants([0.05, 0.1, 0.3], 20)[2]",
        ),
        Look("its error", f"{_OTHER}[1]", rtol=0.3, want=_error([0.05, 0.1, 0.3], 20, 400_000)),
        Look(
            "of channels that are nearly open",
            "third_cumulant([0.9, 0.9], 60, 400_000, rng(3))[0]",
            rtol=0.2,
            want="counting.cumulants([0.9, 0.9], 60)[2]",
        ),
    ],
    wrong=[
        (
            _COUNT.format("c**3", "own.mean(), own.std() / np.sqrt(runs)"),
            "that would be right if the mean were known: it comes from the same runs, and both err together",
        ),
        *((_COUNT.format("c**3", f"own.mean(), {of}.std()"), _SINGLE_RUNS) for of in ("own", "spread")),
        (
            _COUNT.format("c**3", f"own.mean(), {_BATCHED}"),
            "that is the spread of single batches: their mean is known better, by the root of their number",
        ),
        *(
            (_COUNT.format("c**3", f"own.mean(), {of}.std() / runs"), "the error of a mean falls with √runs")
            for of in ("own", "spread")
        ),
        (_COUNT.format("N**3.0", _MEAN), "the third *central* moment: subtract the mean first"),
        (_COUNT.format("c**2", _MEAN), "that is the second moment"),
        (_COUNT.format("(-c) ** 3", _MEAN), "the sign: N minus its mean, not the other way round"),
        (_COUNT.format("(c / N.std()) ** 3", _MEAN), "that is the skewness: do not divide by the width"),
    ],
)

SET = ProblemSet("a chain of islands", [CHARGE, S_TOTAL, CROSSOVER, DENSITY, COUNTING])
