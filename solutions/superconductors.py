"""Superconductors: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

CONTACT = Task(
    "contact",
    {"resistance_kOhm": "number kΩ"},
    given=[
        Range("N", "open channels, counted for one spin", "", 3, low=2, high=9, step=1),
        Range("R_0", "resistance of the wires", "kΩ", 1.2, low=0.4, high=4, step=0.05),
    ],
    fair="0.3 < R_0 * 2 * N * G0 < 3",
    wrong=[
        (
            "resistance_kOhm = (1 / (given.N * G0) + given.R_0) / kOhm",
            "that is the contact without its superconductor, or with it for one spin: each electron that comes back as "
            "a hole has carried two charges, and both spins conduct",
        ),
        (
            "resistance_kOhm = (1 / (4 * given.N * G0) + given.R_0) / kOhm",
            "doubled once too often: G0 = 2e²/h has both spins in it already",
        ),
        (
            "resistance_kOhm = (1 / (2 * G0) + given.R_0) / kOhm",
            "that is one channel; all of them are side by side",
        ),
        (
            "resistance_kOhm = (given.N / (2 * G0) + given.R_0) / kOhm",
            "channels side by side add conductances, not resistances",
        ),
        (
            "resistance_kOhm = 1 / (2 * given.N * G0) / kOhm",
            "the wires are missing: their resistance comes on top",
        ),
        (
            "resistance_kOhm = 1 / (given.N * G0) / kOhm",
            "the wires are missing, and a contact with a superconductor conducts better than without",
        ),
        (
            "resistance_kOhm = given.R_0 / kOhm",
            "that is the wires alone; a superconducting contact has a resistance too",
        ),
        (
            "resistance_kOhm = (1 / (given.N * G0) + given.R_0) / 2 / kOhm",
            "the wires are normal: only the contact's resistance is halved",
        ),
        (
            "resistance_kOhm = 1 / (2 * given.N * G0 + 1 / given.R_0) / kOhm",
            "wires and contact are in series: their resistances add",
        ),
    ],
    slips="prefix",
)

_SUBGAP = """def subgap(V, gap, T_n):
    E, T = {}, np.asarray(T_n, dtype=float)
    Z2 = {}
    A = {}
    return {}"""
_Z2, _A = (
    "1 / T - 1",
    "gap**2 / (E**2 + (gap**2 - E**2) * (1 + 2 * Z2) ** 2)",
)
_BELOW = "[0.3 * mV, -0.8 * mV, 1.2 * mV]"
SUBGAP = Task(
    "subgap",
    {"subgap": "function"},
    without="BTK andreev_conductance",
    looks=[
        Look(
            "an open channel at zero voltage",
            "subgap(0.0, meV, [1.0])",
            want="2.0",
        ),
        Look("a half open one", "subgap(0.0, meV, [0.5])", want="2 / 9"),
        Look("one channel at a voltage", "subgap(0.6 * mV, 1.5 * meV, [0.6])"),
        Look("three channels", "subgap(-0.5 * mV, meV, [0.2, 0.7, 0.95])"),
        Look(
            "two channels just below the gap",
            "subgap(0.9999999 * mV, meV, [0.3, 0.6])",
            rtol=1e-3,
            want="4.0",
        ),
    ],
    hidden=[
        Look(
            f"conductance of {what}",
            f"subgap({V}, {gap}, {T_n})",
            want=f"sum(superconductor.BTK({gap}, np.sqrt(1 / T - 1)).conductance({V}) for T in {T_n}) / G0",
        )
        for what, V, gap, T_n in (
            ("one channel", "0.2 * mV", "0.3 * meV", "[0.8]"),
            ("two channels", "-0.9 * mV", "1.4 * meV", "[0.4, 0.1]"),
            ("four", "0.05 * mV", "0.2 * meV", "[0.99, 0.5, 0.3, 0.05]"),
        )
    ],
    wrong=[
        (
            _SUBGAP.format("e * V", _Z2, _A, "A.sum()"),
            "that is A: with B = 1 − A, what is 1 + A − B?",
        ),
        (
            _SUBGAP.format("e * V", _Z2, _A, "(1 + A).sum()"),
            "B is missing: an electron that returns as an electron subtracts",
        ),
        (
            _SUBGAP.format("e * V", _Z2, _A, "(1 - A + (1 - A)).sum()"),
            "A and B are exchanged: a hole that returns adds, an electron subtracts",
        ),
        (
            _SUBGAP.format("e * V", _Z2, _A.replace(" ** 2)", ")"), "2 * A.sum()"),
            "the bracket with Z² is squared",
        ),
        (
            _SUBGAP.format("e * V", _Z2, _A.replace("2 * Z2", "Z2"), "2 * A.sum()"),
            "twice Z² stands in the bracket",
        ),
        (
            _SUBGAP.format("e * V", "(1 / T - 1) ** 2", _A, "2 * A.sum()"),
            "the normal transmission is 1/(1 + Z²): you squared once too often",
        ),
        (
            _SUBGAP.format("e * V", "np.sqrt(1 / T - 1)", _A, "2 * A.sum()"),
            "the normal transmission is 1/(1 + Z²): the formula has Z squared",
        ),
        (
            _SUBGAP.format("e * V", "1 - T", _A, "2 * A.sum()"),
            "1 − T is the normal reflection; Z² follows from T = 1/(1 + Z²)",
        ),
        (
            _SUBGAP.format(
                "e * V",
                _Z2,
                _A.replace("gap**2 - E**2", "gap**2 + E**2"),
                "2 * A.sum()",
            ),
            "the sign between Δ² and E²",
        ),
        (
            _SUBGAP.format("0 * V", _Z2, _A, "2 * A.sum()"),
            "that is the conductance at zero voltage; the formula depends on E = eV",
        ),
        (
            _SUBGAP.format("V", _Z2, _A, "2 * A.sum()"),
            "V is in volts and the gap in joules: the charge is missing",
        ),
        (
            _SUBGAP.format("e * V", _Z2, _A, "2 * A.mean()"),
            "channels side by side add; that is their mean",
        ),
        (
            _SUBGAP.format("e * V", "1 / T.sum() - 1", _A, "2 * A.sum()"),
            "each channel has a Z of its own: sum the results, not the transmissions",
        ),
    ],
    told=[
        (
            "from qtlib.superconductor import BTK\ndef subgap(V, gap, T_n):\n"
            "    return sum(BTK(gap, np.sqrt(1 / T - 1)).conductance(V) for T in T_n) / G0",
            "without BTK",
        ),
    ],
)

_ROOT = "x = {}\nT_normal = ((2 * x + 1) - np.sqrt(4 * x + 1)) / x"
SAME = Task(
    "same",
    {"T_normal": "number"},
    given=[
        Range(
            "x",
            "conductance with over that without the superconductor",
            "",
            0.5,
            low=0.15,
            high=1.8,
            step=0.005,
        )
    ],
    looks=[
        Look(
            "T_normal",
            "T_normal",
            rtol=0.005,
            want="brentq(lambda T: superconductor.andreev_conductance([T]) / G0 - x * T, 1e-6, 1)",
        )
    ],
    fair="abs(x - 1) > 0.1",
    wrong=[
        (
            "x = given.x\nT_normal = ((2 * x + 1) + np.sqrt(4 * x + 1)) / x",
            "the other root: a transmission is at most one",
        ),
        (
            _ROOT.format("2 * given.x"),
            "every hole that comes back stands for two charges: a factor of two is missing",
        ),
        (
            _ROOT.format("given.x / 2"),
            "4e²/h has both spins in it; so must the conductance that you compare it with",
        ),
        (
            _ROOT.format("1 / given.x"),
            "upside down: with the superconductor over without",
        ),
        (
            "s = np.sqrt(given.x / 2)\nT_normal = 2 * s / (1 + s)",
            "that compares with an open channel; without the superconductor this one conducts with its own T",
        ),
        (
            "T_normal = given.x / 2",
            "the round trips between barrier and superconductor are missing",
        ),
        (
            "T_normal = next(iter(np.roots([given.x, 2 - 4 * given.x, 4 * given.x]).real))",
            "a sign went astray when you multiplied out (2 − T)²",
        ),
    ],
)

_FANO = "def fano_ns(T_n):\n    T = np.asarray(T_n, dtype=float)\n    R = {}\n    return {}"
_R = "T**2 / (2 - T) ** 2"
FANO = Task(
    "fano",
    {"fano_ns": "function"},
    without="andreev_fano_factor BTK",
    looks=[
        Look("tunnelling", "fano_ns([1e-5])", rtol=1e-3, want="2.0"),
        Look(
            "a perfect contact",
            "fano_ns([1.0, 1.0])",
            atol=1e-9,
            want="0.0",
        ),
        Look("one channel", "fano_ns([0.6])"),
        Look(
            "an open and a closed channel",
            "fano_ns([1.0, 1e-5])",
            atol=1e-6,
            want="0.0",
        ),
        Look("two channels in between", "fano_ns([0.3, 0.8])"),
    ],
    hidden=[
        Look(
            f"Fano factor of {what}",
            f"fano_ns({T_n})",
            want=f"superconductor.andreev_fano_factor({T_n})",
        )
        for what, T_n in (
            ("one channel", [0.5]),
            ("two", [0.2, 0.9]),
            ("three", [0.1, 0.5, 0.99]),
        )
    ],
    wrong=[
        (
            _FANO.format(_R, "np.sum(R * (1 - R)) / np.sum(R)"),
            "the charge that crosses at a time is 2e",
        ),
        (
            _FANO.format(_R, "4 * np.sum(R * (1 - R)) / np.sum(R)"),
            "the noise has the charge squared, the current has it once",
        ),
        (
            _FANO.format(_R, "2 * np.mean(1 - R)"),
            "sum noise and current over the channels before you divide",
        ),
        (
            _FANO.format("T", "2 * np.sum(R * (1 - R)) / np.sum(R)"),
            "that is with T for the chance of a hole",
        ),
        (
            _FANO.format("T**2", "2 * np.sum(R * (1 - R)) / np.sum(R)"),
            "the round trips are missing: T² over (2 − T)²",
        ),
        (
            _FANO.format("T / (2 - T)", "2 * np.sum(R * (1 - R)) / np.sum(R)"),
            "both passages count: square T/(2 − T)",
        ),
        (
            _FANO.format(_R, "2 * np.sum(R) / np.sum(R)"),
            "that is rare holes; the factor 1 − R_A is missing",
        ),
        (
            _FANO.format(_R, "2 * np.sum(R * R) / np.sum(R)"),
            "where holes are certain there is no noise: R_A(1 − R_A)",
        ),
        (
            _FANO.format(_R, "2 * np.sum(R) * (1 - np.sum(R)) / np.sum(R)"),
            "each channel has its own R_A(1 − R_A): sum these",
        ),
        (
            _FANO.format(_R, "2 * np.sum(R * (1 - T)) / np.sum(R)"),
            "an electron that does not come back as a hole has the chance 1 − R_A, not 1 − T",
        ),
    ],
    told=[("from qtlib.superconductor import andreev_fano_factor as fano_ns", "without andreev_fano_factor")],
)

_WIDTH = """def half_width(mu, pairing, barrier):
    wire = kitaev(mu, 1 * meV, pairing, {})
    return {} * brentq(lambda x: andreev(wire, x * meV) - {}, 1e-5, 0.9 * pairing / meV)"""
_TWO = "[barrier] * 2"
WIDTH = Task(
    "width",
    {"half_width": "function", "ratio": "number"},
    given=[
        Range("mu", "µ above the bottom of the band", "meV", 1, low=0.8, high=2, step=0.05),
        Range("pairing", "pairing", "meV", 0.4, low=0.3, high=0.5, step=0.02),
        Range("b_1", "lower barrier", "meV", 3, low=2.5, high=4, step=0.1),
        Range("b_2", "higher barrier", "meV", 6, low=5, high=7.5, step=0.1),
    ],
    looks=[
        Look(
            "half width at a barrier of 3 meV",
            "half_width(1 * meV, 0.4 * meV, 3 * meV)",
            rtol=0.005,
        ),
        Look(
            "at 5 meV, with other numbers",
            "half_width(1.6 * meV, 0.3 * meV, 5 * meV)",
            rtol=0.005,
        ),
    ],
    hidden=[
        Look(
            f"the conductance at your half width ({what})",
            f"andreev(kitaev({mu} * meV, 1 * meV, {pairing} * meV, [{b} * meV] * 2), "
            f"half_width({mu} * meV, {pairing} * meV, {b} * meV))",
            rtol=0.01,
            want="1.0",
        )
        for what, mu, pairing, b in (
            ("low barrier", 1.2, 0.45, 2.5),
            ("high barrier", 0.9, 0.35, 7.0),
        )
    ],
    wrong=[
        (
            _WIDTH.format(_TWO, "2 * meV", 1),
            "that is the full width, both sides of zero",
        ),
        (
            _WIDTH.format(_TWO, "0.5 * meV", 1),
            "too narrow: the energy itself is asked for, counted from zero",
        ),
        (
            _WIDTH.format(_TWO, "meV", 0.5),
            "half the height of this peak is 1 e²/h, not ½",
        ),
        (
            _WIDTH.format("[barrier]", "meV", 1),
            "the barrier fills two sites",
        ),
        (
            _WIDTH.format(_TWO, 1, 1),
            "an energy in joules is asked for, not in meV",
        ),
        (
            _WIDTH.format(_TWO, "mV", 1),
            "an energy is asked for, not a voltage",
        ),
        (
            "ratio = 1 / ratio",
            "upside down: the lower barrier's width stands above",
        ),
        (
            "ratio = given.b_2 / given.b_1",
            "the width does not simply fall as one over the barrier: use your function",
        ),
        (
            "ratio = (given.b_2 / given.b_1) ** 2",
            "the width does not simply fall as one over the barrier's square: use your function",
        ),
        (
            "ratio = np.sqrt(ratio)",
            "the widths themselves are compared, not their roots",
        ),
    ],
)

SET = ProblemSet(
    "a hole in the mirror",
    [CONTACT, SUBGAP, SAME, FANO, WIDTH],
    uses="from scipy.optimize import brentq\nfrom qtlib.lattice import andreev, kitaev",
)
