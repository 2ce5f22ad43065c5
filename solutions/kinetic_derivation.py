"""The kinetic derivation: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

TAU_EL = Task(
    "tau_el",
    {"tau_el_ps": "number ps"},
    given=[
        Range("L", "length", "µm", 1, low=0.4, high=3, step=0.05),
        Range("E_F", "Fermi energy", "meV", 10, low=4, high=20, step=0.5),
    ],
    wrong=[
        ("tau_el_ps = given.L / np.sqrt(2 * given.E_F / m_e) * 1e12", "the carriers are light: m = 0.067 m_e"),
        ("tau_el_ps = given.L / np.sqrt(given.E_F / mass) * 1e12", "E = ½mv²: where did the ½ go?"),
        ("tau_el_ps = given.L / np.sqrt(given.E_F / (2 * mass)) * 1e12", "v = √(2E/m): the 2 stands above"),
        ("tau_el_ps = given.L / np.sqrt(2 * given.E_F / mass)", "that is in seconds"),
        ("tau_el_ps = given.L * np.sqrt(2 * given.E_F / mass) / um", "a time is a length over a speed"),
    ],
    slips="prefix",
)

_KG = "def T_KG(tau_in, length, v_F):\n    return {}"
T_KG = Task(
    "t_kg",
    {"T_KG": "function"},
    looks=[
        Look("both times equal to L/v_F", "T_KG(5e-12, 1 * um, 2e5)", want="1.0"),
        Look("very frequent inelastic collisions", "T_KG(1e-18, 1 * um, 2e5)"),
        Look("4 ps and 5 ps", "T_KG(4e-12, 1 * um, 2e5)", want="8 / 9"),
    ],
    hidden=[
        Look(
            f"another time ({what})",
            f"T_KG({r} * 0.7 * um / 2e5, 0.7 * um, 2e5)",
            rtol=1e-9,
            want=f"2 * {r} / (1 + {r})",
        )
        for what, r in (("short", 0.2), ("middle", 0.6), ("long", 0.9))
    ],
    wrong=[
        (
            _KG.format("tau_in / (tau_in + length / v_F)"),
            "Matthiessen: two equal rates make τ half of either, and G = G0 there",
        ),
        (_KG.format("(tau_in + length / v_F) / (2 * length / v_F)"), "that adds the times, not the rates"),
        (_KG.format("tau_in * v_F / length"), "that is τ_in/τ_el: elastic collisions count too"),
        (_KG.format("1.0"), "inelastic collisions lower the conductance"),
        (_KG.format("2 * (length / v_F) / (tau_in + length / v_F)"), "the longer τ_in, the larger the conductance"),
        (_KG.format("(tau_in + length / v_F) / (2 * tau_in)"), "upside down"),
    ],
)

_X = "(np.arange(4000) + 0.5) / 4000"  # |v_x| in v_F: slices of the disc of filled states, each √(1 − x²) long
_DISC = f"np.average({_X}, weights=np.sqrt(1 - ({_X}) ** 2))"
_SPEED = """def mean_speed(mu, T):
    k, f = on_grid(mu, T)
    return {}
"""
_PLATEAU = """def plateau(mu, T):
    k, f = on_grid(mu, T)
    n = np.sum(f) * (k[1] - k[0]) / np.pi
    return {}
"""
FACTOR_TWO = Task(
    "factor_two",
    {
        "mean_speed": "function",
        "plateau": "function",
        "speed": "number m/s",
        "rms_factor": "number",
        "sheet": "number",
    },
    given=[
        Range("mu", "chemical potential", "meV", 2, low=0.5, high=12, step=0.1),
        Range("T", "temperature", "K", 20, low=5, high=77, step=1),
    ],
    looks=[
        Look(
            "mean speed of a degenerate gas",
            "mean_speed(20 * meV, 1.0)",
            rtol=1e-3,
            want="np.sqrt(2 * 20 * meV / mass) / 2",
        ),
        Look(
            "of a dilute gas", "mean_speed(-50 * meV, 10.0)", rtol=1e-3, want="np.sqrt(2 * k_B * 10 / (np.pi * mass))"
        ),
        Look("in between", "mean_speed(1.5 * meV, 20.0)", rtol=1e-3),
        Look("plateau with the printed v", "plateau(20 * meV, 1.0)", rtol=1e-3, want="2.0"),
        Look("the same in between", "plateau(1.5 * meV, 20.0)", rtol=1e-3),
        Look("sheet", "sheet", want=f"np.pi / 4 / (2 * {_DISC})"),
    ],
    hidden=[
        look
        for x, T in ((0.0, 4.2), (5.0, 20.0), (-2.0, 1.0))
        for look in (
            Look(
                "mean speed elsewhere",
                f"mean_speed({x} * k_B * {T}, {T})",
                rtol=1e-4,
                want=(
                    f"2 / (np.pi * hbar) * k_B * {T} * np.logaddexp(0, {x}) / kinetic.density({x} * k_B * {T}, {T}, "
                    f"mass)"
                ),
            ),
            Look(
                "plateau elsewhere",
                f"plateau({x} * k_B * {T}, {T})",
                rtol=1e-4,
                want=f"2 * kinetic.ballistic_conductance({x} * k_B * {T}, {T}, [0.0]) / G0",
            ),
        )
    ],
    wrong=[
        (_SPEED.format("np.sqrt(2 * max(mu, 0) / mass)"), "that is the speed at the Fermi energy, not the mean"),
        (
            _SPEED.format("np.sum(hbar * k / mass * f) / np.sum(f)"),
            "with the sign of v right and left movers cancel: |v|",
        ),
        (_SPEED.format("np.sum(hbar * np.abs(k) / m_e * f) / np.sum(f)"), "the mass is that of GaAs"),
        (
            _SPEED.format("np.sqrt(np.sum((hbar * k / mass) ** 2 * f) / np.sum(f))"),
            "that is the root of the mean square",
        ),
        (
            _SPEED.format("2 * np.sum(hbar * np.abs(k) / mass * f) / np.sum(f)"),
            "use v as it is printed: you have doubled it",
        ),
        (
            _PLATEAU.format("h * n / (8 * mass * mean_speed(mu, T))"),
            "you have already repaired v, or halved n: use both as printed",
        ),
        (
            _PLATEAU.format("h * n / (4 * mass * np.sqrt(2 * max(mu, 0) / mass))"),
            "that is with the Fermi velocity: use the mean speed as printed",
        ),
        (
            _PLATEAU.format("h * n / (2 * mass * mean_speed(mu, T))"),
            "the formula has 4m: n counts both spins and both directions",
        ),
        ("speed = speed * 1e-3", "speed is asked for in m/s"),
        ("rms_factor = 2", "that mends the mean of |v|; what is the mean of v² over a filled Fermi sea?"),
        ("rms_factor = 1", "the root of the mean square is below v_F, too: the plateau would be above G₀"),
        ("rms_factor = 1 / np.sqrt(3)", "G goes with 1/v: a plateau that is too high needs a larger v"),
        ("rms_factor = 3", "that is for the mean square; the speed is its root"),
        ("rms_factor = np.sqrt(2)", "that is the sea of a sheet; in a wire the states lie on a line of k"),
        ("sheet = 1", "in a wire it is; in a sheet electrons move at an angle, and n goes with the square of k_F"),
        ("sheet = 3 * np.pi / 16", "only the part of the velocity along the current crosses the sheet: |v_x|"),
        ("sheet = np.pi / 4", "that is with the Fermi velocity"),
        (
            "sheet = 3 * np.pi**2 / 16",
            "twice too much: v is twice the mean speed, and two equal rates make τ half of L/v",
        ),
        ("sheet = 3 * np.pi**2 / 64", "half of it: n has both spins in it, k_F²/2π"),
        ("sheet = 32 / (3 * np.pi**2)", "upside down: the larger v, the smaller G"),
    ],
)

_COLLIDE = "def collide(f, f_eq, tau_in, tau_el):\n    g = {}\n    return {}"
_G, _IN, _EL = "np.sum(f / tau_in) / np.sum(f_eq / tau_in) * f_eq", "-(f - g) / tau_in", "(f - f[::-1]) / (2 * tau_el)"
COLLIDE = Task(
    "collide",
    {"collide": "function"},
    looks=[
        Look("in equilibrium", "collide(*gas(0.0, 2.0))[::40]", atol=1e-9),
        Look("for a shifted distribution", "collide(*gas(0.5, 2.5))[::40]"),
        Look(
            "created less lost",
            "collide(*gas(0.5, 2.5)).sum() / np.abs(collide(*gas(0.5, 2.5))).sum()",
            atol=1e-9,
            want="0.0",
        ),
    ],
    hidden=[
        Look("for another shift", "collide(*gas(-0.3, 1.5))[::40]"),
        Look("with elastic collisions alone", "collide(*gas(0.4, 2.0, 1e9))[::40]"),
    ],
    wrong=[
        (
            _COLLIDE.format("f_eq * f.sum() / f_eq.sum()", f"{_IN} - {_EL}"),
            "carriers are created or lost: the gain must return as many as leave, weighted with 1/τ_in(k)",
        ),
        (
            _COLLIDE.format("f_eq", f"{_IN} - {_EL}"),
            "carriers are created or lost: what is taken out must come back, at any f",
        ),
        (_COLLIDE.format(_G, f"{_IN} - 2 * {_EL}"), "f(k) − f(−k) relaxes with 2τ_el"),
        (_COLLIDE.format(_G, f"{_IN} + {_EL}"), "elastic collisions must slow a drift to the right"),
        (_COLLIDE.format(_G, f"(f - g) / tau_in - {_EL}"), "inelastic collisions lead towards equilibrium: the sign"),
        (_COLLIDE.format(_G, f"{_IN}"), "elastic collisions are missing"),
        (_COLLIDE.format(_G, f"-{_EL}"), "inelastic collisions are missing"),
        (_COLLIDE.format(_G, f"{_IN} - f / tau_el"), "elastic collisions take from k and give to −k"),
    ],
)

_STORED = """def stored_energy(V, tau_in, tau_el, length, mass):
    t = tau_in * tau_el / (tau_in + tau_el)
    return {}
stored_meV = stored_energy(given.V, given.tau_in, given.tau_el, given.L_wire, mass) / meV"""
STORED = Task(
    "stored",
    {"stored_energy": "function", "stored_meV": "number meV"},
    given=[
        Range("V", "voltage", "mV", 1, low=0.5, high=3, step=0.05),
        Range("L_wire", "length", "µm", 1, low=0.5, high=3, step=0.05),
        Range("tau_in", "inelastic time", "ps", 2, low=1, high=5, step=0.1),
        Range("tau_el", "elastic time", "ps", 1, low=0.5, high=3, step=0.1),
    ],
    fair="abs(np.log(tau_in / tau_el)) > 0.15",
    looks=[
        Look(
            "twice the voltage over once",
            "stored_energy(2e-3, 2e-12, 1e-12, 1 * um, mass_GaAs) / stored_energy(1e-3, 2e-12, 1e-12, 1 * um, "
            "mass_GaAs)",
        ),
        Look("one case", "stored_energy(1e-3, 2e-12, 1.5e-12, 0.8 * um, mass_GaAs)"),
    ],
    hidden=[
        Look(
            "energy found on the grid",
            "stored_energy(2e-3, 0.7e-12, 1.1e-12, 0.5 * um, mass_GaAs)",
            rtol=1e-5,
            want="(lambda w: w.mean(w.energy * (w.distribution - w.equilibrium)) / w.density)"
            "(kinetic.Operator(3 * meV, 4.2, 0.7e-12, 1.1e-12, 0.5 * um, mass).solve(e * 2e-3 / (0.5 * um)))",
        )
    ],
    wrong=[
        (
            _STORED.format("(e * V / length) ** 2 * t**2 / mass"),
            "elastic collisions do not take energy away: only τ_in empties the store",
        ),
        (
            _STORED.format("(e * V / length * t) ** 2 / mass / 2"),
            "½mv_d² is the energy of the drift alone; most of it is heat",
        ),
        (_STORED.format("(e * V / length) ** 2 * tau_in**2 / mass"), "both kinds of collisions slow the drift"),
        (_STORED.format("(e * V / length) ** 2 * t * tau_el / mass"), "which collisions empty the store?"),
        (_STORED.format("e * V"), "that is the energy of one passage"),
        (
            _STORED.format("(e * V / length) ** 2 * t * tau_in / mass / 2"),
            "the power is force times drift velocity, with no ½",
        ),
        ("stored_meV = stored_meV * meV", "that is in joules"),
    ],
)

_USES = """from qtlib import kinetic
mass_GaAs = 0.067 * m_e
def gas(shift, mu, tau_in=1.0):
    k = np.linspace(-4, 4, 801)
    f_eq, f = (1 / (1 + np.exp(x)) for x in (k**2 - 2, (k - shift) ** 2 - mu))
    return f, f_eq, tau_in / (1 + k**2), 0.5 + 0 * k"""
SET = ProblemSet("four fifths of the way", [TAU_EL, T_KG, FACTOR_TWO, COLLIDE, STORED], uses=_USES)
