"""Spin: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

_VALVE = """def ratio(R_1, R_2):
    def side_by_side(a, b):
        return a * b / (a + b)

    (a, b), (c, d) = R_1, R_2
    P, A = {}
    return {}"""
_STATES = "side_by_side(a + c, b + d), side_by_side(a + d, b + c)"
_TURNED = (
    "it falls where it should grow: parallel and antiparallel are exchanged, or series (the two layers, for one spin) "
    "and side by side (the two spins)"
)
VALVE = Task(
    "valve",
    {"ratio": "function"},
    without="SpinValve",
    looks=[
        Look(
            "two equal layers",
            "ratio((1.0, 4.0), (1.0, 4.0))",
            want="9 / 16",
        ),
        Look("two different ones", "ratio((1.0, 5.0), (2.0, 3.0))"),
        Look("exchanged", "ratio((2.0, 3.0), (1.0, 5.0))"),
        Look(
            "a layer that is no magnet",
            "ratio((2.0, 2.0), (1.0, 5.0))",
            atol=1e-9,
            want="0.0",
        ),
        Look("another pair", "ratio((0.5, 7.0), (3.0, 4.0))"),
    ],
    hidden=[
        Look(
            "other equal layers",
            "ratio((2.0, 9.0), (2.0, 9.0))",
            want="spin.SpinValve(2.0, 9.0).magnetoresistance",
        ),
        Look(
            "other different layers",
            "ratio((1.0, 3.0), (2.0, 7.0))",
            want="(8 * 5) / (3 * 10) - 1",
        ),
        Look(
            "layers of opposite kind",
            "ratio((4.0, 1.0), (1.0, 6.0))",
            want="(10 * 2) / (5 * 7) - 1",
        ),
    ],
    wrong=[
        (
            _VALVE.format(_STATES, "(A - P) / A"),
            "relative to R_P, not to R_AP",
        ),
        (
            _VALVE.format(_STATES, "A / P"),
            "that is R_AP/R_P: what has it grown by?",
        ),
        (
            _VALVE.format(_STATES, "(P - A) / P"),
            "the sign: R_AP − R_P above",
        ),
        (
            _VALVE.format(
                "side_by_side(a + d, b + c), side_by_side(a + c, b + d)",
                "A / P - 1",
            ),
            _TURNED,
        ),
        (
            _VALVE.format("a + b + c + d, a + b + c + d", "A / P - 1"),
            "the two spins are side by side, not one behind the other: the states differ",
        ),
        (
            _VALVE.format(
                "side_by_side(a, c) + side_by_side(b, d), side_by_side(a, d) + side_by_side(b, c)",
                "A/P - 1",
            ),
            _TURNED,
        ),
        (
            _VALVE.format(
                "side_by_side(2 * a, 2 * b), side_by_side(a + b, a + b)",
                "A / P - 1",
            ),
            "the second layer is not like the first",
        ),
        (
            _VALVE.format(
                "side_by_side(2 * c, 2 * d), side_by_side(c + d, c + d)",
                "A / P - 1",
            ),
            "the first layer is not like the second",
        ),
        (
            _VALVE.format("a + c, side_by_side(a + d, b + c)", "A / P - 1"),
            "with parallel magnetizations both spins conduct, not the good one alone",
        ),
        (
            _VALVE.format("side_by_side(a + c, b + d), a + d", "A / P - 1"),
            "with antiparallel magnetizations both spins conduct",
        ),
    ],
)

JUNCTION = Task(
    "junction",
    {"P": "number"},
    given=[Range("tmr", "tunnel magnetoresistance", "", 0.7, low=0.08, high=1.5, step=0.005)],
    looks=[
        Look(
            "P",
            "P",
            rtol=0.005,
            want="brentq(lambda p: spin.tmr(p, p) - tmr, 0, 0.99)",
        )
    ],
    wrong=[
        ("P = given.tmr / (2 + given.tmr)", "that is P²"),
        ("P = np.sqrt(given.tmr / 2)", "the denominator 1 − P² is missing"),
        (
            "P = np.sqrt(given.tmr / (2 - given.tmr))",
            "relative to R_P, not to R_AP: (R_AP − R_P)/R_AP would be 2P²/(1 + P²)",
        ),
        (
            "P = np.sqrt(given.tmr / (1 + given.tmr))",
            "a factor of two is missing above: 2P²/(1 − P²)",
        ),
        ("P = np.sqrt(given.tmr)", "the ratio is not P²"),
        ("P = given.tmr", "the ratio is not the polarization: it has P², above and below"),
        (
            "P = -np.sqrt(given.tmr / (2 + given.tmr))",
            "both signs solve it; the positive one is asked for",
        ),
    ],
)

_TILTED = "def tilted(theta, T_up, T_down):\n    u, d = {}\n    return {}"
_CHANCES = "np.cos(theta / 2) ** 2 * T_up, np.sin(theta / 2) ** 2 * T_down"
_BOTH = "(u + d, (u - d) / (u + d))"
_MEAN = "({1} + {2}) / 2 + ({1} - {2}) / 2 * np.cos({0})"
TILTED = Task(
    "tilted",
    {"tilted": "function"},
    without="aligned_transmission",
    looks=[
        Look(
            "a spin along the magnetization",
            "tilted(0.0, 0.8, 0.1)",
            want="np.array([0.8, 1.0])",
        ),
        Look(
            "a spin against it",
            "tilted(np.pi, 0.8, 0.1)",
            want="np.array([0.1, -1.0])",
        ),
        Look(
            "at a right angle",
            "tilted(np.pi / 2, 0.8, 0.1)",
            want="np.array([0.45, 0.35 / 0.45])",
        ),
        Look("in between, the transmission", "tilted(1.0, 0.8, 0.1)[0]"),
        Look("in between, the polarization", "tilted(1.0, 0.8, 0.1)[1]"),
    ],
    hidden=[
        Look(
            f"{what} of a spin at {theta} rad",
            f"tilted({theta}, {up}, {down})[{i}]",
            want=want.format(theta, up, down),
        )
        for theta, up, down in (
            (0.4, 0.9, 0.3),
            (2.5, 0.2, 0.7),
            (5.0, 0.6, 0.5),
        )
        for i, (what, want) in enumerate(
            (
                ("transmission", _MEAN),
                (
                    "polarization",
                    f"1 - (1 - np.cos({{0}})) * {{2}} / ({_MEAN})",
                ),
            )
        )
    ],
    wrong=[
        (
            _TILTED.format(_CHANCES.replace("theta / 2", "theta"), _BOTH),
            "half the angle: a spin turns by 180° between up and down",
        ),
        (
            _TILTED.format(_CHANCES.replace(" ** 2", ""), _BOTH),
            "cosine and sine of half the angle are amplitudes: square them",
        ),
        (
            _TILTED.format(
                "np.sin(theta / 2) ** 2 * T_up, np.cos(theta / 2) ** 2 * T_down",
                _BOTH,
            ),
            "cosine and sine are exchanged: at θ = 0 the spin points along the magnetization",
        ),
        (
            _TILTED.format(
                _CHANCES.replace("T_up", "T_up**2").replace("T_down", "T_down**2"),
                _BOTH,
            ),
            "T_up and T_down are probabilities already",
        ),
        (
            _TILTED.format(_CHANCES, "(u + d, u - d)"),
            "the polarization is relative to all that is transmitted",
        ),
        (
            _TILTED.format(_CHANCES, "(u + d, (d - u) / (u + d))"),
            "the polarization's sign: along the magnetization is positive",
        ),
        (
            _TILTED.format(_CHANCES, "(u + d, np.cos(theta))"),
            "that is the polarization before the barrier, which lets one spin through better",
        ),
        (
            _TILTED.format(_CHANCES, "(u + d, (T_up - T_down) / (T_up + T_down))"),
            "that is the polarization of electrons that came with both spins alike",
        ),
        (
            _TILTED.format(_CHANCES, "(u - d, (u - d) / (u + d))"),
            "both spins arrive behind the barrier: the transmission is their sum",
        ),
        (
            _TILTED.format(_CHANCES, "((u + d) / 2, (u - d) / (u + d))"),
            "this electron has one spin, which has both parts: no mean over two spins",
        ),
        (
            _TILTED.format(_CHANCES, f"{_BOTH}[::-1]"),
            "first the transmission, then the polarization",
        ),
    ],
    told=[("def tilted(theta, T_up, T_down):\n    return 0.5", "shape")],
)

_SHIFT = "T = {}\ns_meV = {} * np.log(T / (1 - T)) / meV"
_OPEN, _HALF_WIDTH = (
    "0.5 * (1 + given.P_f) / (1 - given.P_f)",
    "given.hw_x / (4 * np.pi)",
)
FILTER = Task(
    "filter",
    {"s_meV": "number meV"},
    given=[
        Range("hw_x", "ħω_x", "meV", 0.4, low=0.2, high=0.6, step=0.01),
        Range("P_f", "polarization", "", 0.25, low=0.1, high=0.3, step=0.005),
    ],
    looks=[
        Look(
            "s_meV",
            "s_meV",
            rtol=0.005,
            want="brentq(lambda s: spin.polarization(Zeeman(SaddlePoint(0, hw_x, 3 * meV), g=2, B=s * meV / mu_B), "
            "1.5 * meV + s * meV) - P_f, 1e-4, 1, xtol=1e-9)",
        )
    ],
    wrong=[
        (
            _SHIFT.format(_OPEN, "given.hw_x / (2 * np.pi)"),
            "the thresholds of the spins are 2s apart, and the step's width is ħω_x/2π: one of the two went wrong",
        ),
        (
            _SHIFT.format(_OPEN, "given.hw_x / (8 * np.pi)"),
            "2s apart: you halved once too often",
        ),
        (
            _SHIFT.format(_OPEN, "given.hw_x / 2"),
            "the step's width is ħω_x/2π",
        ),
        (
            _SHIFT.format("0.5 + given.P_f", _HALF_WIDTH),
            "the difference is relative to the sum of both",
        ),
        (
            _SHIFT.format("0.5 * (1 - given.P_f) / (1 + given.P_f)", _HALF_WIDTH),
            "the spin that the field lowers conducts more, not less",
        ),
        (
            _SHIFT.format("(1 + given.P_f) / 2", _HALF_WIDTH),
            "the two do not add up to one: the upper spin has ½",
        ),
        ("s_meV = s_meV * meV", "that is in joules"),
        (
            f"T = {_OPEN}\ns_meV = {_HALF_WIDTH} * np.log10(T / (1 - T)) / meV",
            "the step has the natural exponential: so the natural logarithm",
        ),
    ],
    slips="prefix",
)

_ANGLE = "p, x = {}, {}\nR = (1 - x) / (1 + p) + x / (1 - p)\nangle = {}"
_PRODUCT, _COSINE = (
    "given.P_1 * given.P_2",
    "np.degrees(np.arccos((1 / R - 1) / p))",
)
PART = Task(
    "part",
    {"angle": "number degrees"},
    given=[
        Range("P_1", "polarization of one magnet", "", 0.6, low=0.5, high=0.8, step=0.01),
        Range("P_2", "of the other", "", 0.75, low=0.5, high=0.8, step=0.01),
        Range("x", "part of the way", "", 0.7, low=0.2, high=0.8, step=0.01),
    ],
    looks=[
        Look(
            "angle",
            "angle",
            rtol=0.005,
            want="brentq(lambda a: 1 / spin.tunnel_conductance(np.radians(a), P_1, P_2) - (1 - x) / (1 + P_1 * P_2) "
            "- x / (1 - P_1 * P_2), 0, 180)",
        )
    ],
    fair="abs(x - 0.5) > 0.05 and abs(P_1 - P_2) > 0.05",
    wrong=[
        (
            "angle = np.degrees(np.arccos(1 - 2 * given.x))",
            "there the conductance has gone this part of its way; the resistance is one over it",
        ),
        (
            _ANGLE.format(_PRODUCT, "1 - given.x", _COSINE),
            "the part is counted from R_P, not from R_AP",
        ),
        (
            _ANGLE.format(_PRODUCT, "given.x", "np.arccos((1 / R - 1) / p)"),
            "in degrees, not in radians",
        ),
        (
            _ANGLE.format(_PRODUCT, "given.x", f"180 - {_COSINE}"),
            "the cosine's sign: at 0° the magnets are parallel, and the resistance is smallest",
        ),
        (
            _ANGLE.format(_PRODUCT, "given.x", f"2 * {_COSINE}"),
            "the conductance goes with the cosine of the angle itself, not of half of it",
        ),
        (
            _ANGLE.format(_PRODUCT, "given.x", f"{_COSINE} / 2"),
            "that is half the angle between the magnets",
        ),
        (
            _ANGLE.format("given.P_1**2", "given.x", _COSINE),
            "the magnets differ: the product of both polarizations",
        ),
        (
            _ANGLE.format("given.P_2**2", "given.x", _COSINE),
            "the magnets differ: the product of both polarizations",
        ),
        (
            _ANGLE.format("given.P_1", "given.x", _COSINE),
            "one polarization is missing: the product counts",
        ),
        (
            _ANGLE.format("given.P_2", "given.x", _COSINE),
            "one polarization is missing: the product counts",
        ),
    ],
)

SET = ProblemSet(
    "two currents side by side",
    [VALVE, JUNCTION, TILTED, FILTER, PART],
    uses="from scipy.optimize import brentq",
)
