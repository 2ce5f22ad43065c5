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
}
