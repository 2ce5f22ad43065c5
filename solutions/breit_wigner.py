"""Breit–Wigner: the author's side of the problem set."""

import numpy as np

from qtlib import BreitWigner, conductance
from qtlib.units import meV, ueV
from tools.authoring import Derived, Look, ProblemSet, Range, Task

LIFETIME = Task(
    "lifetime",
    {"lifetime_ps": "number ps"},
    given=[
        Range("Gamma_L", "Γ_L", "µeV", 30, low=5, high=60, step=0.5),
        Range("Gamma_R", "Γ_R", "µeV", 10, low=5, high=60, step=0.5),
    ],
    fair="abs(np.log(Gamma_L / Gamma_R)) > 0.1",
    wrong=[
        ("lifetime_ps = h / (given.Gamma_L + given.Gamma_R) * 1e12", "a width is ħ times a rate, not h times"),
        ("lifetime_ps = hbar / given.Gamma_L * 1e12", "it escapes to both sides: the rates add"),
        (
            "lifetime_ps = hbar / given.Gamma_R * 1e12",
            "to both sides it escapes: the rates add, and the right one is not alone",
        ),
        ("lifetime_ps = hbar * (1 / given.Gamma_L + 1 / given.Gamma_R) * 1e12", "rates add, not times"),
        (
            "lifetime_ps = 2 * hbar / (given.Gamma_L + given.Gamma_R) * 1e12",
            "Γ is the full width, and the full decay rate of the occupation is Γ/ħ",
        ),
        ("lifetime_ps = hbar / (given.Gamma_L + given.Gamma_R)", "that is in seconds: a prefix is missing"),
    ],
    slips="units",
)

_SUM = """def histories(r_L, r_R, theta, n):
    theta = np.asarray(theta, dtype=float)
    z = {}
    t = np.sqrt((1 - r_L**2) * (1 - r_R**2))
    return {}"""
_Z = "r_L * r_R * np.exp(1j * theta)"
HISTORIES = Task(
    "histories",
    {"histories": "function"},
    looks=[
        Look(
            "one history",
            "histories(0.8, 0.6, np.array([0.0, 1.0, np.pi]), 1)",
            want="np.full(3, (1 - 0.64) * (1 - 0.36))",
        ),
        Look("two", "histories(0.8, 0.6, np.array([0.0, 1.0, np.pi]), 2)"),
        Look("all, equal barriers, in phase", "histories(0.8, 0.8, np.array([0.0]), 400)", want="np.array([1.0])"),
    ],
    hidden=[
        Look(
            "sum of all histories",
            f"histories({r}, {s}, np.linspace(-3, 3, 41), 2000)",
            want=(
                f"(1 - {r}**2) * (1 - {s}**2) / (1 + ({r} * {s}) ** 2 - 2 * {r} * {s} * np.cos(np.linspace(-3, 3, 41)))"
            ),
        )
        for r, s in ((0.5, 0.9), (0.95, 0.95))
    ],
    wrong=[
        (
            _SUM.format("(r_L * r_R) ** 2 + 0 * theta", "t**2 * sum(z**j for j in range(n))"),
            "you added probabilities, not amplitudes: square at the end",
        ),
        (
            _SUM.format(_Z, "np.abs(t * sum(z**j for j in range(n + 1))) ** 2"),
            "0, 1, … n−1 round trips are n histories",
        ),
        (_SUM.format(_Z, "np.abs(t * sum(z**j for j in range(1, n + 1))) ** 2"), "the first history has no round trip"),
        (_SUM.format(_Z, "np.abs(t * sum(z**j for j in range(n)))"), "that is the amplitude's size: square it"),
        (
            _SUM.format(_Z, "np.abs(t**2 * sum(z**j for j in range(n))) ** 2"),
            "each barrier is passed once, with the amplitude √(1−r²)",
        ),
        (
            _SUM.format("r_L * r_R * np.exp(2j * theta)", "np.abs(t * sum(z**j for j in range(n))) ** 2"),
            "θ is the phase of the whole round trip",
        ),
        (
            _SUM.format("(r_L * r_R) ** 2 * np.exp(1j * theta)", "np.abs(t * sum(z**j for j in range(n))) ** 2"),
            "r is an amplitude already: a round trip has r_L r_R",
        ),
    ],
    told=[("def histories(r_L, r_R, theta, n):\n    return 1.0", "shape")],
)

_EPS = np.round(np.linspace(-1.5, 1.5, 1201), 5) * meV


def _peak(known, _):
    G = conductance(BreitWigner(0, 2 * ueV, 2 * ueV), -_EPS, known.T)
    return np.round(G / G.max(), 4)


_WIDTH = "width = np.ptp(given.eps[given.G > 0.5])\nT_found = "
THERMOMETER = Task(
    "thermometer",
    {"T_found": "number K"},
    given=[
        Range("T", "", "", 1.7, low=1.5, high=6.5, step=0.01, secret=True),
        Derived("eps", "level minus chemical potential", "J", lambda p, _: _EPS),
        Derived("G", "conductance over its maximum", "", _peak),
    ],
    looks=[Look("T_found", "T_found", rtol=0.01, want="T")],
    rtol=0.01,
    wrong=[
        (_WIDTH + "width / 2 / (4 * np.arccosh(np.sqrt(2)) * k_B)", "a half width taken for the full width"),
        (_WIDTH + "width / k_B", "the full width at half maximum is not kT: solve cosh⁻²(x) = ½"),
        (_WIDTH + "width / (2 * np.arccosh(np.sqrt(2)) * k_B)", "the peak is cosh⁻²(ε/2kT): mind the 2"),
        (_WIDTH + "width / (4 * np.arccosh(2) * k_B)", "it is the square of cosh that is 2 at half maximum"),
        (_WIDTH + "width / meV / (4 * np.arccosh(np.sqrt(2)))", "that is kT in meV; which temperature has it?"),
        (_WIDTH + "width / (4 * np.arccosh(np.sqrt(2)))", "that is kT in joules; which temperature has it?"),
    ],
    slips="prefix",
)

_ZERO = "def zero(eps_1, eps_2, a_1, a_2):\n    return {}"
ZERO = Task(
    "zero",
    {"zero": "function"},
    looks=[
        Look("equal paths", "zero(-1 * meV, 1 * meV, 1.0, 1.0) / meV", atol=1e-9),
        Look("a stronger first path", "zero(-1 * meV, 1 * meV, 3.0, 1.0)"),
        Look("paths of opposite sign", "zero(-1 * meV, 1 * meV, 2.0, -1.0)"),
        Look("levels anywhere", "zero(0.3 * meV, 1.1 * meV, 0.4, 0.7)"),
    ],
    hidden=[
        Look(
            "two other levels at your energy",
            f"Dot([-0.6 * meV, 0.9 * meV], np.sqrt(0.02 * meV) * np.array([{a}, {b}]), np.sqrt(0.02 * meV) * "
            f"np.array([{c}, {d}]))"
            f".transmission(zero(-0.6 * meV, 0.9 * meV, 0.02 * meV * {a} * {c}, 0.02 * meV * {b} * {d}))",
            atol=1e-12,
        )
        for a, b, c, d in ((1.0, 0.5, 0.7, 0.9), (0.4, 1.0, -0.8, 0.3))
    ],
    wrong=[
        (
            _ZERO.format("(a_1 * eps_1 + a_2 * eps_2) / (a_1 + a_2)"),
            "weights exchanged: the zero is nearer to the level with the weaker path",
        ),
        (_ZERO.format("(eps_1 + eps_2) / 2"), "the stronger path pushes the zero towards the weaker level"),
        (
            _ZERO.format("(a_1 * eps_2 - a_2 * eps_1) / (a_1 - a_2)"),
            "the two amplitudes are added, with their own signs",
        ),
        (
            _ZERO.format("(abs(a_1) * eps_2 + abs(a_2) * eps_1) / (abs(a_1) + abs(a_2))"),
            "the two amplitudes are added, with their own signs",
        ),
        (
            _ZERO.format("(a_1**2 * eps_2 + a_2**2 * eps_1) / (a_1**2 + a_2**2)"),
            "a_j is the amplitude of a path: it is not squared again",
        ),
    ],
)

WALL = Task(
    "wall",
    {"factor": "number"},
    given=[Range("k", "T_R over T_L", "", 9, low=0.1, high=20, step=0.05)],
    fair="abs(np.log(k)) > 0.3",
    wrong=[
        (
            "factor = 4 * given.k / (1 + given.k) ** 2",
            "that is the cold peak; hot, it is the rate Γ_LΓ_R/Γ that counts",
        ),
        ("factor = given.k / (1 + given.k)", "that is relative to Γ_L; what is Γ_LΓ_R/Γ for Γ_R = Γ_L?"),
        ("factor = given.k", "the right barrier alone does not decide: Γ stands below"),
        ("factor = (1 + given.k) / (2 * given.k)", "upside down"),
    ],
)

SET = ProblemSet("two open paths", [LIFETIME, HISTORIES, THERMOMETER, ZERO, WALL], uses="from qtlib import Dot")
