"""Sum rules: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

_T = "T_mK = given.S / ({} * k_B * {}) * 1e3"
THERMOMETER = Task(
    "thermometer",
    {"T_mK": "number mK"},
    given=[
        Range("G", "conductance", "G0", 0.8, low=0.2, high=4, step=0.05),
        Range("S", "noise at zero voltage, one-sided", "A²/Hz", 1.2e-27, low=5e-28, high=6e-27, step=1e-29),
    ],
    fair="30 < T_mK < 6000 and abs(np.log(G / G0)) > 0.1",
    wrong=[
        (_T.format(2, "given.G"), "2kTG is the two-sided density; one-sided noise is 4kTG"),
        (_T.format(4, "G0"), "the conductance is not G0"),
        (_T.format(4, "2 * given.G"), "G0 has both spins in it already"),
        ("T_mK = given.S / (4 * k_B * given.G)", "that is in kelvin"),
        ("T_mK = given.S / (4 * given.G)", "that is kT in joules"),
    ],
    slips="prefix",
)

_STIFF = """def stiffness(mu, T, mass):
    s = 1e-3 * k_B * T
    up, down = (kinetic.density(mu + x, T, mass) for x in (s, -s))
    return {}"""
_N = "kinetic.density(mu, T, mass)"
STIFFNESS = Task(
    "stiffness",
    {"stiffness": "function"},
    looks=[
        Look("independent particles", "stiffness(-20 * k_B * 4.2, 4.2, 0.067 * m_e)", rtol=1e-5, want="1.0"),
        Look("degenerate", "stiffness(300 * k_B * 4.2, 4.2, 0.067 * m_e)", rtol=1e-5),
        Look("in between", "stiffness(k_B * 4.2, 4.2, 0.067 * m_e)", rtol=1e-5),
    ],
    hidden=[
        Look(
            what,
            f"stiffness({x} * k_B * {T}, {T}, 0.067 * m_e)",
            rtol=1e-5,
            want=(
                f"kinetic.number_fluctuation({x} * k_B * {T}, {T}, 0.067 * m_e) / kinetic.density({x} * k_B * {T}, "
                f"{T}, 0.067 * m_e)"
            ),
        )
        for what, x, T in (
            ("dilute", -3, 1.0),
            ("at the bottom", 0, 10.0),
            ("above it", 2.5, 0.3),
            ("far above", 40, 77.0),
        )
    ],
    wrong=[
        (_STIFF.format(f"(up - down) / (2 * s) / {_N}"), "κ/κ_cl is a pure number: multiply the derivative by kT"),
        (_STIFF.format(f"(up - down) / s * k_B * T / {_N}"), "the difference is over two steps"),
        (_STIFF.format("(up - down) / (2 * s) * k_B * T"), "divide by the density"),
        (_STIFF.format(f"{_N} * 2 * s / (up - down) / k_B / T"), "upside down: a degenerate gas has a small κ"),
        (
            _STIFF.format("1.0 if mu < 0 else k_B * T / mu"),
            "that would hold in two dimensions, where the density of states is constant",
        ),
        (
            _STIFF.format("1.0 if mu < 0 else k_B * T / (2 * mu)"),
            "these are the two limits; between them the derivative is needed",
        ),
        (_STIFF.format(f"(down - up) / (2 * s) * k_B * T / {_N}"), "the sign: a gas gets denser with µ"),
    ],
)

_RATE = """def net_rate(state, f):
    rate = 1 / state.tau_in
    return {}"""
_GAIN = "state.mean(f) / state.mean(state.equilibrium) * state.mean(state.equilibrium * rate)"
_MODEL = "model(3 * meV, 4.2)"
WHO = Task(
    "who",
    {"net_rate": "function", "broken_rule": "choice abc", "created": "number 1/(s m)"},
    given=[
        Range("mu", "chemical potential", "meV", 3, low=2, high=5, step=0.05),
        Range("T", "temperature", "K", 4.2, low=2, high=8, step=0.1),
    ],
    looks=[
        Look(
            "in equilibrium, per carrier that collides",
            f"(lambda s: net_rate(s, s.equilibrium) / s.mean(s.equilibrium / s.tau_in))({_MODEL})",
            atol=1e-6,
            want="0.0",
        ),
        Look("with hot carriers", f"(lambda s: net_rate(s, s.equilibrium * (1 + 0.1 * s.energy / meV)))({_MODEL})"),
    ],
    hidden=[
        Look("in a driven state", f"(lambda s: net_rate(s, s.distribution))({_MODEL})"),
        Look("with cold carriers", f"(lambda s: net_rate(s, s.equilibrium / (1 + s.energy / meV)))({_MODEL})"),
    ],
    wrong=[
        (_RATE.format(f"state.mean(f * rate) - {_GAIN}"), "created carriers count as positive: gain minus loss"),
        (
            _RATE.format(f"{_GAIN} - state.mean(f) * state.mean(rate)"),
            "each carrier is lost at the rate of its own energy: ⟨f/τ⟩",
        ),
        (
            _RATE.format("0.0 * state.mean(f)"),
            "that is the factor ⟨f/τ⟩/⟨f_eq/τ⟩, which creates and loses nothing; use hers",
        ),
        (
            _RATE.format("state.mean(f) - state.mean(state.equilibrium)"),
            "that is how many carriers there are too many; how many come and go per second?",
        ),
        (_RATE.format(_GAIN), "that is the gain alone"),
        (
            "broken_rule = 'a'",
            "whoever comes back has the energy of a thermal carrier; the rest went to the lattice. How many come back?",
        ),
        ("broken_rule = 'b'", "at rest f = f_eq and the model is the usual one; look at the driven state"),
        ("created = -created", "count carriers that are created as positive, lost ones as negative"),
    ],
)

_X = "eV_over_kT = 2 * brentq(lambda x: x / np.tanh(x) - {}, 0.01, 50)"
COINCIDENCE = Task(
    "coincidence",
    {"eV_over_kT": "number"},
    given=[Range("T_F", "transmission at the Fermi energy", "", 0.4, low=0.33, high=0.9, step=0.001)],
    rtol=0.0005,
    wrong=[
        (_X.format("(1 + given.T_F) / given.T_F").replace("2 * ", ""), "that is x; x = eV/2kT"),
        ("eV_over_kT = 2 * (1 + given.T_F) / given.T_F", "that is without the coth: at four digits it counts"),
        (_X.format("1 / given.T_F"), "the first term is the square of the transmission"),
        (_X.format("(1 - given.T_F**2) / given.T_F"), "the second term is T(1 − T), not T"),
        (
            _X.format("(1 / given.T_F - given.T_F**2) / given.T_F / (1 - given.T_F)"),
            "the bracket alone is to be 1, not T times it",
        ),
    ],
    told=[("eV_over_kT = 'six'", "expected a number")],
)

GAMMA = Task(
    "gamma",
    {"gamma": "number"},
    given=[
        Range("dU_dn", "dU₀/dn", "meV nm", 30, low=10, high=60, step=1),
        Range("dn_dmu", "∂n/∂µ at fixed U₀", "1/(meV nm)", 5e-3, low=3e-3, high=5e-2, step=1e-4),
    ],
    fair="0.1 < dU_dn * dn_dmu < 3 and abs(dU_dn * dn_dmu - 1) > 0.1",
    wrong=[
        ("gamma = 1 / (1 - given.dU_dn * given.dn_dmu)", "the bottom rises with density: it opposes, so γ < 1"),
        (
            "gamma = given.dU_dn * given.dn_dmu",
            "that is the product (dU₀/dn)(∂n/∂µ), the feedback; γ is the response with it",
        ),
        ("gamma = 1 - given.dU_dn * given.dn_dmu", "first order only; the feedback acts on the reduced response again"),
        ("gamma = 1 + given.dU_dn * given.dn_dmu", "that is 1/γ"),
    ],
    slips="prefix",
)

_USES = """from qtlib import kinetic
def model(mu, T):
    quick = lambda E: 2e-12 / (1 + E / meV)
    return kinetic.Operator(mu, T, quick, 1e-12, 1 * um, 0.067 * m_e).solve(2e-16)"""
SET = ProblemSet("books are kept", [THERMOMETER, STIFFNESS, WHO, COINCIDENCE, GAMMA], uses=_USES)
