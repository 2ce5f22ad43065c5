"""Channels: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

_LEVEL = "E_1 = (hbar * np.pi / given.W) ** 2 / (2 * {} * m_e)\nN = int(np.sqrt(given.E_F / E_1))\n"
_HERE = _LEVEL.format(0.067)
RESISTANCE = Task(
    "resistance",
    {"open_channels": "whole", "resistance_kOhm": "number kΩ", "next_meV": "number meV"},
    given=[
        Range("W", "width", "nm", 120, low=80, high=200, step=1),
        Range("E_F", "Fermi energy", "meV", 12, low=8, high=25, step=0.1),
    ],
    fair="4 <= open_channels <= 9 and next_meV > 0.4 and E_F > 1.02 * open_channels**2 * E_1",
    wrong=[
        (_HERE + "open_channels = N + 1", "the last one counted lies above the Fermi energy"),
        (_HERE + "open_channels = 2 * N", "both spins of a channel count as one here"),
        (_LEVEL.format(1) + "open_channels = N", "electrons in GaAs are light: m = 0.067 of the electron's"),
        (_HERE + "resistance_kOhm = h / (2 * e**2) * N / 1e3", "channels conduct side by side: their conductances add"),
        (_HERE + "resistance_kOhm = h / e**2 / N / 1e3", "each channel conducts with both spins"),
        ("resistance_kOhm = h / (2 * e**2) / 1e3", "that is one channel's; how many are open?"),
        (
            _HERE + "next_meV = (N + 1) ** 2 * E_1 / meV",
            "that is counted from the bottom of the wire, not from the Fermi energy",
        ),
        (
            _HERE + "next_meV = (given.E_F - N**2 * E_1) / meV",
            "that is how far the last open channel lies below the Fermi energy",
        ),
        (_HERE + "next_meV = E_1 / meV", "the bottoms go with n²: they are not equally far apart"),
        (
            _HERE + "next_meV = (2 * N + 1) * E_1 / meV",
            "that is from the last open channel's bottom, not from the Fermi energy",
        ),
    ],
    told=[("open_channels = float(open_channels)", "whole number")],
    slips="prefix",
)

_CURRENT = """def landauer_current(transmission, mu_L, mu_R, T):
    kT = k_B * T
    low, high = min(mu_L, mu_R) / kT - 40, max(mu_L, mu_R) / kT + 40
    def integrand(x):
        E = x * kT
        return {}
    return {} * kT * quad(integrand, low, high, points=[mu_L / kT, mu_R / kT], limit=400)[0]"""
_WINDOW = "(fermi(E, mu_L, T) - fermi(E, mu_R, T))"
_QPC = "SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)"
LANDAUER = Task(
    "landauer",
    {"landauer_current": "function"},
    looks=[
        Look("an open channel at 1 mV", "landauer_current(lambda E: 1.0, 1 * meV, 0.0, 4.2)", want="G0 * 1e-3"),
        Look("no bias, no current", "landauer_current(lambda E: 1.0, 0.0, 0.0, 4.2)", atol=1e-15),
        Look("the right reservoir higher", "landauer_current(lambda E: 0.3, 1 * meV, 2 * meV, 4.2)"),
        Look("a soft step", "landauer_current(lambda E: 1 / (1 + np.exp(-E / (0.3 * meV))), 1 * meV, 0.4 * meV, 2.0)"),
    ],
    hidden=[
        Look(
            "current of a point contact",
            f"landauer_current(lambda E: float({_QPC}.transmission(E)), {a} * meV, {b} * meV, {T})",
            want=f"current({_QPC}, {a} * meV, {b} * meV, {T})",
        )
        for a, b, T in ((3, 1, 1.3), (-1, 2.5, 9.0), (5.1, 5.0, 4.2))
    ],
    wrong=[
        (_CURRENT.format(f"transmission(E) * {_WINDOW}", "e / h"), "one spin is missing"),
        (_CURRENT.format(f"transmission(E) * {_WINDOW}", "2 * e / hbar"), "h or ħ?"),
        (
            _CURRENT.format(f"transmission(E) * {_WINDOW}", "-2 * e / h"),
            "positive is the current that a higher left reservoir drives",
        ),
        (
            _CURRENT.format(f"transmission(E) * {_WINDOW}", "2 * e**2 / h"),
            "charge times rate has one e: the integral over E contains the voltage",
        ),
        (_CURRENT.format(_WINDOW, "2 * e / h"), "the transmission is left out"),
        (
            _CURRENT.format(f"transmission(mu_L) * {_WINDOW}", "2 * e / h"),
            "each energy has a transmission of its own: it belongs under the integral",
        ),
        (
            _CURRENT.format("transmission(E) * ((E < mu_L) - 1.0 * (E < mu_R))", "2 * e / h"),
            "the reservoirs have a temperature: the edges of their Fermi functions are soft",
        ),
        (
            _CURRENT.format("transmission(E) * fermi(E, mu_L, T) * (1 - fermi(E, mu_R, T))", "2 * e / h"),
            "electrons flow back as well: what counts is the difference of the two Fermi functions",
        ),
    ],
)

_ZERO = "thermovoltage_mV = brentq(lambda V: float(current(step, {}, given.T_L, given.T_R)) * 1e9, -6, 0)"
THERMOVOLTAGE = Task(
    "thermovoltage",
    {"thermovoltage_mV": "number mV"},
    given=[
        Range("T_L", "temperature of the left reservoir", "K", 10, low=6, high=20, step=0.1),
        Range("T_R", "temperature of the right reservoir", "K", 2, low=1, high=4, step=0.1),
    ],
    fair="-3 < thermovoltage_mV < -0.15",
    wrong=[
        (
            "thermovoltage_mV = -thermovoltage_mV",
            "the size is right; hot electrons flow to the right by themselves, so which potential must be "
            "higher to hold them back?",
        ),
        (_ZERO.format("V * meV, 0"), "the potentials are +eV/2 on the left and −eV/2 on the right, not eV and 0"),
        ("thermovoltage_mV = thermovoltage_mV / 2", "that is the potential of one side: the voltage is between both"),
        (
            "thermovoltage_mV = -2 * np.log(2) * k_B * (given.T_L - given.T_R) / e * 1e3",
            "that is the Seebeck coefficient times ΔT; here ΔT is as large as the temperature itself",
        ),
    ],
    told=[("thermovoltage_mV = 'about -0.8'", "expected a number")],
    slips="prefix",
)

_HEAT = "def heat_fraction_right(E_0, bias):\n    return {}"
HEAT = Task(
    "heat",
    {"heat_fraction_right": "function"},
    looks=[
        Look("open in the whole window", "heat_fraction_right(-1 * meV, 2 * meV)", want="0.5"),
        Look("a step in the middle", "heat_fraction_right(0.0, 2 * meV)"),
        Look("a step near the top", "heat_fraction_right(1.2 * meV, 3 * meV)"),
    ],
    hidden=[
        Look(
            "fraction of the heat of a sharp step",
            f"heat_fraction_right({E_0} * meV, 2 * meV)",
            rtol=1e-4,
            want=f"(lambda J: float(J[1] / (J[0] + J[1])))(qtlib.heat_currents(SaddlePoint("
            f"({E_0} - 5000) * meV, 1e-4 * meV, 10000 * meV), 1 * meV, -1 * meV))",
        )
        for E_0 in (-0.7, 0.3, 0.9)
    ],
    wrong=[
        (_HEAT.format("0.5"), "only electrons above the step pass, and they arrive hot: the shares differ"),
        (_HEAT.format("1 - ((E_0 + bias / 2) / 2 + bias / 2) / bias"), "that is the left reservoir's share"),
        (
            _HEAT.format("(E_0 + bias / 2) / bias"),
            "that takes all electrons at the lowest energy that passes; take their mean",
        ),
        (
            _HEAT.format("((E_0 + bias / 2) / 2 + bias / 2) * (bias / 2 - E_0) / bias**2"),
            "divide by the power of this conductor, not by that of an open channel",
        ),
        (
            _HEAT.format("(E_0 + bias / 2) / 2 / bias"),
            "heat of the right reservoir is counted from its own potential, −eV/2",
        ),
    ],
)

_R = "four_terminal_kOhm = h / (2 * e**2) {} / 1e3"
FOUR_TERMINAL = Task(
    "four_terminal",
    {"four_terminal_kOhm": "number kΩ"},
    given=[Range("T", "transmission", "", 0.3, low=0.1, high=0.9, step=0.01)],
    fair="abs(T - 0.5) > 0.02",
    wrong=[
        (_R.format("/ given.T"), "that is the two-terminal resistance: it contains the contacts"),
        (_R.format("* (1 - given.T)"), "the voltage drop is (1−T)V; but what is the current?"),
        (_R.format(""), "that is what remains without a scatterer: the contacts"),
        (_R.format("* given.T / (1 - given.T)"), "upside down: a better scatterer has the larger voltage drop"),
        (_R.format("* 2 * (1 - given.T) / given.T"), "both spins conduct"),
    ],
    told=[("four_terminal_kOhm = None", "nothing yet")],
    slips="prefix",
)

SET = ProblemSet(
    "warm leads", [RESISTANCE, LANDAUER, THERMOVOLTAGE, HEAT, FOUR_TERMINAL], uses="from qtlib import SaddlePoint"
)
