"""Plausible wrong answers: problem set -> task -> (code of a student, words of the hint it must get)."""

WRONG = {
    "greens_functions": {
        "grid": [
            ("a_nm = hbar / np.sqrt(2 * m_e * 6 * 12 * meV) / nm", "effective mass"),
            ("a_nm = 2 * np.pi * hbar / np.sqrt(2 * 0.067 * m_e * 6 * 12 * meV) / nm", "h for ħ"),
            ("a_nm = hbar / np.sqrt(2 * 0.067 * m_e * 12 * meV) / nm", "six times"),
        ],
        "one_site": [
            (
                "def one_site(U, E, t):\n    c = 1 - E / (2 * t)\n"
                "    return 1 / (1 + (U / (t * np.sqrt(max(1 - c**2, 0)))) ** 2)",
                "not t sin k",
            ),
            (
                "def one_site(U, E, t):\n    c = 1 - E / (2 * t)\n"
                "    return 1 / (1 + (U / (4 * t * np.sqrt(1 - c**2))) ** 2)",
                "twice the velocity",
            ),
        ],
        "chain": [
            (
                "def chain(U, E, t):\n    X = np.exp(1j * np.arccos(1 - E / (2 * t)))\n    Z = 1.0\n"
                "    for U_i in U[::-1]:\n"
                "        X = 1 / ((2 * t + U_i - E) / t - X)\n        Z = Z * X\n    return abs(Z) ** 2",
                "Z alone",
            ),
            (
                "def chain(U, E, t):\n    k = np.arccos(1 - E / (2 * t))\n    X = np.exp(1j * k)\n    Z = 1.0\n"
                "    for U_i in U[::-1]:\n"
                "        X = 1 / ((2 * t + U_i - E) / t - X)\n        Z = Z * X\n"
                "    r = (X - np.exp(1j * k)) / (np.exp(-1j * k) - X)\n    return abs(Z * (1 + r))",
                "square it",
            ),
        ],
        "velocity": [
            ("E_over_t = 0.2", "square root"),
            ("E_over_t = 1 - 0.95**2", "the 4 is missing"),
        ],
        "horn": [
            (
                "def horn(length):\n    x, y = np.abs(np.arange(81) - 40)[:, None], np.abs(np.arange(30) - 14.5)\n"
                "    return np.where(y > 5 + 10 * np.minimum(x / length, 1), 20.0, 0.0).T",
                "x first",
            ),
            (
                "def horn(length):\n    x, y = np.abs(np.arange(81) - 40)[:, None], np.abs(np.arange(30) - 14.5)\n"
                "    return np.where(y > 10 + 5 * np.minimum(x / length, 1), 20.0, 0.0)",
                "full and half width",
            ),
        ],
    },
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
