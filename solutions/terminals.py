"""Terminals: the author's side of the problem set."""

import numpy as np

from tools.authoring import Derived, Look, ProblemSet, Range, Task

PROBE = Task(
    "probe",
    {"reading_uV": "number µV"},
    given=[
        Range("V_1", "voltage of contact 1", "µV", 40, low=30, high=60, step=1),
        Range("V_2", "voltage of contact 2", "µV", 10, low=5, high=20, step=0.5),
        Range(
            "T_31", "channels from contact 1 to 3", "", 0.6, low=0.2, high=1, step=0.01
        ),
        Range(
            "T_32", "channels from contact 2 to 3", "", 0.9, low=0.2, high=1, step=0.01
        ),
    ],
    fair="abs(np.log(T_31 / T_32)) > 0.1",
    wrong=[
        (
            "reading_uV = (given.V_1 + given.V_2) / 2 / uV",
            "the plain mean; this probe is fed unequally",
        ),
        (
            "reading_uV = (given.T_31 * given.V_1 + given.T_32 * given.V_2) / uV",
            "the weights must be divided by their sum",
        ),
        (
            "reading_uV = (given.T_32 * given.V_1 + given.T_31 * given.V_2) / (given.T_31 + given.T_32) / uV",
            "the weights are exchanged",
        ),
        (
            "reading_uV = (given.T_31 * given.V_1 + given.T_32 * given.V_2) / (given.T_31 + given.T_32)",
            "that is in volts: a prefix is missing",
        ),
        (
            "reading_uV = (given.V_1 - given.V_2) / uV",
            "that is the difference of the two; the probe adjusts until no net current flows into it",
        ),
    ],
    slips="prefix",
)

_RING = "np.array([(0, 0.7, 0.1), (0.1, 0, 0.7), (0.7, 0.1, 0)])"
_FIVE = "sum(w * np.roll(np.eye(5), n, axis=0) for w, n in ((0.6, 1), (0.25, 2), (0.1, -1)))"
_FOUR = "np.array([(0, 0.4, 0.3, 0.1), (0.2, 0, 0.1, 0.5), (0.5, 0.1, 0, 0.2), (0.1, 0.3, 0.4, 0)])"
_MATRIX = "def conductance_matrix(T):\n    T = np.array(T, dtype=float)\n    np.fill_diagonal(T, 0)\n    return {}"
MATRIX = Task(
    "matrix",
    {"conductance_matrix": "function"},
    without="Terminals",
    told=[
        (
            "import qtlib\ndef conductance_matrix(T):\n    return qtlib.Terminals(T).conductance",
            "without Terminals",
        )
    ],
    looks=[
        Look(
            "two contacts",
            "conductance_matrix(np.array([(0, 0.3), (0.3, 0)]))",
            want="0.3 * G0 * np.array([(1, -1), (-1, 1)])",
        ),
        Look(
            "three, each feeding the next more than the last",
            f"conductance_matrix({_RING})",
        ),
    ],
    hidden=[
        Look(
            f"{n} contacts",
            f"conductance_matrix({T})",
            want=f"Terminals({T}).conductance",
        )
        for n, T in (("three", _RING), ("four", _FOUR), ("five", _FIVE))
    ],
    wrong=[
        (
            _MATRIX.format("G0 * (T - np.diag(T.sum(axis=1)))"),
            "current flows out of the contact with the higher voltage: the sign is reversed",
        ),
        (
            _MATRIX.format("-G0 * T"),
            "the diagonal is missing: what a contact sends away",
        ),
        (
            _MATRIX.format("G0 * (np.diag(T.sum(axis=1)) - T.T)"),
            "T[p, q] leads from q to p: you transposed",
        ),
        (
            _MATRIX.format("G0 / 2 * (np.diag(T.sum(axis=1)) - T)"),
            "count both spins",
        ),
        (
            _MATRIX.format("G0 * (np.diag(T.sum(axis=1)) + T)"),
            "what arrives from another contact counts against what is sent away",
        ),
        (
            _MATRIX.format("G0 * (np.eye(len(T)) - T)"),
            "a contact sends away what it transmits, not one full channel",
        ),
    ],
    slips="units",
)

_OFF = "(lambda M: M - np.diag(np.diag(M)))(np.array({}, dtype=float))"
_WITHOUT = """def without(T, p):
    T = np.array(T, dtype=float)
    r = [q for q in range(len(T)) if q != p]
    return {}"""
_THROUGH = "np.outer(T[r, p], T[p, r]) / T[r, p].sum()"
_HALVES = "np.array([(0, 0, 1.0), (0, 0, 1.0), (1.0, 1.0, 0)])"
_WEAK = "np.array([(0, 0.5, 1e-9), (0.5, 0, 1e-9), (1e-9, 1e-9, 0)])"
WITHOUT = Task(
    "without",
    {"without": "function"},
    without="Terminals",
    told=[
        (
            "def without(T, p):\n    from qtlib import Terminals\n    return Terminals(T).without(p).transmission",
            "without Terminals",
        )
    ],
    looks=[
        Look(
            "two perfect halves",
            _OFF.format(f"without({_HALVES}, 2)"),
            want="np.array([(0, 0.5), (0.5, 0)])",
        ),
        Look(
            "a weak probe",
            _OFF.format(f"without({_WEAK}, 2)"),
            want="np.array([(0, 0.5), (0.5, 0)])",
        ),
        Look(
            "contact 0 of three, in a field",
            _OFF.format(f"without({_RING}, 0)"),
        ),
    ],
    hidden=[
        Look(
            what,
            _OFF.format(f"without({T}, {p})"),
            want=_OFF.format(f"Terminals({T}).without({p}).transmission"),
        )
        for what, T, p in (
            ("one of four", _FOUR, 1),
            ("another of four", _FOUR, 3),
            ("one of five", _FIVE, 4),
        )
    ],
    wrong=[
        (
            _WITHOUT.format("T[np.ix_(r, r)] + np.outer(T[r, p], T[p, r])"),
            "divide by all that the contact hands out",
        ),
        (
            _WITHOUT.format("T[np.ix_(r, r)]"),
            "add what goes through the floating contact",
        ),
        (
            _WITHOUT.format(
                "T[np.ix_(r, r)] + np.outer(T[p, r], T[r, p]) / T[r, p].sum()"
            ),
            "T[p, q] leads from q to p: you exchanged what the contact takes and what it hands out",
        ),
        (
            _WITHOUT.format(f"T[np.ix_(r, r)].T + {_THROUGH}"),
            "only what is left of T is transposed",
        ),
        (
            _WITHOUT.format(f"(T[np.ix_(r, r)] + {_THROUGH}).T"),
            "T[p, q] leads from q to p: you transposed",
        ),
        (
            _WITHOUT.format(f"T[np.ix_(r, r)] - {_THROUGH}"),
            "the contact gives back what it takes: add it",
        ),
        (
            _WITHOUT.format(f"{_THROUGH}"),
            "what went directly is still there",
        ),
        (
            _WITHOUT.format(
                "T[np.ix_(r, r)] + np.outer(T[r, p], T[p, r]) / (len(T) - 1)"
            ),
            "divide by all that the contact hands out, not by the number of contacts",
        ),
    ],
)

BEND = Task(
    "bend",
    {"f_zero": "number"},
    given=[Range("r", "part that is reflected", "", 0.1, low=0.03, high=0.8, step=0.005)],
    wrong=[
        (
            "f_zero = (1 - given.r) / 2",
            "as much straight on as to both sides together: then each side gets less than what goes straight",
        ),
        (
            "f_zero = (1 - given.r) / 4",
            "there are three ways out, not four",
        ),
        (
            "f_zero = 1 / 3",
            "part of the channel is reflected and goes nowhere",
        ),
        (
            "f_zero = 1 - given.r",
            "straight across only: then nothing leads from contact 0 to 1, and no current can go round the corner",
        ),
        (
            "f_zero = 2 * (1 - given.r) / 3",
            "that is what goes to both sides together",
        ),
    ],
)


def _three(known, rng):
    """Three pairs T(B), T(−B), shuffled: one that breaks Onsager, an honest one, one that loses current."""
    turn = np.roll(np.eye(3), 1, axis=0)
    a, b, c, d = rng.choice(np.arange(8, 50), 4, replace=False)
    x, y, z = rng.integers(2, 20, 3)
    even = np.array([[0, x, y], [x, 0, z], [y, z, 0]])
    broken, honest = a * turn + b * turn.T, c * turn + d * turn.T + even
    lost = (
        even
        + b * turn
        + c * turn.T
        + np.array(
            [
                [0, 0, 0],
                [rng.integers(3, 30), 0, 0],
                [rng.integers(3, 20), 0, 0],
            ]
        )
    )
    pairs = [(broken, broken), (honest, honest.T), (lost, lost.T)]
    return np.array([pairs[i] for i in rng.permutation(3)]) / 100


LAWS = Task(
    "laws",
    {
        "breaks_onsager": "choice abc",
        "breaks_current": "choice abc",
        "excess": "number",
    },
    given=[
        Derived(
            "reports",
            "pairs T(B), T(−B) of laboratories a, b, c",
            "",
            _three,
        )
    ],
    fair="0.005 < abs(excess) < 0.5",
    wrong=[
        (
            "breaks_onsager = next(c for c in 'abc' if c not in (breaks_onsager, breaks_current))",
            "compare T(B) with the transpose of T(−B), entry by entry",
        ),
        (
            "breaks_onsager = breaks_current",
            "compare T(B) with the transpose of T(−B), entry by entry",
        ),
        (
            "breaks_current = next(c for c in 'abc' if c not in (breaks_onsager, breaks_current))",
            "at equal voltages each contact must get as much as it sends: compare row with column sums",
        ),
        (
            "breaks_current = breaks_onsager",
            "at equal voltages each contact must get as much as it sends: compare row with column sums",
        ),
        (
            "excess = -excess",
            "columns are what a contact sends, rows what it gets: T[p, q] leads from q to p",
        ),
    ],
)

SET = ProblemSet("a cross in a field", [PROBE, MATRIX, WITHOUT, BEND, LAWS])
