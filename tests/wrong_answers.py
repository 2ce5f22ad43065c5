"""Plausible wrong answers: problem set -> task -> (code of a student, words of the hint it must get)."""

WRONG = {
    "01_channels": {
        "resistance": [
            ("open_channels = 5\nresistance_kOhm = 2 * 12.9064037 / 5", "spin"),
            ("open_channels = 6\nresistance_kOhm = 12.9064037 / 6", "above the Fermi energy"),
            ("open_channels = 5\nresistance_kOhm = 12.9064037 * 5", "side by side"),
            ("open_channels = 5\nresistance_kOhm = 12906.4037 / 5", "prefix"),
            ("open_channels = 5.0\nresistance_kOhm = 2.58", "whole number"),
        ],
        "landauer": [
            (
                "def landauer_current(transmission, mu_L, mu_R, T):\n"
                "    return e / h * (mu_L - mu_R) * transmission(mu_L)",
                "spin",
            ),
            (
                "def landauer_current(transmission, mu_L, mu_R, T):\n"
                "    return 2 * e / hbar * (mu_L - mu_R) * transmission(mu_L)",
                "h or ħ",
            ),
            (
                "def landauer_current(transmission, mu_L, mu_R, T):\n    return 2 * e / h * (mu_L - mu_R)",
                "the transmission is left out",
            ),
        ],
        "thermovoltage": [
            ("step = SaddlePoint(-50 * meV, 1 * meV, 100 * meV)\nthermovoltage_mV = 0.7867", "hold them back"),
            ("step = SaddlePoint(-50 * meV, 1 * meV, 100 * meV)\nthermovoltage_mV = 'about -0.8'", "expected a number"),
        ],
        "heat": [
            ("def heat_fraction_right(E_0, bias):\n    return 0.5", "more than half"),
            (
                "def heat_fraction_right(E_0, bias):\n    return 1 - ((E_0 + bias / 2) / 2 + bias / 2) / bias",
                "more than half",
            ),
        ],
        "four_terminal": [
            ("four_terminal_kOhm = 12.9064037 / 0.3", "two-terminal"),
            ("four_terminal_kOhm = 12.9064037 * 0.7", "what is the current"),
            ("four_terminal_kOhm = None", "nothing yet"),
        ],
    },
    "02_quantization": {
        "t_star": [
            ("T_star = 1.2 * meV / k_B", "look at the exponent"),
            ("T_star = 1.2 * meV / (2 * np.pi)", "in joules"),
            ("T_star = 1.2 / (2 * np.pi)", "in meV"),
        ],
        "exact_step": [
            (
                "def step_at_T_star(x):\n    q = np.exp(-x)\n    return (1 - q - x * q) / (1 - q) ** 2",
                "nan or inf",
            ),
            (
                "def step_at_T_star(x):\n    from scipy.special import expit\n    return expit(x)",
                "zero temperature",
            ),
            ("def step_at_T_star(x):\n    return 0.5", "shape"),
        ],
        "flatness": [("T_flat = 40.0", "is not it"), ("T_flat = float('nan')", "nan")],
        "g_factor": [
            (
                "def g_factor(splitting, B):\n    return 2 * abs(splitting) / (mu_B * abs(B))\ng_read = 1.3",
                "twice that",
            ),
            (
                "def g_factor(splitting, B):\n    return abs(splitting) / (mu_B * abs(B))\ng_read = 0.65",
                "shift of one spin",
            ),
            (
                "def g_factor(splitting, B):\n    return splitting / (mu_B * B)\ng_read = 1.3",
                "which way the field points",
            ),
        ],
        "classical": [
            (
                "def classical_conductance(mu, V0, hw_y, T):\n    return np.maximum(mu - V0, 0) / hw_y",
                "positive",
            ),
            (
                "def classical_conductance(mu, V0, hw_y, T):\n"
                "    x = (mu - V0) / (k_B * T)\n    return k_B * T / hw_y * np.log(1 + np.exp(x))",
                "nan or inf",
            ),
        ],
    },
}
