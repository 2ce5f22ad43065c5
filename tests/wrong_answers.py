"""Plausible wrong answers: problem set -> task -> (code of a student, words of the hint it must get)."""

WRONG = {
    "quantum_hall": {
        "plateau": [
            ("R_xy_kOhm = 25.812807", "that is ν = 1"),
            ("R_xy_kOhm = 25.812807 / 4", "do not double"),
            ("R_xy_kOhm = 6.0 / (e * 2.6e15) / kOhm", "classical"),
            ("R_xy_kOhm = 12906.4", "prefix"),
        ],
        "chiral": [
            ("def chiral(n, nu):\n    return nu * np.roll(np.eye(n), -1, axis=0)", "you transposed"),
            (
                "def chiral(n, nu):\n    return nu * (np.roll(np.eye(n), 1, axis=0) + np.roll(np.eye(n), -1, axis=0))",
                "gets ν",
            ),
        ],
        "helical": [
            ("def helical_resistance(n, m):\n    return m", "one of the two ways"),
            ("def helical_resistance(n, m):\n    return m * (n - m) / n / 2", "not h/2e²"),
        ],
        "leaves": [("flux = 0.7 / (2 * np.pi)", "lowest level"), ("flux = 0.7 / (10 * np.pi)", "third level")],
        "protected": [
            (
                "def backscattering(width, strength, flux, rng):\n"
                "    U = rng.uniform(-0.5, 0.5, (20, width)) * strength\n"
                "    return Wire(U, 20 * meV, flux).transmission(14 * meV)\nprotected_width = 14",
                "scatters nothing back",
            ),
            (
                "def backscattering(width, strength, flux, rng):\n"
                "    U = rng.uniform(-0.5, 0.5, (20, width)) * strength\n    w = Wire(U, 20 * meV, flux)\n"
                "    return w.modes(14 * meV) - w.transmission(14 * meV)\nprotected_width = 6",
                "too narrow",
            ),
        ],
    },
    "spin": {
        "valve": [
            (
                "def ratio(R_1, R_2):\n    p = lambda a, b: a * b / (a + b)\n"
                "    P, A = p(R_1[0] + R_2[0], R_1[1] + R_2[1]), p(R_1[0] + R_2[1], R_1[1] + R_2[0])\n"
                "    return (A - P) / A",
                "not to R_AP",
            ),
            (
                "def ratio(R_1, R_2):\n    p = lambda a, b: a * b / (a + b)\n"
                "    P, A = p(R_1[0] + R_2[0], R_1[1] + R_2[1]), p(R_1[0] + R_2[1], R_1[1] + R_2[0])\n    return A / P",
                "subtract 1",
            ),
        ],
        "junction": [("P = 0.7 / 2.7", "that is P²"), ("P = (0.7 / 2) ** 0.5", "denominator")],
        "tilted": [
            (
                "def tilted(theta, T_up, T_down):\n    return np.cos(theta) ** 2 * T_up + np.sin(theta) ** 2 * T_down",
                "half the angle",
            ),
            (
                "def tilted(theta, T_up, T_down):\n    return np.cos(theta / 2) * T_up + np.sin(theta / 2) * T_down",
                "right angle",
            ),
        ],
        "filter": [
            ("s_meV = 0.4 / (2 * np.pi) * np.log(0.970588 / 0.029412)", "2s apart"),
            ("s_meV = 0.4 / 2 * np.log(0.970588 / 0.029412)", "ħω_x/2π"),
        ],
        "halfway": [("angle = 90.0", "conductance is halfway"), ("angle = 68.9", "cosine's sign")],
    },
    "superconductors": {
        "contact": [
            ("resistance_kOhm = 1 / (3 * G0) / kOhm", "carries two charges"),
            ("resistance_kOhm = 1 / (12 * G0) / kOhm", "once too often"),
            ("resistance_kOhm = 1 / (6 * G0)", "prefix"),
        ],
        "hole": [
            (
                "def hole(E, gap, Z):\n    return gap**2 / (E**2 + (gap**2 - E**2) * (1 + 2 * Z**2))",
                "is squared",
            ),
            (
                "def hole(E, gap, Z):\n    return gap**2 / (E**2 + (gap**2 - E**2) * (1 + 2 * Z) ** 2)",
                "enters squared",
            ),
        ],
        "same": [("T_same = 1.0", "both charges count"), ("T_same = 3 + 5**0.5", "other root")],
        "fano": [
            (
                "def fano_ns(T_n):\n    T = np.array(T_n)\n    R = T**2 / (2 - T) ** 2\n"
                "    return (R * (1 - R)).sum() / R.sum()",
                "charge is 2e",
            ),
            (
                "def fano_ns(T_n):\n    T = np.array(T_n)\n    R = T**2 / (2 - T) ** 2\n    return 2 * (1 - R).mean()",
                "sum noise and current",
            ),
        ],
        "width": [
            (
                "def half_width(barrier):\n    wire = kitaev(1 * meV, 1 * meV, 0.4 * meV, [barrier] * 2)\n"
                "    return brentq(lambda E: andreev(wire, E) - 1, 1e-7 * meV, 0.3 * meV, xtol=1e-9 * meV) / 2\n"
                "ratio = 1.0",
                "too narrow",
            ),
            ("def half_width(barrier):\n    return 0.1\nratio = 2.0", "between zero and the gap"),
        ],
    },
}
