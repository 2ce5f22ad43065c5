"""Ohm's law: the author's side of the problem set."""

from tools.authoring import Look, ProblemSet, Range, Task

RESISTANCE = Task(
    "resistance",
    {"resistance_kOhm": "number kΩ"},
    given=[
        Range("N", "channels", "", 8, low=4, high=20, step=1),
        Range("L_0", "mean free path", "nm", 150, low=80, high=300, step=5),
        Range("L", "length", "µm", 1.2, low=0.5, high=3, step=0.05),
    ],
    fair="2 < L / L_0 < 20",
    wrong=[
        (
            "resistance_kOhm = given.L / given.L_0 / (given.N * G0) / kOhm",
            "the contacts are missing: even a clean wire has h/2e²N",
        ),
        ("resistance_kOhm = 1 / (given.N * G0) / kOhm", "that is the contact resistance alone"),
        (
            "resistance_kOhm = (1 + given.L / given.L_0) / G0 / kOhm",
            "that is one channel; all of them are side by side",
        ),
        (
            "resistance_kOhm = given.N * (1 + given.L / given.L_0) / G0 / kOhm",
            "channels side by side add conductances, not resistances",
        ),
        ("resistance_kOhm = 2 * (1 + given.L / given.L_0) / (given.N * G0) / kOhm", "both spins conduct"),
        (
            "resistance_kOhm = (1 + given.L_0 / given.L) / (given.N * G0) / kOhm",
            "a longer wire resists more: L stands above, L₀ below",
        ),
    ],
    slips="prefix",
)

_ROW = "def incoherent(T_list):\n    T = np.asarray(T_list, dtype=float)\n    return {}"
INCOHERENT = Task(
    "incoherent",
    {"incoherent": "function"},
    looks=[
        Look("one scatterer", "incoherent([0.3])", want="0.3"),
        Look("open ones in the row", "incoherent([1.0, 1.0, 0.4])", want="0.4"),
        Look("a half and a quarter", "incoherent([0.5, 0.25])", want="0.2"),
        Look("three", "incoherent([0.9, 0.2, 0.6])"),
    ],
    hidden=[
        Look(what, f"incoherent({row})", rtol=1e-9, want=f"1 / (1 + sum(1 / T - 1 for T in {row}))")
        for what, row in (
            ("another three", "[0.5, 0.2, 0.7]"),
            ("fifty", "[0.99] * 50"),
            ("two closed ones", "[0.01, 0.02]"),
        )
    ],
    wrong=[
        (_ROW.format("np.prod(T)"), "a product forgets the electrons that go through after reflections"),
        (_ROW.format("1 / np.sum(1 / T)"), "1/T adds a contact per scatterer: add (1−T)/T, then one contact for all"),
        (_ROW.format("np.mean(T)"), "that is the mean: open scatterers must change nothing"),
        (
            _ROW.format("1 / np.sum((1 - T) / T)"),
            "the contact is missing: the scatterers' (1−T)/T and 1 add up to 1/T of the row",
        ),
        (_ROW.format("np.min(T)"), "the worst one is not alone: every scatterer adds"),
        (_ROW.format("1 - np.sum(1 - T)"), "reflections are not simply added: some electrons come back a second time"),
    ],
)

_AVERAGE = """def averages(T_1, T_2, n):
    theta = 2 * np.pi * np.arange(n) / n
    r = np.sqrt((1 - T_1) * (1 - T_2))
    T = T_1 * T_2 / np.abs(1 - r * np.exp(1j * theta)) ** 2
    return {}"""
AVERAGES = Task(
    "averages",
    {"averages": "function"},
    looks=[
        Look("⟨T⟩", "averages(0.6, 0.7, 400)[0]", want="0.42 / 0.88"),
        Look("⟨1/T⟩", "averages(0.6, 0.7, 400)[1]", want="(1 + 0.12) / 0.42"),
        Look("⟨ln T⟩", "averages(0.6, 0.7, 400)[2]", want="np.log(0.42)"),
        Look("three numbers", "averages(0.3, 0.9, 7)"),
    ],
    hidden=[
        Look(f"{what} at other transmissions", f"averages({a}, {b}, 1000)[{i}]", want=want)
        for a, b, R in ((0.5, 0.5, 0.25), (0.3, 0.9, 0.07))
        for i, what, want in (
            (0, "⟨T⟩", f"{a} * {b} / (1 - {R})"),
            (1, "⟨1/T⟩", f"(1 + {R}) / ({a} * {b})"),
            (2, "⟨ln T⟩", f"np.log({a} * {b})"),
        )
    ],
    wrong=[
        (
            _AVERAGE.format("T.mean(), (1 / T).mean(), np.log(T.mean())"),
            "that is ln⟨T⟩: take the logarithm of each T first",
        ),
        (_AVERAGE.format("T.mean(), 1 / T.mean(), np.log(T).mean()"), "that is 1/⟨T⟩: ⟨1/T⟩ is larger"),
        (_AVERAGE.format("T.mean(), (1 / T).mean(), np.log10(T).mean()"), "use the natural logarithm"),
        (
            _AVERAGE.format("T.mean(), (1 / T).mean(), -np.log(T).mean()"),
            "the logarithm of a number below 1 is negative",
        ),
        (
            _AVERAGE.replace("** 2", "").format("T.mean(), (1 / T).mean(), np.log(T).mean()"),
            "the denominator is squared",
        ),
        (
            _AVERAGE.replace("np.sqrt((1 - T_1) * (1 - T_2))", "(1 - T_1) * (1 - T_2)").format(
                "T.mean(), (1 / T).mean(), np.log(T).mean()"
            ),
            "amplitudes are the roots of R: the round trip has √(R₁R₂)",
        ),
        (
            _AVERAGE.replace("2 * np.pi *", "np.pi *")
            .replace("/ n\n", "/ (n - 1)\n")
            .format("T.mean(), (1 / T).mean(), np.log(T).mean()"),
            "a full circle of n equally spaced phases, none of them twice",
        ),
        (
            _AVERAGE.replace("np.arange(n) / n", "np.linspace(0, 1, n)").format(
                "T.mean(), (1 / T).mean(), np.log(T).mean()"
            ),
            "a full circle of n equally spaced phases, none of them twice",
        ),
    ],
)

_LENGTH = """def localization_length(lengths, number, strength, hopping, E, rng):
    m = []
    for L in lengths:
        T = np.array([Wire(rng.uniform(-0.5, 0.5, L) * strength, hopping).transmission(E) for _ in range(number)])
        m.append({})
    return {}"""
_NO_FACTOR = "with ⟨ln T⟩ = −L/ξ there is no factor of two, and the logarithm is the natural one, taken of each T"
LOCALIZATION = Task(
    "localization",
    {"localization_length": "function"},
    looks=[
        Look(
            "ξ of a strong disorder",
            "localization_length([20, 60, 100], 60, 20 * meV, 10 * meV, 15 * meV, rng(1))",
            rtol=0.3,
        ),
    ],
    hidden=[
        Look(
            "ξ of a weaker disorder",
            "localization_length([30, 90, 150], 80, 12 * meV, 10 * meV, 8 * meV, rng(2))",
            rtol=0.35,
            want="12 * 4 * 100 * (1 - 0.6**2) / 12**2",
        )
    ],
    wrong=[
        (_LENGTH.format("np.log(T).mean()", "np.polyfit(lengths, m, 1)[0]"), "that is the slope; ξ is a length"),
        (
            _LENGTH.format("np.log(T).mean()", "1 / np.polyfit(lengths, m, 1)[0]"),
            "ξ is positive: ln T falls with the length",
        ),
        (_LENGTH.format("np.log(T).mean()", "-2 / np.polyfit(lengths, m, 1)[0]"), _NO_FACTOR),
        (_LENGTH.format("np.log(T).mean()", "-0.5 / np.polyfit(lengths, m, 1)[0]"), _NO_FACTOR + " (yours is short)"),
        (_LENGTH.format("np.log10(T).mean()", "-1 / np.polyfit(lengths, m, 1)[0]"), _NO_FACTOR),
    ],
)

_STATISTICS = "def statistics(T_n):\n    g = T_n.sum(axis=1)\n    return {}"
_MADE = "statistics(rng(3).random((80, 4)))"
_F = "(T_n * (1 - T_n)).sum() / T_n.sum()"
STATISTICS = Task(
    "statistics",
    {"statistics": "function"},
    looks=[
        Look("variance of the conductance", f"{_MADE}[0]", rtol=0.02),
        Look("its standard error", f"{_MADE}[1]", rtol=0.03),
        Look("Fano factor", f"{_MADE}[2]"),
    ],
    hidden=[
        Look("variance of other wires", "statistics(rng(7).random((200, 6)) ** 3)[0]", rtol=0.02),
        Look("its error", "statistics(rng(7).random((200, 6)) ** 3)[1]", rtol=0.02),
        Look("their Fano factor", "statistics(rng(7).random((200, 6)) ** 3)[2]"),
    ],
    wrong=[
        (
            _STATISTICS.format(f"T_n.var(), T_n.var() * np.sqrt(2 / len(g)), {_F}"),
            "that is the variance of single eigenvalues; sum the channels of a wire first",
        ),
        (_STATISTICS.format(f"g.std(), g.std() * np.sqrt(2 / len(g)), {_F}"), "that is the standard deviation"),
        (
            _STATISTICS.format(f"T_n.sum(axis=0).var(), T_n.sum(axis=0).var() / 2, {_F}"),
            "a wire is a row: its channels are summed along axis 1",
        ),
        (
            _STATISTICS.format(f"g.var(), g.std() / np.sqrt(len(g)), {_F}"),
            "that is the error of the mean, not of the variance",
        ),
        (
            _STATISTICS.format(f"g.var(), g.var() * np.sqrt(2) / len(g), {_F}"),
            "the error falls with the root of the number of wires",
        ),
        (
            _STATISTICS.format(f"g.var(), g.var() * np.sqrt(2 / T_n.size), {_F}"),
            "M is the number of wires, not of all eigenvalues",
        ),
        (
            _STATISTICS.format("g.var(), g.var() * np.sqrt(2 / len(g)), ((T_n * (1 - T_n)).sum(1) / g).mean()"),
            "average noise over average current, not the average of their ratios",
        ),
        (
            _STATISTICS.format("g.var(), g.var() * np.sqrt(2 / len(g)), (1 - T_n).mean()"),
            "sum noise T(1−T) and current T before you divide",
        ),
    ],
)

SET = ProblemSet("a wire of islands", [RESISTANCE, INCOHERENT, AVERAGES, LOCALIZATION, STATISTICS])
