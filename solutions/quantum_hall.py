"""Quantum Hall: the author's side of the problem set."""

from tools.authoring import Derived, Look, ProblemSet, Range, Task

_V = "V_xy_mV = given.I * {} / mV"
_FILLING = "given.density * h / (e * given.B)"
PLATEAU = Task(
    "plateau",
    {"nu": "whole", "V_xy_mV": "number mV"},
    given=[
        Range("density", "density", "1/m²", 2.6e15, low=1.5e15, high=5e15, step=2e13),
        Range("B", "magnetic field", "T", 6, low=2.5, high=12, step=0.05),
        Range("I", "current", "nA", 1000, low=300, high=5000, step=10),
    ],
    looks=[
        Look("nu", "nu", want="min(range(1, 9), key=lambda n: abs(density * h / (e * B) - n))"),
        Look("V_xy_mV", "V_xy_mV", rtol=0.005, want="1e3 * I * hall_bar(6, nu).resistance((0, 3), (1, 5))"),
    ],
    fair="2 <= nu <= 5 and 0.05 < abs(density * h / (e * B) - nu) < 0.35",
    wrong=[
        (f"nu = round(1 / ({_FILLING}))", "upside down: more electrons fill more levels, a stronger field fewer"),
        ("nu = 2 * nu", "ν counts each spin already"),
        (_V.format("h / e**2"), "that is a single edge channel"),
        (_V.format("h / (2 * e**2 * nu)"), "ν counts each spin already"),
        (_V.format("given.B / (given.density * e)"), "that is the classical slope; on a plateau it does not hold"),
        (_V.format("nu * e**2 / h"), "you multiplied by the conductance"),
        ("V_xy_mV = 0.0", "that is the voltage along one edge"),
    ],
    slips="prefix pi",
)

_GATED = """def gated(n, nu, k, a, b):
    T = {} * np.roll(np.eye(n), 1, axis=0)
    c, d = (a + 1) % n, (b + 1) % n
    T[c, a] = T[d, b] = {}
    T[{}] = T[{}] = {}
    return {}"""
GATED = Task(
    "gated",
    {"gated": "function"},
    looks=[
        Look("six contacts, no gate", "gated(6, 2, 0, 1, 4)", want="2 * np.roll(np.eye(6), 1, axis=0)"),
        Look("a gate in a bar of six", "gated(6, 3, 1, 1, 4)", want="turned(6, 3, 1, 1, 4)"),
        Look("a gate beside the last of five contacts", "gated(5, 4, 3, 1, 4)"),
        Look(
            "resistance along the edge, across the gate",
            "resistance(gated(6, 4, 2, 1, 4), (0, 3), (1, 2))",
            want="1 / 2 - 1 / 4",
        ),
    ],
    hidden=[
        Look(f"a gate in a bar of {n}", f"gated({n}, {nu}, {k}, {a}, {b})", want=f"turned({n}, {nu}, {k}, {a}, {b})")
        for n, nu, k, a, b in ((4, 1, 1, 0, 2), (8, 3, 2, 2, 7), (7, 5, 1, 0, 3), (6, 4, 4, 2, 3))
    ],
    wrong=[
        (_GATED.format("nu", "nu - k", "d, a", "c, b", "k", "T.T"), "T[p, q] leads from q to p: you transposed"),
        (
            _GATED.format("nu", "nu - k", "d, a", "c, b", "k", "T + np.roll(nu * np.eye(n), -1, axis=0)"),
            "an edge channel runs one way only",
        ),
        (_GATED.format("nu", "nu - k", "d, a", "c, b", "k", "2 * T"), "ν counts each spin already"),
        (_GATED.format("1", "nu - k", "d, a", "c, b", "k", "T"), "elsewhere on the rim all channels pass"),
        (
            _GATED.format("nu", "k", "d, a", "c, b", "nu - k", "T"),
            "what passes the gate and what is turned are exchanged",
        ),
        (_GATED.format("nu", "nu", "d, a", "c, b", "k", "T"), "a contact sends away more channels than it has"),
        (_GATED.format("nu", "nu - k", "d, a", "d, a", "k", "T"), "the gate has two sides"),
        (_GATED.format("nu", "nu - k", "d, a", "c, b", "0", "T"), "what the gate turns back arrives somewhere"),
        (
            _GATED.format("nu", "nu - k", "a, a", "b, b", "k", "T"),
            "an edge channel cannot return to where it came from",
        ),
        (
            _GATED.format("nu", "nu - k", "b, a", "a, b", "k", "T"),
            "along the gate they come to the other edge, and there they run on, not back",
        ),
    ],
)

_HELICAL = "def helical_resistance(T, m):\n    T = np.asarray(T, dtype=float)\n    A, B = {}, {}\n    return {}"
_A, _B, _PARALLEL = "np.sum(1 / T[:m])", "np.sum(1 / T[m:])", "A * B / (A + B)"
_BAD = "[1.0, 0.5, 0.8, 1.0, 0.25]"
HELICAL = Task(
    "helical",
    {"helical_resistance": "function"},
    looks=[
        Look("clean, six contacts, opposite ends", "helical_resistance(np.ones(6), 3)", want="1.5"),
        Look("clean, four contacts, neighbours", "helical_resistance(np.ones(4), 1)", want="0.75"),
        Look("five contacts with impurities", f"helical_resistance(np.array({_BAD}), 2)"),
        Look("another contact of them", f"helical_resistance(np.array({_BAD}), 4)"),
    ],
    hidden=[
        Look(f"{len(T)} contacts", f"helical_resistance(np.array({T}), {m})", want=f"ring({T}, {m})")
        for T, m in (
            ([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], 2),
            ([0.3, 0.9, 0.6, 1.0, 0.2, 0.7, 0.5, 0.4], 3),
            ([0.5, 0.1, 0.7], 1),
        )
    ],
    wrong=[
        (_HELICAL.format(_A, _B, "A + B"), "the two ways around lie side by side, not one behind the other"),
        (_HELICAL.format(_A, _B, "A"), "that is only one of the two ways"),
        (_HELICAL.format(_A, _B, "B"), "that is only the longer way, or the other one"),
        (_HELICAL.format(_A, _B, f"{_PARALLEL} / 2"), "one channel each way on each edge: there is no second spin"),
        (_HELICAL.format(_A, _B, "1 / A + 1 / B"), "that is a conductance"),
        (_HELICAL.format("np.sum(T[:m])", "np.sum(T[m:])", _PARALLEL), "what transmits less resists more"),
        (
            _HELICAL.format("1 / np.prod(T[:m])", "1 / np.prod(T[m:])", _PARALLEL),
            "between two stretches lies a contact, where carriers forget where they come from",
        ),
        (
            _HELICAL.format("np.sum(1 / T[:m] - 1)", "np.sum(1 / T[m:] - 1)", "A * B / max(A + B, 1e-9)"),
            "that is the impurities alone; a clean stretch between contacts resists too",
        ),
        (
            _HELICAL.format("np.sum(1 / T[: m + 1])", "np.sum(1 / T[m + 1 :])", _PARALLEL),
            "a stretch is counted on the wrong side: which ones lie between 0 and m?",
        ),
        (_HELICAL.format("m", "len(T) - m", _PARALLEL), "that is the clean bar: the impurities are missing"),
    ],
)

_SEARCH = """low, high = 0.002, 0.2
for _ in range(16):
    middle = (low + high) / 2
    above = Wire(np.zeros((1, 30)), 20 * meV, middle).modes(given.E_F) >= {}
    low, high = (middle, high) if above else (low, middle)
flux = low{}"""
LEAVES = Task(
    "leaves",
    {"flux": "number h/e"},
    given=[Range("E_F", "Fermi energy", "meV", 14, low=6, high=18, step=0.05)],
    looks=[
        Look("flux", "flux", rtol=0.005, want="brentq(lambda phi: harper(phi, 30)[1] - E_F / (20 * meV), 0.008, 0.055)")
    ],
    wrong=[
        (
            "flux = given.E_F / (6 * np.pi * 20 * meV)",
            "that is Landau's field, from free electrons: count on the lattice",
        ),
        ("flux = given.E_F / (2 * np.pi * 20 * meV)", "that is the lowest level of free electrons"),
        ("flux = given.E_F / (10 * np.pi * 20 * meV)", "that is the third level of free electrons"),
        (_SEARCH.format(1, ""), "that is where the last mode closes"),
        (_SEARCH.format(3, ""), "that is where the third mode closes; two are open beyond it"),
        (_SEARCH.format(2, " * 2 * np.pi"), "that is the phase around a plaquette, not the flux in h/e"),
    ],
)

_BACK = """def backscattering(width, strength, flux, rng):
    U = {} * strength
    w = Wire(U, 20 * meV, {})
    return {}"""
_U, _R = "rng.uniform(-0.5, 0.5, (20, width))", "w.modes(14 * meV) - w.transmission(14 * meV)"
_MEAN = """r = np.random.default_rng(given.seed)
R = [backscattering(given.width, given.strength, given.phi, r) for _ in range(20)]
mean_back = {}"""
PROTECTED = Task(
    "protected",
    {"backscattering": "function", "mean_back": "number", "protected_width": "whole"},
    given=[
        Range("drawn", "", "", 7, low=100, high=999, step=1, secret=True),
        Derived("seed", "seed of the disorder", "", lambda p, _: int(p.drawn)),
        Range("strength", "strength of the disorder", "meV", 20, low=16, high=24, step=0.5),
        Range("phi", "flux through a plaquette in h/e", "", 0.06, low=0.052, high=0.068, step=0.001),
        Range("half", "", "", 4, low=3, high=5, step=1, secret=True),
        Derived("width", "width for the mean, in sites", "", lambda p, _: 2 * int(p.half)),
    ],
    looks=[
        Look("a clean wire", "backscattering(16, 0.0, 0.06, rng(5))", atol=1e-6, want="0.0"),
        Look("a rough wire", "backscattering(8, 20 * meV, 0.06, rng(3))", rtol=1e-4),
        Look("without a field", "backscattering(10, 10 * meV, 0.0, rng(4))", rtol=1e-4),
        Look(
            "two wires from one generator",
            "(lambda r: [backscattering(6, 20 * meV, 0.05, r), backscattering(6, 20 * meV, 0.05, r)])(rng(6))",
            rtol=1e-4,
        ),
    ],
    hidden=[
        Look(
            what,
            f"backscattering({width}, {strength} * meV, {flux}, rng({seed}))",
            rtol=1e-4,
            want=f"reflected({width}, {strength} * meV, {flux}, rng({seed}))",
        )
        for what, width, strength, flux, seed in (("a narrow wire", 7, 15, 0.05, 1), ("a wide one", 14, 40, 0.02, 2))
    ],
    # the same on every machine, and no wide search
    fair="10 <= protected_width <= 18 and mean_back > 5e-4 and mean(protected_width) < 7e-5"
    " and mean(protected_width - 2) > 1.4e-4",
    wrong=[
        (_BACK.format(_U, "flux", "w.transmission(14 * meV)"), "that is what gets through"),
        (_BACK.format(_U, "flux", "1.0 * w.modes(14 * meV)"), "that is what arrives: how much of it is thrown back?"),
        (_BACK.format(_U, "flux", "w.transmission(14 * meV) - w.modes(14 * meV)"), "the sign: N is never below ΣT"),
        (_BACK.format(_U, "flux", "1 - w.transmission(14 * meV)"), "there may be more than one mode"),
        (_BACK.format(_U, "0.0", _R), "that is without the field"),
        (_BACK.format(_U.replace("(20, width)", "(width, 20)"), "flux", _R), "length and width are exchanged"),
        (_BACK.format(_U.replace("-0.5, 0.5", "-1, 1"), "flux", _R), "the potential is twice as rough as it should be"),
        (_BACK.format(_U.replace("-0.5, 0.5", "0, 1"), "flux", _R), "the potential has a mean: it must be zero"),
        (
            _BACK.format(_U.replace("rng", "np.random.default_rng(1)"), "flux", _R),
            "every wire is the same: draw from the generator that you are given",
        ),
        (_MEAN.format("np.sum(R)"), "that is the sum over the wires"),
        (_MEAN.format("np.median(R)"), "that is the median"),
        (_MEAN.format("np.std(R)"), "that is the spread"),
        (_MEAN.format("R[0]"), "that is the first wire alone"),
        ("protected_width = protected_width - 2", "there the mean is still too large"),
        ("protected_width = protected_width + 2", "a narrower wire is enough"),
        ("protected_width = 2", "no mode is open in so narrow a wire: nothing arrives that could be thrown back"),
        ("protected_width = protected_width - 1", "an even number of sites is asked for"),
        ("protected_width = protected_width + 1", "an even number of sites is asked for"),
    ],
)

_USES = """from scipy.optimize import brentq
from qtlib import Terminals, lattice
from qtlib.terminals import hall_bar
def turned(n, nu, k, a, b):
    feeds = {(q, (q + 1) % n): nu for q in range(n)}
    for q, other in ((a, b), (b, a)):
        feeds[q, (q + 1) % n] = nu - k
        feeds[q, (other + 1) % n] = feeds.get((q, (other + 1) % n), 0) + k
    return np.array([[feeds.get((q, p), 0) for q in range(n)] for p in range(n)])
def resistance(T, current, voltage):
    return Terminals(T, spin_degeneracy=1).resistance(current, voltage) * e**2 / h
def ring(T, m):
    n, M = len(T), np.zeros((len(T), len(T)))
    for q in range(n):
        M[q, (q + 1) % n] += T[q]
        M[(q + 1) % n, q] += T[q]
    return resistance(M, (0, m), (0, m))
def harper(flux, W):
    y = np.arange(W) - (W - 1) / 2
    H = np.diag(4 - 2 * np.cos(2 * np.pi * flux * y)) - np.eye(W, k=1) - np.eye(W, k=-1)
    return np.linalg.eigvalsh(H)
def reflected(width, strength, flux, rng):
    wire = lattice.Wire(rng.uniform(-strength / 2, strength / 2, (20, width)), 20 * meV, flux)
    S = wire.smatrix(14 * meV).matrix
    N = len(S) // 2
    return float(np.sum(np.abs(S[:N, :N]) ** 2))"""
SET = ProblemSet("the way back is elsewhere", [PLATEAU, GATED, HELICAL, LEAVES, PROTECTED], uses=_USES)
