"""Boltzmann–Langevin: the author's side of the problem set."""

from qtlib.langevin import Row
from tools.authoring import Derived, Look, ProblemSet, Range, Task

_T = "T_middle = np.sqrt({}given.T**2 + {} * (e * given.V / k_B) ** 2)"
HOTTEST = Task(
    "hottest",
    {"T_middle": "number K"},
    given=[
        Range("T", "the contacts' temperature", "K", 4.2, low=1, high=8, step=0.1),
        Range("V", "voltage", "mV", 2, low=0.8, high=5, step=0.05),
    ],
    looks=[
        Look(
            "T_middle",
            "T_middle",
            rtol=0.005,
            want="Wire(1, 1e-6, 1e-12, ee_length=1e-11).drive(V, T).temperature.max()",
        )
    ],
    fair="1.2 < T_middle / T < 5",
    wrong=[
        (_T.format("0 * ", "3 / np.pi**2 / 4"), "the contacts are not cold"),
        (
            "T_middle = given.T + np.sqrt(3 / np.pi**2 / 4) * e * given.V / k_B",
            "what diffuses is energy; temperatures do not add, something else of them does",
        ),
        (_T.format("", "3 / np.pi**2"), "x(1 − x) is left out: this is the middle, not all of the wire"),
        (_T.format("", "3 / np.pi**2 / 2"), "x alone would be a half; heat leaves through both ends, x(1 − x)"),
        (_T.format("", "np.pi**2 / 3 / 4"), "the factor with π² is upside down"),
        (_T.format("", "3 / np.pi / 4"), "the heat of an electron gas has the square of π"),
        ("T_middle = given.T", "the current heats the electrons; a term has no weight in yours, look at its units"),
        (
            "x = np.linspace(0, 1, 1001)\n"
            "T_middle = np.mean(np.sqrt(given.T**2 + 3 / np.pi**2 * (e * given.V / k_B) ** 2 * x * (1 - x)))",
            "that is the mean along the wire",
        ),
        (_T.format("", "3 / np.pi**2 / 4") + " * k_B", "that is kT in joules"),
    ],
    slips="prefix",
)

_NOISE = """def wire_noise(G, V, T_L, T_R):
    reach = 35 * k_B * max(T_L, T_R)
    E = np.linspace(-reach, e * V + reach, 8001)
    x = np.linspace(0, 1, 201)[:, None]
    a, b = fermi(E, e * V, T_L), fermi(E, 0.0, T_R)
    f = (1 - x) * a + x * b
    g = {} + 0 * x
    return {} * np.trapezoid(np.trapezoid(g, E, axis=1), x[:, 0])"""
WIRE_NOISE = Task(
    "wire_noise",
    {"wire_noise": "function"},
    looks=[
        Look("at rest", "wire_noise(G0, 0.0, 4.2, 4.2)", rtol=1e-3, want="4 * k_B * 4.2 * G0"),
        Look("at a high voltage", "wire_noise(G0, 20 * mV, 1.0, 1.0)", rtol=1e-3, want="elastic(G0, 20 * mV, 1, 1)"),
        Look(
            "in between",
            "wire_noise(3 * G0, 0.5 * mV, 2.0, 2.0)",
            rtol=1e-3,
            want="2 * G0 * (8 * k_B + 0.5e-3 * e / np.tanh(0.5e-3 * e / (4 * k_B)))",
        ),
        Look("a warm contact and a cold one", "wire_noise(2 * G0, 0.0, 4.0, 0.5)", rtol=1e-3),
    ],
    hidden=[
        Look(
            what,
            f"wire_noise({G} * G0, {V} * mV, {T_L}, {T_R})",
            rtol=1e-3,
            want=f"elastic({G} * G0, {V} * mV, {T_L}, {T_R})",
        )
        for what, G, V, T_L, T_R in (
            ("a low voltage", 5, 0.3, 1.0, 1.0),
            ("warm contacts", 7, 1.0, 4.2, 4.2),
            ("heat on the left", 2, 0.4, 3.0, 0.3),
            ("heat on the right", 2, 0.4, 0.5, 4.0),
        )
    ],
    wrong=[
        (
            _NOISE.format("(1 - x) * a * (1 - a) + x * b * (1 - b)", "4 * G"),
            "mix the occupations first, then multiply: two reservoirs side by side have no noise in the window",
        ),
        (_NOISE.format("f * (1 - f)", "2 * G"), "half of it: look at the factor in front"),
        (_NOISE.format("f * (1 - f)", "8 * G"), "G has both spins in it already"),
        (_NOISE.format("f * (1 - f)", "4 * G / e"), "the energies are in joules: no charge belongs here"),
        (_NOISE.format("f * (1 - f)", "4 * G0"), "the wire's conductance is an argument"),
        (_NOISE.format("a * (1 - b) + b * (1 - a)", "2 * G"), "that is a tunnel junction, with nothing inside"),
        (_NOISE.format("(a + b) / 2 * (1 - (a + b) / 2)", "4 * G"), "f changes along the wire: that is its middle"),
        (_NOISE.format("f * (1 - f) * ((E > 0) & (E < e * V))", "4 * G"), "states beyond the window are uncertain too"),
        (
            _NOISE.replace("0.0, T_R", "0.0, T_L").format("f * (1 - f)", "4 * G"),
            "each contact has a temperature of its own",
        ),
    ],
)

_RATIO = """def noise_ratio(kappa, t):
    x = (1 - np.cos(np.linspace(0, np.pi, 4001))) / 2
    k = max(kappa, 1e-3)
    c = (np.exp(-k * x) + np.exp(-k * (1 - x))) / (1 + np.exp(-k))
    u = {}
    return {}"""
_U = "(1 - c) / k**2 + np.pi**2 / 6 * t**2 * c"
_MEAN = "2 * np.trapezoid(np.sqrt(6 * np.maximum(u, 0)) / np.pi, x)"
COOLED = Task(
    "cooled",
    {"noise_ratio": "function"},
    looks=[
        Look("no phonons, cold contacts", "noise_ratio(0.0, 0.0)", rtol=1e-3, want="np.sqrt(3) / 4"),
        Look("no phonons, warm contacts", "noise_ratio(0.0, 0.3)", rtol=1e-3, want="by_differences(0.0, 0.3)"),
        Look("phonons", "noise_ratio(3.0, 0.0)", rtol=1e-3, want="of_a_wire(3.0)"),
        Look("phonons and warm contacts", "noise_ratio(5.0, 0.2)", rtol=1e-3),
        Look("strong cooling", "noise_ratio(300.0, 0.0)", rtol=1e-3),
    ],
    hidden=[
        Look(f"S/2eI ({what})", f"noise_ratio({k}, {t})", rtol=1e-3, want=f"by_differences({k}, {t})")
        for what, k, t in (("weak", 0.3, 0.1), ("middle", 2.0, 0.5), ("strong", 9.0, 0.05), ("cold", 1.2, 0.0))
    ],
    wrong=[
        (
            _RATIO.format(_U, _MEAN.replace("2 * ", "", 1)),
            "half of it: noise is that of a resistor at the mean temperature, and mind what it is divided by",
        ),
        (_RATIO.format(_U, "2 * np.trapezoid(6 * u / np.pi**2, x)"), "u goes with the square of the temperature"),
        (_RATIO.format(_U, "2 * np.trapezoid(np.sqrt(np.maximum(u, 0)), x)"), "π²/6 lies between u and (kT)²"),
        (_RATIO.format(_U, "2 * np.sqrt(6 * np.trapezoid(u, x)) / np.pi"), "average the temperature, not its square"),
        (_RATIO.format(_U, "2 * np.sqrt(6 * np.max(u)) / np.pi"), "that is the hottest place, not the wire"),
        (_RATIO.format(_U.replace("k**2", "k"), _MEAN), "put your u into its equation: it does not hold"),
        (
            _RATIO.replace("max(kappa, 1e-3)", "1e-3").format(_U, _MEAN),
            "the lattice takes energy away: where is κ?",
        ),
        (_RATIO.format("(1 - c) / k**2", _MEAN), "the contacts are warm: what is u at the ends?"),
        (
            _RATIO.format(_U.replace("np.pi**2 / 6 * ", ""), _MEAN),
            "at the ends the temperature is not that of the contacts: how are u and kT related?",
        ),
        (
            _RATIO.format(_U.replace("t**2 * c", "t**2"), _MEAN),
            "that is a lattice as warm as the contacts; this one takes their heat as well",
        ),
        (
            _RATIO.format("(1 - c) / k**2", _MEAN + " + 2 * t"),
            "the noise of the contacts' temperature does not simply add: solve for u with its value at the ends",
        ),
    ],
    told=[(_RATIO.replace("max(kappa, 1e-3)", "kappa").format(_U, _MEAN), "nan or inf")],
)

_ROW = "def row_fano(f, gamma):\n    a, b = f[:, :-1], f[:, 1:]\n    each = {}\n    return {}"
_EACH, _SUM = "a * (1 - a) + b * (1 - b) + (1 - gamma) * (a - b) ** 2", "each.mean(axis=0).sum() / a.shape[1]"
_ISLANDS = "np.array([[1.0, x, x**2, 0.0] for x in (0.9, 0.8, 0.5, 0.3)])"
ROW = Task(
    "row",
    {"row_fano": "function"},
    looks=[
        Look("one barrier", "row_fano(np.array([[1.0, 0.0]]), 0.3)", want="0.7"),
        Look("two tunnel junctions, elastic island", "row_fano(np.array([[1.0, 0.5, 0.0]]), 1e-9)", want="0.5"),
        Look("two open contacts, elastic island", "row_fano(np.array([[1.0, 0.5, 0.0]]), 1.0)", want="0.25"),
        Look("three barriers at four energies", f"row_fano({_ISLANDS}, 0.4)"),
    ],
    hidden=[
        Look(
            f"{what} ({M} barriers)",
            f"row_fano({f}, {gamma})",
            want=f"Row(1, {M}, {gamma}{way}).fano(1e-3, 0)",
        )
        for M, gamma in ((2, 0.2), (3, 0.9), (6, 0.5))
        for what, f, way in (
            ("elastic islands", f"np.tile(1 - np.arange({M} + 1) / {M}, (60, 1))", ""),
            (
                "cooled islands",
                f"((np.arange(600)[:, None] + 0.5) / 600 < 1 - np.arange({M} + 1) / {M}).astype(float)",
                ", phonons=np.inf",
            ),
        )
    ],
    wrong=[
        (
            _ROW.format(_EACH, "each.mean(axis=0).sum() / a.shape[1] ** 2"),
            "the noise is divided by M², but the current is smaller as well",
        ),
        (_ROW.format(_EACH, "each.mean(axis=0).sum()"), "each barrier's noise reaches the ends weakened: see the sum"),
        (_ROW.format(_EACH, "each.sum(axis=0).sum() / a.shape[1]"), "more energies in f do not make more noise"),
        (_ROW.format(_EACH, "2 * each.mean(axis=0).sum() / a.shape[1]"), "2eI has a two as well"),
        (_ROW.format("a * (1 - a) + b * (1 - b)", _SUM), "the partition noise of the barrier is missing"),
        (_ROW.format("(1 - gamma) * (a - b) ** 2", _SUM), "the occupations on both sides fluctuate too"),
        (
            _ROW.format("a * (1 - a) + b * (1 - b) + gamma * (a - b) ** 2", _SUM),
            "an open contact has no partition noise, yours has the most",
        ),
        (_ROW.format("a * (1 - a) + b * (1 - b) + (1 - gamma) * (a - b)", _SUM), "the last term has a square"),
        (
            _ROW.format("a * (1 - b) + b * (1 - a) + (1 - gamma) * (a - b) ** 2", _SUM),
            "f(1 − f) is of one side; yours has mixed the sides",
        ),
        (_ROW.format(_EACH, "each.mean(axis=0).sum() / f.shape[1]"), "count the barriers, not the occupations"),
    ],
)

_M = "junctions = round(float(np.sqrt({} / (given.F_chain - 1 / 3)){}))"
_OTHER_ISLANDS = """from qtlib.langevin import elastic_fano
junctions = min(range(1, 99), key=lambda M: abs(float(elastic_fano(M, given.Gamma)) - given.F_chain))"""
JUNCTIONS = Task(
    "junctions",
    {"junctions": "whole", "fano_cooled": "number"},
    given=[
        Range("M", "", "", 5, low=4, high=9, step=1, secret=True),
        Range("Gamma", "transparency of a junction", "", 0.25, low=0.16, high=0.5, step=0.01),
        Derived("F_chain", "S/2eI", "", lambda p, _: round(float(Row(1, int(p.M), p.Gamma).fano(1e-3, 0)), 5)),
    ],
    looks=[
        Look("junctions", "junctions", want="M"),
        Look("fano_cooled", "fano_cooled", rtol=0.005, want="Row(1, int(M), Gamma, phonons=np.inf).fano(1e-3, 0)"),
    ],
    fair="abs(Gamma - 0.3) > 0.005",  # the chapter has a table for 0.3
    wrong=[
        ("junctions = round((1 - given.Gamma) / given.F_chain)", "on such islands electrons cool down"),
        (_M.format("(2 / 3 - given.Gamma)", " ** 2"), "that is its square"),
        (_M.format("2 / 3", ""), "that is for junctions that hardly let anything through"),
        (_M.format("(2 / 3 - given.Gamma)", " - 1"), "that is the number of islands"),
        (_OTHER_ISLANDS, "there the direction is kept as well as the energy"),
        ("fano_cooled = 1 / junctions", "that is for junctions that hardly let anything through"),
        ("fano_cooled = (1 - given.Gamma) / junctions**2", "each junction's noise is that small; how many are there?"),
        ("fano_cooled = 1 - given.Gamma", "that is one junction alone"),
        ("fano_cooled = given.F_chain", "cooled electrons make less noise than those that keep their energy"),
        ("fano_cooled = given.Gamma / junctions", "an open junction is silent, yours is the loudest"),
    ],
)

CROSSOVER = Task(
    "crossover",
    {"paths": "number"},
    given=[Range("F_wire", "S/2eI", "", 0.2, low=0.05, high=0.3, step=0.001)],
    looks=[
        Look(
            "paths",
            "paths",
            rtol=0.005,
            want="brentq(lambda s: Wire(1, 1e-6, 1e-6 / s).drive(1e-3, 0).fano - F_wire, 0.02, 5, xtol=1e-5)",
        )
    ],
    fair="min(abs(paths - 0.3), abs(paths - 1)) > 0.02",  # the chapter's wires
    wrong=[
        ("paths = (1 - 3 * given.F_wire) ** (-1 / 3)", "that is 1 + L/ℓ"),
        ("paths = 1 / (1 - 3 * given.F_wire) - 1", "the bracket has a power of 1 + L/ℓ"),
        ("paths = (1 - 3 * given.F_wire) ** (1 / 3)", "that is how much of a channel is transmitted"),
        ("paths = 1 - (1 - 3 * given.F_wire) ** (1 / 3)", "that is how much of a channel is reflected"),
        ("paths = 1 / ((1 - 3 * given.F_wire) ** (-1 / 3) - 1)", "that is ℓ/L"),
        ("paths = (1 - given.F_wire) ** (-1 / 3) - 1", "a long wire would then tend to 1, not to one third"),
        ("paths = (1 - 3 * given.F_wire) ** (-1 / 2) - 1", "the power is another one"),
    ],
)

_USES = """from scipy.integrate import quad
from scipy.linalg import solve_banded
from scipy.optimize import brentq
from qtlib import fermi
from qtlib.langevin import Row, Wire
def elastic(G, V, T_L, T_R):
    def f_1_f(E):
        a, b = fermi(E, e * V, T_L), fermi(E, 0.0, T_R)
        return float((a + b) / 2 - (a * a + a * b + b * b) / 3)
    reach = 40 * k_B * max(T_L, T_R)
    edges = np.linspace(-reach, e * V + reach, 60)
    return 4 * G * sum(quad(f_1_f, *pair, epsabs=1e-30, epsrel=1e-7)[0] for pair in zip(edges, edges[1:]))
def by_differences(kappa, t, n=40000):
    ends = np.pi**2 / 6 * t**2
    band = np.tile([[-1.0], [2 + (kappa / n) ** 2], [-1.0]], n - 1)
    source = np.full(n - 1, 1 / n**2)
    source[[0, -1]] += ends
    u = np.concatenate([[ends], solve_banded((1, 1), band, source), [ends]])
    return 2 * np.trapezoid(np.sqrt(6 * np.maximum(u, 0)) / np.pi, dx=1 / n)
def of_a_wire(kappa):
    state = Wire(1, 1e-6, 1e-13, ee_length=1e-12, phonon_length=1e-6 / kappa, points=641).drive(1e-3, 0)
    return 2 * np.trapezoid(k_B * state.temperature / (e * 1e-3), state.x)"""
SET = ProblemSet("the third theory", [HOTTEST, WIRE_NOISE, COOLED, ROW, JUNCTIONS, CROSSOVER], uses=_USES)
