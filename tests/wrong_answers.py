"""Plausible wrong answers: problem set -> task -> (code of a student, words of the hint it must get)."""

WRONG = {
    "sum_rules": {
        "thermometer": [
            ("T_mK = 1.2e-27 / (4 * k_B * G0) * 1e3", "half of G0"),
            ("T_mK = 1.2e-27 / (2 * k_B * 0.5 * G0) * 1e3", "two-sided"),
            ("T_mK = 1.2e-27 / (4 * k_B * 0.5 * G0)", "prefix"),
        ],
        "stiffness": [
            (
                "def stiffness(mu, T, mass):\n    s = 1e-3 * k_B * T\n"
                "    up, down = (kinetic.density(mu + x, T, mass) for x in (s, -s))\n"
                "    return (up - down) / (2 * s) / kinetic.density(mu, T, mass)",
                "Boltzmann|usual slips",
            ),
            (
                "def stiffness(mu, T, mass):\n    return 1.0 if mu < 0 else k_B * T / mu if mu else 1.0",
                "two dimensions",
            ),
            ("def stiffness(mu, T, mass):\n    return 1.0 if mu < 0 else 1 / 600", "denser gas"),
        ],
        "who": [
            (
                "def net_rate(state, f):\n    g = state.mean(f / state.tau_in) / state.mean(state.equilibrium / state.tau_in)\n"
                "    return state.mean((g * state.equilibrium - f) / state.tau_in)\nbroken_rule = 'c'",
                "must create carriers",
            ),
            (
                "def net_rate(state, f):\n    w = state.energy / state.tau_in\n"
                "    g = state.mean(w * f) / state.mean(w * state.equilibrium)\n"
                "    return state.mean((g * state.equilibrium - f) / state.tau_in)\nbroken_rule = 'a'",
                "energy is what she balances",
            ),
            ("def net_rate(state, f):\n    return state.mean(f)\nbroken_rule = 'c'", "must create carriers"),
        ],
        "coincidence": [
            ("eV_over_kT = 2.9847", "that is x"),
            ("eV_over_kT = 'six'", "expected a number"),
        ],
        "gamma": [("gamma = 0.15", "feedback"), ("gamma = 1 / 0.85", "it opposes"), ("gamma = 0.85", "first order")],
    },
    "kinetic_derivation": {
        "tau_el": [
            ("tau_el_ps = um / np.sqrt(2 * 10 * meV / m_e) * 1e12", "light"),
            ("tau_el_ps = um / np.sqrt(10 * meV / mass) * 1e12", "where did the ½ go"),
            ("tau_el_ps = um / np.sqrt(2 * 10 * meV / mass)", "prefix"),
        ],
        "t_kg": [
            ("def T_KG(tau_in, length, v_F):\n    return tau_in / (tau_in + length / v_F)", "Matthiessen"),
            ("def T_KG(tau_in, length, v_F):\n    return 1.0", "Drude"),
        ],
        "factor_two": [
            (
                "def mean_speed(mu, T):\n    return np.sqrt(2 * max(mu, 0) / mass)\n"
                "def plateau(mu, T):\n    return 1.0\nmissing_factor = 2",
                "fastest electron",
            ),
            ("__solution__\nmissing_factor = 0.5", "larger v"),
            ("__solution__\nmissing_factor = 1", "half the expected"),
        ],
        "collide": [
            (
                "def collide(f, f_eq, tau_in, tau_el):\n"
                "    return -(f - f_eq * f.sum() / f_eq.sum()) / tau_in - (f - f[::-1]) / (2 * tau_el)",
                "created or lost",
            ),
            (
                "def collide(f, f_eq, tau_in, tau_el):\n    g = np.sum(f / tau_in) / np.sum(f_eq / tau_in) * f_eq\n"
                "    return -(f - g) / tau_in - (f - f[::-1]) / tau_el",
                "2τ_el",
            ),
            (
                "def collide(f, f_eq, tau_in, tau_el):\n    g = np.sum(f / tau_in) / np.sum(f_eq / tau_in) * f_eq\n"
                "    return -(f - g) / tau_in + (f - f[::-1]) / (2 * tau_el)",
                "slow a drift",
            ),
        ],
        "stored": [
            (
                "def stored_energy(V, tau_in, tau_el, length, mass):\n    t = tau_in * tau_el / (tau_in + tau_el)\n"
                "    return (e * V / length) ** 2 * t**2 / mass",
                "only τ_in empties",
            ),
            (
                "def stored_energy(V, tau_in, tau_el, length, mass):\n    t = tau_in * tau_el / (tau_in + tau_el)\n"
                "    return (e * V / length * t) ** 2 / mass / 2",
                "most of it is heat",
            ),
        ],
    },
    "boltzmann_langevin": {
        "hottest": [
            ("T_middle = np.sqrt(3) / np.pi * e * 2 * mV / k_B / 2", "squares of temperatures add"),
            ("T_middle = np.sqrt(4.2**2 + 3 / np.pi**2 * (e * 2 * mV / k_B) ** 2)", "is a quarter"),
        ],
        "wire_noise": [
            ("def wire_noise(G, V, T):\n    return 4 * k_B * T * G", "mix first"),
            (
                "def wire_noise(G, V, T):\n    E = np.linspace(-30 * k_B * T, e * V + 30 * k_B * T, 4001)\n"
                "    return 4 * k_B * T * G if V == 0 else 2 * e * V * G / 6 / np.tanh(e * V / (2 * k_B * T))",
                "factor 4G/2G",
            ),
        ],
        "cooled": [("def cooled_fano(kappa):\n    return np.sqrt(3) / 8", "divides by 2eGV")],
        "row": [
            (
                "def row_fano(f, gamma):\n    a, b = f[:, :-1], f[:, 1:]\n"
                "    each = a * (1 - a) + b * (1 - b) + (1 - gamma) * (a - b) ** 2\n"
                "    return each.mean(axis=0).sum() / a.shape[1] ** 2",
                "current is smaller as well",
            ),
            (
                "def row_fano(f, gamma):\n    a, b = f[:, :-1], f[:, 1:]\n"
                "    each = a * (1 - a) + b * (1 - b) + (1 - gamma) * (a - b) ** 2\n"
                "    return each.mean(axis=0).sum()",
                "1/M²",
            ),
        ],
        "junctions": [("junctions = 3", "electrons cool"), ("junctions = 25", "square")],
        "crossover": [("paths = (1 - 0.6) ** (-1 / 3)", "1 \\+ L/ℓ"), ("paths = 1.5", "third power")],
    },
    "qpc_noise": {
        "lb_excess": [
            (
                "def lb_excess(T_n, V, T):\n    T_n = np.asarray(T_n)\n    x = e * V / (2 * k_B * T)\n"
                "    return 0.0 if V == 0 else 2 * e * V * G0 * np.sum(T_n * (1 - T_n)) / np.tanh(x)",
                "thermal part is still in it",
            ),
            ("def lb_excess(T_n, V, T):\n    return 2 * e * V * G0 * sum(t * (1 - t) for t in T_n) / 2", "one-sided"),
        ],
        "voltage": [
            ("def voltage(current, A, p, eps_in):\n    return current / (A * G0)", "G\\(V\\)·V is the current"),
            ("def voltage(current, A, p, eps_in):\n    return 2 * current / (A * G0)", "not half of it"),
        ],
        "peak": [("mu_peak_meV = 1.0", "to the left"), ("mu_peak_meV = 0.0001 * meV", "the right|the left")],
        "largest": [
            (
                "def largest_current(A, p, eps_in):\n    return A * G0 * eps_in / e",
                "more current than your maximum|not it",
            ),
            ("def largest_current(A, p, eps_in):\n    return A**2 * G0", "proportional to A"),
        ],
        "scaling": [("exponent = -0.8", "τ_in alone"), ("exponent = 0.2", "1/N alone")],
    },
    "ohms_law": {
        "resistance": [
            ("resistance_kOhm = 8 / (8 * G0) / kOhm", "contacts are missing"),
            ("resistance_kOhm = 9 / G0 / kOhm", "side by side"),
            ("resistance_kOhm = 1 / (8 * G0) / kOhm", "contact resistance alone"),
            ("resistance_kOhm = 9 / (8 * G0)", "prefix"),
        ],
        "incoherent": [
            ("def incoherent(T_list):\n    return np.prod(T_list)", "a product forgets"),
            ("def incoherent(T_list):\n    return 1 / np.sum(1 / np.array(T_list))", "open ones in the row"),
            ("def incoherent(T_list):\n    return np.mean(T_list)", "open ones in the row"),
        ],
        "averages": [
            (
                "def averages(T_1, T_2, n):\n    theta = 2 * np.pi * np.arange(n) / n\n"
                "    T = T_1 * T_2 / np.abs(1 - np.sqrt((1 - T_1) * (1 - T_2)) * np.exp(1j * theta)) ** 2\n"
                "    return T.mean(), (1 / T).mean(), np.log(T.mean())",
                "that is ln⟨T⟩",
            ),
            (
                "def averages(T_1, T_2, n):\n    theta = 2 * np.pi * np.arange(n) / n\n"
                "    T = T_1 * T_2 / np.abs(1 - np.sqrt((1 - T_1) * (1 - T_2)) * np.exp(1j * theta)) ** 2\n"
                "    return T.mean(), 1 / T.mean(), np.log(T).mean()",
                "must exceed",
            ),
        ],
        "localization": [
            (
                "def localization_length(lengths, number, strength, hopping, E, rng):\n    m = []\n    for L in lengths:\n"
                "        m.append(np.mean([np.log(Wire(rng.uniform(-0.5, 0.5, L) * strength, hopping).transmission(E))"
                " for _ in range(number)]))\n    return np.polyfit(lengths, m, 1)[0]",
                "ξ is positive",
            ),
            (
                "def localization_length(lengths, number, strength, hopping, E, rng):\n    m = []\n    for L in lengths:\n"
                "        m.append(np.mean([np.log(Wire(rng.uniform(-0.5, 0.5, L) * strength, hopping).transmission(E))"
                " for _ in range(number)]))\n    return -2 / np.polyfit(lengths, m, 1)[0]",
                "too long",
            ),
        ],
        "statistics": [
            (
                "def statistics(T_n):\n    return T_n.var(), T_n.var(), 0.0",
                "variance of single eigenvalues",
            ),
            (
                "def statistics(T_n):\n    g = T_n.sum(1)\n"
                "    return g.var(), g.var() * np.sqrt(2 / len(g)), ((T_n * (1 - T_n)).sum(1) / g).mean()",
                "not the average of their ratios",
            ),
        ],
    },
    "greens_functions": {
        "grid": [
            ("a_nm = hbar / np.sqrt(2 * m_e * 6 * 12 * meV) / nm", "effective mass"),
            ("a_nm = 2 * np.pi * hbar / np.sqrt(2 * 0.067 * m_e * 6 * 12 * meV) / nm", "h for ħ"),
            ("a_nm = hbar / np.sqrt(2 * 0.067 * m_e * 12 * meV) / nm", "six times"),
        ],
        "one_site": [
            (
                "def one_site(U, E, t):\n    c = 1 - E / (2 * t)\n    return 1 / (1 + (U / (t * np.sqrt(max(1 - c**2, 0)))) ** 2)",
                "not t sin k",
            ),
            (
                "def one_site(U, E, t):\n    c = 1 - E / (2 * t)\n    return 1 / (1 + (U / (4 * t * np.sqrt(1 - c**2))) ** 2)",
                "twice the velocity",
            ),
        ],
        "chain": [
            (
                "def chain(U, E, t):\n    X = np.exp(1j * np.arccos(1 - E / (2 * t)))\n    Z = 1.0\n    for U_i in U[::-1]:\n"
                "        X = 1 / ((2 * t + U_i - E) / t - X)\n        Z = Z * X\n    return abs(Z) ** 2",
                "Z alone",
            ),
            (
                "def chain(U, E, t):\n    k = np.arccos(1 - E / (2 * t))\n    X = np.exp(1j * k)\n    Z = 1.0\n    for U_i in U[::-1]:\n"
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
    "spin": {
        "valve": [
            (
                "def ratio(R_1, R_2):\n    p = lambda a, b: a * b / (a + b)\n"
                "    P, A = p(R_1[0] + R_2[0], R_1[1] + R_2[1]), p(R_1[0] + R_2[1], R_1[1] + R_2[0])\n    return (A - P) / A",
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
                "def fano_ns(T_n):\n    T = np.array(T_n)\n    R = T**2 / (2 - T) ** 2\n    return (R * (1 - R)).sum() / R.sum()",
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
                "    return brentq(lambda E: andreev(wire, E) - 1, 1e-7 * meV, 0.3 * meV, xtol=1e-9 * meV) / 2\nratio = 1.0",
                "too narrow",
            ),
            ("def half_width(barrier):\n    return 0.1\nratio = 2.0", "between zero and the gap"),
        ],
    },
}
