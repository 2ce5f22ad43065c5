"""Green's functions: the author's side of the problem set."""

from tools.authoring import Derived, Look, ProblemSet, Range, Task

_A = "a_nm = hbar / np.sqrt({}) / nm"
GRID = Task(
    "grid",
    {"a_nm": "number nm"},
    given=[
        Range("m", "effective mass", "m_e", 0.067, low=0.015, high=0.2, step=0.001),
        Range("E_F", "Fermi energy", "meV", 12, low=4, high=30, step=0.5),
        Range("times", "least hopping over Fermi energy", "", 6, low=4, high=12, step=0.5),
    ],
    looks=[
        Look(
            "a_nm",
            "a_nm",
            rtol=0.005,
            # of a band 2t(1 − cos ka) that begins like the free electron's
            want="brentq(lambda a: (1 - np.cos(1e6 * a)) * 4 * m * times * E_F - (hbar * 1e6) ** 2, 1e-10, 1e-7) / nm",
        )
    ],
    wrong=[
        (_A.format("2 * m_e * given.times * given.E_F"), "the electron is lighter in this crystal"),
        (_A.format("2 * given.m * given.times * given.E_F") + " * 2 * np.pi", "that has h for ħ"),
        (_A.format("2 * given.m * given.E_F"), "that is a hopping as large as the Fermi energy alone"),
        (_A.format("given.m * given.times * given.E_F"), "t = ħ²/2ma² has a 2 below"),
        (_A.format("4 * given.m * given.times * given.E_F"), "t = ħ²/2ma² has one 2 below, not two"),
        (_A.format("2 * given.m * given.E_F / given.times"), "that makes the hopping smaller than the Fermi energy"),
        (
            _A.format("2 * given.m * given.times**2 * given.E_F"),
            "the lattice constant goes with the root of the hopping",
        ),
    ],
    slips="prefix",
)

_SITE = "def one_site(U, E, t):\n    c = {}\n    v = {} * t * np.sqrt(abs(1 - c**2))\n    return {} if {} else 0.0"
_C, _IN, _T1 = "1 - E / (2 * t)", "abs(c) < 1", "1 / (1 + (U / v) ** 2)"
ONE_SITE = Task(
    "one_site",
    {"one_site": "function"},
    looks=[
        Look("no impurity", "one_site(0.0, 7 * meV, 10 * meV)", want="1.0"),
        Look("in the middle of the band", "one_site(15 * meV, 20 * meV, 10 * meV)", want="1 / (1 + 0.75**2)"),
        Look("a well", "one_site(-5 * meV, 8 * meV, 10 * meV)"),
        Look("above the band", "one_site(5 * meV, 41 * meV, 10 * meV)", atol=1e-6, want="0.0"),
        Look("below the band", "one_site(5 * meV, -1 * meV, 10 * meV)", atol=1e-6, want="0.0"),
        Look("a band of holes", "one_site(5 * meV, -8 * meV, -10 * meV)"),
    ],
    hidden=[
        Look(what, f"one_site({U} * meV, {E} * meV, 10 * meV)", want=f"Wire([0, {U} * meV, 0], 10 * meV).T({E} * meV)")
        for what, U, E in (
            ("low in the band", 3.0, 2.0),
            ("high in the band", -12.0, 30.0),
            ("a high site", 40.0, 15.0),
        )
    ]
    + [
        Look(
            "another band of holes",
            "one_site(-7 * meV, -20 * meV, -12 * meV)",
            want="Wire([0, 7 * meV, 0], 12 * meV).T(20 * meV)",
        )
    ],
    wrong=[
        (_SITE.format(_C, 1, _T1, _IN), "the lattice velocity is twice that"),
        (_SITE.format(_C, 4, _T1, _IN), "that is twice the lattice velocity"),
        (_SITE.format(_C, 2, f"np.sqrt({_T1})", _IN), "that is an amplitude, not a probability"),
        (_SITE.format(_C, 2, "1 / (1 + U / v)", _IN), "a well would transmit more than everything"),
        (_SITE.format(_C, 2, f"1 - {_T1}", _IN), "that is what comes back"),
        (_SITE.format("1 - E / t", 2, _T1, _IN), "your band is half as wide as it is"),
        (_SITE.format(_C, 2, _T1, "True"), "outside the band nothing propagates, and nothing is transmitted"),
        (_SITE.format(_C, 2, _T1, "0 < E < 4 * t"), "with t < 0 the band lies below E = 0"),
        (
            "def one_site(U, E, t):\n    return 1 / (1 + U**2 / (4 * t * E)) if abs(1 - E / (2 * t)) < 1 else 0.0",
            "that is the velocity of a free particle",
        ),
    ],
    told=[
        (
            """from qtlib.lattice import Wire
def one_site(U, E, t):
    return float(Wire([0, U, 0], t).transmission(E))""",
            "hopping must be positive",
        )
    ],  # the library's own
)

_CHAIN = """def chain(U, E, t):
    k = np.arccos(1 - E / (2 * t))
    X, Z = np.exp({} * k), 1.0
    for U_i in {}:
        X = 1 / ({} - X)
        Z = Z * X
    r = (X - np.exp(1j * k)) / (np.exp(-1j * k) - X)
    return {}"""
_A_I, _BACK, _T = "(2 * t + U_i - E) / t", "U[::-1]", "abs(Z * (1 + r)) ** 2"
_FOUR = "np.array([4.0, -7, 12, 3]) * meV"
CHAIN = Task(
    "chain",
    {"chain": "function"},
    looks=[
        Look("a clean chain", "chain(np.zeros(7), 9 * meV, 10 * meV)", want="1.0"),
        Look("one site", "chain(np.array([20 * meV]), 20 * meV, 10 * meV)", want="0.5"),
        Look("four sites", f"chain({_FOUR}, 9 * meV, 10 * meV)"),
        Look("a band of holes", "chain(np.array([-3.0, 8]) * meV, -12 * meV, -10 * meV)"),
    ],
    hidden=[
        Look(
            f"T of {what}",
            f"chain(rng({L}).uniform(-6, 6, {L}) * meV, {E} * meV, 10 * meV)",
            rtol=1e-5,
            want=f"Wire(rng({L}).uniform(-6, 6, {L}) * meV, 10 * meV).T({E} * meV)",
        )
        for what, L, E in (("three random sites", 3, 5.0), ("forty", 40, 17.0), ("two hundred", 200, 33.0))
    ]
    + [
        Look(
            "T of holes in a random chain",
            "chain(rng(9).uniform(-6, 6, 20) * meV, -15 * meV, -9 * meV)",
            rtol=1e-5,
            want="Wire(rng(9).uniform(-6, 6, 20) * -meV, 9 * meV).T(15 * meV)",
        )
    ],
    wrong=[
        (_CHAIN.format("1j", _BACK, _A_I, "abs(Z) ** 2"), "Z alone is not the amplitude: on the left there is 1 + r"),
        (_CHAIN.format("1j", _BACK, _A_I, "abs(Z * (1 + r))"), "that is an amplitude, not a probability"),
        (_CHAIN.format("1j", _BACK, _A_I, "abs(r) ** 2"), "that is what comes back"),
        (_CHAIN.format("1j", _BACK, "(U_i - E) / t", _T), "the sites of a chain have an energy of their own besides U"),
        (
            _CHAIN.format("1j", _BACK, "(4 * t + U_i - E) / t", _T),
            "that is a site of a square lattice; this is a chain",
        ),
        (_CHAIN.format("1j", _BACK, "(2 * t + U_i + E) / t", _T), "the sign of E in A"),
        (_CHAIN.format("1j", _BACK, "(2 * t - U_i - E) / t", _T), "the sign of U in A: a hill is not a well"),
        (_CHAIN.format("1j", _BACK, "(2 * t + 2 * U_i - E) / t", _T), "U counts once"),
        (_CHAIN.format("-1j", _BACK, _A_I, _T), "on the right the wave leaves; yours comes in"),
        (_CHAIN.format("1j", "U[:0:-1]", _A_I, _T), "a site is missing"),
        (_CHAIN.format("1j", _BACK, _A_I, "abs(Z * (1 - r)) ** 2"), "the sign of r"),
    ],
    told=[
        (
            """from qtlib.lattice import Wire
def chain(U, E, t):
    return float(Wire(U, t).transmission(E))""",
            "hopping must be positive",
        )
    ],  # the library's own
)

_SAME_K = (
    "from scipy.optimize import brentq\nE_over_t = 2 - 2 * np.cos(brentq(lambda k: {} + given.below - 1, 1e-3, 3))"
)
VELOCITY = Task(
    "velocity",
    {"E_over_t": "number"},
    given=[Range("below", "part by which the velocity is lower", "", 0.05, low=0.02, high=0.2, step=0.001)],
    looks=[
        Look(
            "E_over_t",
            "E_over_t",
            rtol=0.005,
            want="brentq(lambda E: np.sin(np.arccos(1 - E / 2)) / np.sqrt(E) - 1 + below, 1e-3, 3.9)",
        )
    ],
    wrong=[
        ("E_over_t = 1 - (1 - given.below) ** 2", "a 4 is missing: look again at cos ka and E"),
        ("E_over_t = 4 * given.below", "that is without the square root in the velocity"),
        ("E_over_t = 8 * given.below", "that is the first term of an expansion: three digits need more"),
        ("E_over_t = 2 * given.below", "the wrong way round: a root halves a small deviation, it does not double it"),
        ("E_over_t = 4 * (1 - 1 / (1 + given.below) ** 2)", "that part is of the free velocity, not of the lattice's"),
        (_SAME_K.format("np.sin(k) / k"), "compare at the same energy, not at the same k"),
        (_SAME_K.format("(2 - 2 * np.cos(k)) / k**2"), "that is where the band, not the velocity, is lower"),
        ("E_over_t = 4 * (1 - given.below) ** 2", "high in the band: there the velocity is lower by all but that part"),
    ],
)

_HORN = """def horn(length):
    x, y = {}, {}
    w = {}
    return {}"""
_X, _Y, _W = "np.abs(np.arange(81) - 40)[:, None]", "np.abs(np.arange(30) - 14.5)", "5 + 10 * np.minimum(x / length, 1)"
_WALL = "np.where(y > w, 20.0, 0.0)"
_EACH = (
    "np.array([[20.0 * (abs(y - 14.5) > min(15, 5 + 10 * abs(x - 40) / {})) for y in range(30)] for x in range(81)])"
)
_WIRE = "T_horn = {}Wire(horn({}) * meV, meV).{}(given.E_horn * meV)"
HORN = Task(
    "horn",
    {"horn": "function", "T_horn": "number"},
    given=[
        Range("half", "", "", 7, low=3, high=18, step=1, secret=True),
        Derived("length", "length of the horn in sites", "", lambda p, _: 2 * int(p.half) + 1),
        Range("E_horn", "energy in units of t", "", 0.1, low=0.06, high=0.4, step=0.001),
    ],
    looks=[
        Look("shape of the horn", "np.shape(horn(15))", want="(81, 30)"),
        Look(
            "a horn at five places",
            "np.asarray(horn(15))[[0, 27, 35, 40, 46]]",
            want=_EACH.format(15) + "[[0, 27, 35, 40, 46]]",
        ),
        Look("T_horn", "T_horn", rtol=0.005, want="float(Wire(horn(length), 1.0).kubo(E_horn, 20, 61))"),
    ],
    hidden=[
        Look(what, f"np.asarray(horn({length}))[::{step}]", want=f"{_EACH.format(length)}[::{step}]")
        for what, length, step in (("a short horn", 7, 5), ("a long one", 37, 8))
    ],
    fair="0.2 < T_horn < 1.9 and abs(T_horn - 1) > 0.03",
    wrong=[
        (_HORN.format(_X, _Y, _W, _WALL + ".T"), "x first"),
        (_HORN.format(_X, _Y, _W.replace("5 + 10", "10 + 5"), _WALL), "full and half width are mixed"),
        (_HORN.format(_X, _Y, _W.replace("5 + 10", "5 + 15"), _WALL), "w grows to 15, not by 15"),
        (_HORN.format(_X, _Y, _W.replace("/ length", "/ 40"), _WALL), "that grows to the ends, whatever the length"),
        (
            _HORN.format(_X, _Y, _W.replace("np.minimum(x / length, 1)", "(x > length)"), _WALL),
            "w grows linearly, without a step",
        ),
        (_HORN.format("np.arange(81)[:, None]", _Y, _W, _WALL), "the neck is in the middle, not at the beginning"),
        (_HORN.format(_X, "np.abs(np.arange(30) - 15)", _W, _WALL), "the axis lies between two sites"),
        (_HORN.format(_X, _Y, _W, "np.where(y > w, 1.0, 0.0)"), "that is not the height of the walls"),
        (_HORN.format(_X, _Y, _W, "np.where(y > w, 0.0, 20.0)"), "wall and free sites are exchanged"),
        (_WIRE.format("", "1", "transmission"), "that is a slit: use the given length"),
        (_WIRE.format("2 * ", "given.length", "transmission"), "transmission counts no spins"),
        (_WIRE.format("", "given.length", "modes"), "that is how many modes the leads have"),
        (
            _WIRE.format("", "given.length", "modes")
            + " - Wire(horn(given.length) * meV, meV).transmission(given.E_horn * meV)",
            "that is what comes back",
        ),
    ],
)

_USES = """from scipy.optimize import brentq
from qtlib import lattice
class Wire(lattice.Wire):
    def T(self, E):
        return float(self.transmission(E))"""
SET = ProblemSet("one slice at a time", [GRID, ONE_SITE, CHAIN, VELOCITY, HORN], uses=_USES)
