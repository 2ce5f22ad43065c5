"""TITLE: the author's side of the problem set.

Copy this file to `solutions/NAME.py` and `templates/problem_set.ipynb` to `solutions/NAME/NAME.ipynb`, replace NAME in
both by the chapter's name and the key below, also in the notebook's checks, by words of your own.
"""

from tools.authoring import Look, ProblemSet, Range, Task

# A number: what a student is given, the website's value and the range of everybody's own. `make exercises` draws
# 32 variants and solves each with the notebook's solution; no two have one answer.
RESISTANCE = Task(
    "resistance",
    {"resistance_kOhm": "number kΩ"},
    given=[
        Range("N", "open channels", "", 4, low=2, high=12, step=1),
        Range("tau", "transmission of one more", "", 0.3, low=0.1, high=0.9, step=0.01),
    ],
    # a wrong answer as a student would write it, and its hint: what is wrong, never what is right
    wrong=[
        ("resistance_kOhm = 1 / (given.N * G0) / kOhm", "the channel that is partly open is missing"),
        ("resistance_kOhm = 1 / ((given.N + 1) * G0) / kOhm", "one channel is open in part only"),
        (
            "resistance_kOhm = (1 / (given.N * G0) + 1 / (given.tau * G0)) / kOhm",
            "channels side by side add conductances, not resistances",
        ),
        ("resistance_kOhm = 2 / ((given.N + given.tau) * G0) / kOhm", "twice too large: is one spin left out?"),
        ("resistance_kOhm = 0.5 / ((given.N + given.tau) * G0) / kOhm", "G0 has both spins in it already"),
    ],
    slips="prefix",  # general hints that make sense here
)

# A function: the same for everyone. Looks are what the visible check calls, hidden ones what grading calls as well,
# each with an independent reference where there is one.
_FANO = "def fano(T_n):\n    T = np.asarray(T_n, dtype=float)\n    return {}"
FANO = Task(
    "fano",
    {"fano": "function"},
    looks=[
        Look("an open channel", "fano([1.0])", atol=1e-9, want="0.0"),
        Look("one channel", "fano([0.4])"),
        Look("two channels", "fano([0.9, 0.3])"),
    ],
    hidden=[Look("three channels", "fano([0.9, 0.5, 0.2])", want="fano_factor([0.9, 0.5, 0.2])")],
    wrong=[
        (_FANO.format("np.sum(T**2) / np.sum(T)"), "a channel that is open makes no noise"),
        (_FANO.format("np.sum(T * (1 - T))"), "that is the noise; divide by the current"),
        (_FANO.format("np.mean(1 - T)"), "sum noise and current over the channels before you divide"),
        (_FANO.format("2 * np.sum(T * (1 - T)) / np.sum(T)"), "S is divided by 2eI: the two is in it already"),
    ],
)

SET = ProblemSet("the key of NAME", [RESISTANCE, FANO])
