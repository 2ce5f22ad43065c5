"""The noise of a point contact: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

_EXCESS = """def lb_excess(T_n, V, T):
    T_n, x = np.asarray(T_n), e * V / (2 * k_B * T)
    return 0.0 if V == 0 else {}"""
_SUM = "np.sum(T_n * (1 - T_n))"
LB_EXCESS = Task(
    "lb_excess",
    {"lb_excess": "function"},
    without="noise correlations",
    told=[
        (
            "def lb_excess(T_n, V, T):\n    return noise(Channels(T_n), e * V, 0, T) - 4 * k_B * T * G0 * sum(T_n)",
            "without noise",
        )
    ],
    looks=[
        Look("without voltage", "lb_excess([0.5], 0, 1.0)", atol=1e-40, want="0.0"),
        Look("open channels", "lb_excess([1.0, 1.0], 1e-3, 1.0)", atol=1e-36, want="0.0"),
        Look("one channel, cold", "lb_excess([0.5], 5e-3, 0.1)"),
        Look("two channels, warm", "lb_excess([0.4, 0.9], 5e-4, 2.0)"),
    ],
    hidden=[
        Look(
            f"excess noise of {what}",
            f"lb_excess({T_n}, {V}, {T})",
            want=f"noise(Channels({T_n}), e * {V}, 0, {T}) - 4 * k_B * {T} * G0 * sum({T_n})",
        )
        for what, T_n, V, T in (
            ("two channels", [0.3, 0.9], 2e-4, 1.0),
            ("one", [0.5], 1e-3, 4.2),
            ("one, reversed", [0.2], -1e-3, 1.0),
        )
    ],
    wrong=[
        (_EXCESS.format(f"2 * e * V * G0 * {_SUM} / np.tanh(x)"), "a thermal part is still in it: coth x − 1/x"),
        (_EXCESS.format(f"e * V * G0 * {_SUM} * (1 / np.tanh(x) - 1 / x)"), "one-sided noise: twice that"),
        (
            _EXCESS.format("2 * e * V * G0 * np.sum(T_n) * (1 / np.tanh(x) - 1 / x)"),
            "electrons are not independent: mind the factor 1−T",
        ),
        (
            _EXCESS.format(f"2 * e * V * G0 * {_SUM}"),
            "that is the cold limit: the edges of the Fermi functions are soft",
        ),
        (
            _EXCESS.format("2 * e * V * G0 * np.sum(T_n) * (1 - np.sum(T_n)) * (1 / np.tanh(x) - 1 / x)"),
            "each channel has its own T(1−T): sum these",
        ),
        (_EXCESS.format(f"2 * e * V * G0 * {_SUM} * (1 / np.tanh(2 * x) - 1 / (2 * x))"), "x is eV/2kT"),
        (
            _EXCESS.format(f"2 * e * V * G0 * {_SUM} * (1 / np.tanh(x) - 1 / x) + 4 * k_B * T * G0 * np.sum(T_n)"),
            "subtract the thermal noise",
        ),
    ],
)

_VOLTAGE = """def voltage(current, A, p, eps_in):
    drive = {}
    solve = lambda u: u + np.log({}) - np.log({} + np.exp(p * u)) - np.log(drive)
    return {}"""
_DRIVE, _OUT = "current * e / (eps_in * A * G0)", "np.exp(brentq(solve, -80, 600)) * eps_in / e"
VOLTAGE = Task(
    "voltage",
    {"voltage": "function"},
    looks=[
        Look("a tiny current", "voltage(1e-12, 1.0, 0.75, 1 * meV)"),
        Look("100 nA", "voltage(100 * nA, 0.5, 0.5, 1 * meV)"),
        Look("a contact almost closed", "voltage(10 * nA, 1e-6, 0.25, 0.5 * meV)"),
    ],
    hidden=[
        Look(
            f"the current at your voltage ({what})",
            f"(lambda V: {A} * G0 * 2 / (2 + (e * V / ({eps} * meV)) ** {p}) * V)(voltage({current} * nA, {A}, "
            f"{p}, {eps} * meV))",
            rtol=1e-5,
            want=f"{current} * nA",
        )
        for what, current, A, p, eps in (
            ("open", 50, 1.0, 0.75, 1),
            ("closing", 200, 1e-3, 0.6, 2),
            ("closed", 10, 1e-6, 0.25, 0.5),
        )
    ],
    wrong=[
        (
            "def voltage(current, A, p, eps_in):\n    return current / (A * G0)",
            "that is Ohm's law with the ideal contact: G falls with V",
        ),
        (
            "def voltage(current, A, p, eps_in):\n    return 2 * current / (A * G0)",
            "that has half of A·G0, which is G at y^p = 2 only",
        ),
        (_VOLTAGE.format(_DRIVE, 1, 1, _OUT), "G has y^p/2, not y^p"),
        (
            _VOLTAGE.format(_DRIVE, 2, 2, "np.exp(brentq(solve, -80, 600)) * eps_in"),
            "y is eV/ε_in: that is an energy, not a voltage",
        ),
        (_VOLTAGE.format(_DRIVE, 2, 2, "np.exp(brentq(solve, -80, 600))"), "that is y; V = y ε_in/e"),
        (_VOLTAGE.format("current * e / (eps_in * G0)", 2, 2, _OUT), "the ideal contact has A·G0"),
    ],
    told=[("def voltage(current, A, p, eps_in):\n    return None", "nothing yet")],
)

_PEAK = "noise_at_fixed_current(given.I, fine, given.T, [given.E_1], **contact, p=given.p, eps_in=given.eps_in)"
_FINE = f"fine = given.E_1 + np.linspace(-2, 2, 801) * meV\nS, G, V = {_PEAK}\n"
PEAK = Task(
    "peak",
    {"mu_peak_meV": "number meV"},
    given=[
        Range("E_1", "threshold", "meV", 1, low=0.5, high=6, step=0.05),
        Range("T", "temperature", "K", 1.5, low=1, high=2.5, step=0.1),
        Range("p", "exponent p", "", 0.7, low=0.55, high=0.8, step=0.01),
        Range("eps_in", "ε_in", "meV", 1, low=0.7, high=1.5, step=0.05),
        Range("I", "current", "nA", 100, low=30, high=150, step=5),
    ],
    looks=[Look("mu_peak_meV", "mu_peak_meV", atol=0.02)],
    fair="abs(mu_peak_meV - E_1 / meV) < 0.95",
    wrong=[
        ("mu_peak_meV = mu_peak_meV * meV", "that is in joules"),
        (_FINE + "mu_peak_meV = fine[V.argmax()] / meV", "that is where the voltage is largest, not the noise"),
        (
            _FINE + "mu_peak_meV = fine[(S * G).argmax()] / meV",
            "at fixed current: S itself, not divided or multiplied by G",
        ),
        ("mu_peak_meV = given.E_1 / meV", "the peak is near the threshold, not on it"),
    ],
)

_LARGEST = "def largest_current(A, p, eps_in):\n    y = {}\n    return {}"
_Y, _I = "(2 / (p - 1)) ** (1 / p)", "A * G0 * eps_in / e * 2 * y / (2 + y**p)"
_NUMBER = "\nlargest_nA = largest_current(0.5, given.p_2, given.eps_2) / nA"
LARGEST = Task(
    "largest",
    {"largest_current": "function", "largest_nA": "number nA"},
    given=[
        Range("p_2", "exponent p", "", 2, low=1.2, high=3, step=0.01),
        Range("eps_2", "ε_in", "meV", 1, low=0.4, high=3, step=0.05),
    ],
    looks=[
        Look("p = 2", "largest_current(1.0, 2.0, meV)"),
        Look("p = 1.2, half open", "largest_current(0.5, 1.2, meV)"),
        Look("another ε_in", "largest_current(0.7, 1.7, 3 * meV)"),
    ],
    hidden=[
        Look(
            f"largest current ({what})",
            f"largest_current({A}, {p}, 2 * meV)",
            rtol=1e-4,
            want=f"(lambda y: ({A} * G0 * 2 * meV / e * 2 * y / (2 + y**{p})).max())(np.logspace(-3, 6, 400_001))",
        )
        for what, A, p in (("slow", 0.3, 1.1), ("fast", 1.0, 3.0))
    ],
    wrong=[
        (_LARGEST.format(_Y, "y"), "that is y at the maximum; insert it in V·G(V)"),
        (
            _LARGEST.format(_Y, "A * G0 * eps_in / e * y"),
            "that is the current of the ideal contact at this voltage: G is smaller",
        ),
        (_LARGEST.format(_Y, "A * G0 * eps_in * 2 * y / (2 + y**p)"), "V = y ε_in/e: the charge is missing"),
        (_LARGEST.format("(2 / p) ** (1 / p)", _I), "differentiate V·G(V), not y^p: some other voltage carries more"),
        (
            _LARGEST.format("(1 / (p - 1)) ** (1 / p)", _I),
            "the denominator is 2 + y^p: some other voltage carries more",
        ),
        (_LARGEST.format("2 / (p - 1)", _I), "that is y^p; take the root. Some other voltage carries more"),
        (_LARGEST.format(_Y, "A**2 * G0 * eps_in / e * 2 * y / (2 + y**p)"), "the current is proportional to A"),
        (_LARGEST.format(_Y, "A * G0 * eps_in / e * y / (2 + y**p)"), "G = A·G0 · 2/(2 + y^p): the 2 above is missing"),
        ("largest_nA = largest_nA / 0.5", "A is ½ here"),
        ("largest_nA = largest_nA * nA", "that is in ampere"),
    ],
)

SCALING = Task(
    "scaling",
    {"exponent": "number"},
    given=[Range("p_3", "exponent p", "", 0.8, low=0.2, high=0.9, step=0.001)],
    fair="abs(p_3 - 0.5) > 0.03 and abs(p_3 - 2 / 3) > 0.03 and abs(exponent) > 0.05",
    wrong=[
        ("exponent = 2 - given.p_3", "τ_in falls with V^p; how does V go with I at fixed N?"),
        ("exponent = -given.p_3 / (1 - given.p_3)", "that is τ_in alone; the noise has the current squared"),
        ("exponent = 2", "τ_in depends on the voltage, and the voltage on the current"),
        ("exponent = 1 - 2 * given.p_3", "that is with V at fixed current, where N changes"),
        ("exponent = 2 + given.p_3 / (1 - given.p_3)", "τ_in falls, not grows, with V"),
        ("exponent = 2 - given.p_3 / (1 + given.p_3)", "I ∝ V^{1−p}: G falls with V"),
    ],
)

SET = ProblemSet("a peak that falls", [LB_EXCESS, VOLTAGE, PEAK, LARGEST, SCALING])
