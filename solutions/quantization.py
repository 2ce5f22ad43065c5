"""Quantization: the author's side of the problem set."""

import numpy as np

from qtlib import SaddlePoint, Zeeman, conductance
from qtlib.units import G0, meV
from tools.authoring import Derived, Look, ProblemSet, Range, Task

T_STAR = Task(
    "t_star",
    {"T_star": "number K"},
    given=[Range("hw_x", "ħω_x", "meV", 1.2, low=0.4, high=4, step=0.01)],
    wrong=[
        ("T_star = given.hw_x / k_B", "the width of the step is not ħω_x: look at the exponent of the transmission"),
        (
            "T_star = given.hw_x / (np.pi * k_B)",
            "the exponent is 2π(E − E_n)/ħω_x, and the Fermi function's (E − µ)/kT",
        ),
        ("T_star = given.hw_x / (2 * np.pi)", "that is Δ in joules; which temperature has this kT?"),
        ("T_star = given.hw_x / meV / (2 * np.pi)", "that is Δ in meV; which temperature has this kT?"),
    ],
    slips="prefix",
)

_STEP = "def step_at_T_star(x):\n    x = np.asarray(x, dtype=float)\n    {}"
_NAIVE = "q = np.exp(-x)\n    return {}(1 - q - x * q) / (1 - q) ** 2{}"
_STABLE = """a = np.maximum(abs(x), 0.05)
    q = np.exp(-a)
    upper = (1 - q - a * q) / (1 - q) ** 2
    series = 0.5 + x / 6 {} x**3 / 180 + x**5 / 5040
    return np.where(abs(x) < 0.05, series, np.where(x {} 0, upper, 1 - upper))"""
EXACT_STEP = Task(
    "exact_step",
    {"step_at_T_star": "function"},
    looks=[
        Look("far from the middle", "step_at_T_star(np.array([-800.0, -30.0, -5.0, 5.0, 30.0, 800.0]))", rtol=1e-9),
        Look(
            "in the middle",
            "step_at_T_star(np.array([-1e-9, 0.0, 1e-9]))",
            rtol=1e-9,
            clue="digits are lost near x = 0",
        ),
        Look(
            "near the middle",
            "step_at_T_star(np.linspace(-0.4, 0.4, 33))",
            rtol=1e-8,
            clue="digits are lost near x = 0",
        ),
        Look(
            "a step rises everywhere",
            "bool(np.all(np.diff(np.asarray(step_at_T_star(np.linspace(-9, 9, 999)))) > 0))",
            holds=True,
            clue="yours falls somewhere: look near x = 0",
        ),
    ],
    hidden=[
        Look(
            "the step at kT = Δ",
            "step_at_T_star(np.array([-7.0, -2.5, -0.3, 0.011, 0.2, 1.0, 3.0, 12.0]))",
            rtol=1e-8,
            want="(lambda q: conductance(q, np.array([-7.0, -2.5, -0.3, 0.011, 0.2, 1.0, 3.0, 12.0]) * "
            "q.step_width, q.step_width / k_B) / G0)(SaddlePoint(V0=-50 * meV, hw_x=1 * meV, hw_y=100 * meV))",
        )
    ],
    wrong=[
        (
            _STEP.format("from scipy.special import expit\n    return expit(x)"),
            "that is the step at zero temperature, or the thermal one alone",
        ),
        (_STEP.format(_STABLE.format("-", "<")), "the sign of x is reversed"),
        (
            _STEP.format("from scipy.special import expit\n    return expit(x / 2)"),
            "two widths do not add up to one of twice the width",
        ),
    ],
    told=[
        (_STEP.format(_NAIVE.format("", "")), "nan or inf"),
        (_STEP.format("return 0.5"), "shape"),
        (_STEP.format(_STABLE.format("+", ">")), "near the middle"),
    ],
)

_RATIO = """def ratio(T, at):
    G = conductance(qpc, np.array([at - 1e-3 * meV, at + 1e-3 * meV]), T)
    return G[1] - G[0]
"""
FLATNESS = Task(
    "flatness",
    {"T_flat": "number K"},
    given=[
        Range("hw_y", "ħω_y", "meV", 3, low=2, high=6, step=0.1),
        Range("part", "slope on the plateau over slope at the step", "", 0.1, low=0.05, high=0.2, step=0.01),
    ],
    wrong=[
        (
            _RATIO + "T_flat = brentq(lambda T: ratio(T, given.hw_y) - given.part * ratio(4, given.hw_y / 2), 0.3, 30)",
            "compare both slopes at the same temperature, not with the step at 4 K",
        ),
        (
            _RATIO
            + "T_flat = brentq(lambda T: ratio(T, given.hw_y) - given.part * G0 * 2e-3 * meV / given.hw_y, 0.3, 60)",
            "compare with the slope at the step, not with that of the straight line through all steps",
        ),
        ("T_flat = 2 * T_flat", "twice too hot: the middle of the plateau is half a spacing from either step"),
    ],
    told=[("T_flat = float('nan')", "nan")],
)


def _split(known):
    return Zeeman(SaddlePoint(V0=0, hw_x=0.25 * meV, hw_y=3 * meV), g=known.g, B=known.B)


_GATE = np.round(np.linspace(0.4, 2.6, 801), 5) * meV
_G = "def g_factor(splitting, B):\n    return {}"
G_FACTOR = Task(
    "g_factor",
    {"g_factor": "function", "g_read": "number"},
    given=[
        Range("B", "field", "T", 11, low=6, high=14, step=0.1),
        Range("g", "", "", 30 / 23, low=0.8, high=4.5, step=0.001, secret=True),
        Derived("mu", "chemical potential", "J", lambda p, _: _GATE),
        Derived(
            "slope",
            "slope of G/G0",
            "1/meV",
            lambda p, _: np.round(np.gradient(conductance(_split(p), _GATE, 0.2) / G0, _GATE / meV), 4),
        ),
    ],
    looks=[
        Look("g for a splitting of 1 meV at 10 T", "g_factor(1 * meV, 10)"),
        Look("at −10 T", "g_factor(1 * meV, -10)"),
        Look("g_read", "g_read", rtol=0.01, want="g"),
    ],
    hidden=[
        Look(
            "g for other values",
            "g_factor(np.array([0.3, 0.7]) * meV, 4.0)",
            want="np.array([0.3, 0.7]) * meV / (4 * mu_B)",
        )
    ],
    rtol=0.01,
    fair="0.5 * meV < g_read * mu_B * given.B < 1.6 * meV",
    wrong=[
        (
            _G.format("2 * abs(splitting) / (mu_B * abs(B))"),
            "each spin moves by ½gµ_B B: the distance between them is twice that",
        ),
        (
            _G.format("abs(splitting) / (2 * mu_B * abs(B))"),
            "each spin moves by ½gµ_B B: the distance is twice that, not four times",
        ),
        (_G.format("splitting / (mu_B * B)"), "|g| does not depend on which way the field points"),
        (_G.format("abs(splitting) * abs(B) / mu_B"), "the splitting grows with the field: divide by it"),
        ("g_read = g_read / 2", "you took the shift of one spin for the splitting"),
        ("g_read = g_read * meV", "the splitting is to be put in joules, once"),
    ],
)

_RAMP = "def classical_conductance(mu, V0, hw_y, T):\n    kT = k_B * T\n    return {}"
_MU = "np.array([-10.0, 0.0, 5.0, 20.0]) * meV"
CLASSICAL = Task(
    "classical",
    {"classical_conductance": "function"},
    looks=[
        Look("at 77 K", f"classical_conductance({_MU}, 0.0, 2 * meV, 77.0)"),
        Look("with a higher saddle", f"classical_conductance({_MU}, 2 * meV, 2 * meV, 20.0)"),
        Look(
            "1 eV above and below the saddle",
            "classical_conductance(np.array([-1000.0, 1000.0]) * meV, 0.0, 2 * meV, 4.0)",
        ),
    ],
    hidden=[
        Look(
            "agreement with the staircase at 77 K",
            f"classical_conductance({_MU}, 0.0, 2 * meV, 77.0)",
            rtol=0.01,
            want=f"conductance(SaddlePoint(V0=0, hw_x=1 * meV, hw_y=2 * meV), {_MU}, 77.0) / G0",
        ),
        Look(
            "the ramp at 50 K",
            "classical_conductance(np.array([-99.0, -3.0, 1.0, 8.0]) * meV, 0.5 * meV, 1.5 * meV, 50.0)",
        ),
    ],
    wrong=[
        (_RAMP.format("np.maximum(mu - V0, 0) / hw_y"), "that is the limit of zero temperature; average over −∂f/∂E"),
        (_RAMP.format("kT / hw_y * np.logaddexp(0, mu / kT)"), "the saddle is not always at zero"),
        (_RAMP.format("kT / hw_y * np.logaddexp(0, -(mu - V0) / kT)"), "the sign: G grows with µ"),
        (_RAMP.format("np.logaddexp(0, (mu - V0) / kT)"), "how many channels are there in an interval kT?"),
        (_RAMP.format("2 * kT / hw_y * np.logaddexp(0, (mu - V0) / kT)"), "G0 has both spins in it already"),
        (_RAMP.format("1 / (1 + np.exp(-(mu - V0) / kT))"), "that is one soft step; add up all of them"),
        (
            _RAMP.format("hw_y / kT * np.logaddexp(0, (mu - V0) / kT)"),
            "closer channels conduct more: ħω_y stands below",
        ),
    ],
    told=[(_RAMP.format("kT / hw_y * np.log(1 + np.exp((mu - V0) / kT))"), "nan or inf")],
)

SET = ProblemSet("steps without walls", [T_STAR, EXACT_STEP, FLATNESS, G_FACTOR, CLASSICAL])
