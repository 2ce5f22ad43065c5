"""What an author writes about a problem set, in `solutions/NAME.py`; texts and solutions stand in its notebook.

`SET = ProblemSet(key, [Task(...), ...])`. Everything else (codes, blank exercise, numbers of each variant) follows.
"""

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field

import numpy as np

from qtlib import units

_SYMBOLS = {"µeV": "ueV", "µm": "um", "µV": "uV", "kΩ": "kOhm", "ps": 1e-12, "nV": 1e-9, "degrees": np.pi / 180}
_SYMBOLS |= {"meV nm": units.meV * units.nm, "1/(meV nm)": 1 / (units.meV * units.nm)}


def _factor(unit):
    known = _SYMBOLS.get(unit, unit)
    return known if isinstance(known, float) else float(getattr(units, known, 1.0))


@dataclass(frozen=True)
class Range:
    """A number that each variant has for itself: `default` on the website, else from `low` to `high` in steps."""

    name: str
    meaning: str
    unit: str
    default: float
    _: KW_ONLY
    low: float
    high: float
    step: float
    secret: bool = False  # not given to the student: what a derived number is made of

    @property
    def factor(self):
        return _factor(self.unit)

    def draw(self, rng, known, website):
        if website:
            return self.default * self.factor
        return float(f"{round(self._spread(rng) / self.step) * self.step:.12g}") * self.factor

    def _spread(self, rng):
        if self.low > 0:  # as many small numbers as large ones
            return float(np.exp(rng.uniform(np.log(self.low), np.log(self.high))))
        return rng.uniform(self.low, self.high)


@dataclass(frozen=True)
class Derived:
    """A given number or array made from others: `of(known, rng)`, in SI units; `known` has the numbers before it."""

    name: str
    meaning: str
    unit: str
    of: Callable
    secret: bool = False

    @property
    def factor(self):
        return _factor(self.unit)

    def draw(self, rng, known, website):
        return self.of(known, rng)


@dataclass(frozen=True)
class Look:
    """What a check looks at: the expression, in the names of answers and given numbers, and how precisely.

    Without `want`, the author's solution says what is right; with it, that expression, and the solution must agree.
    """

    what: str
    expr: str
    _: KW_ONLY
    rtol: float | None = None
    atol: float | None = None
    clue: str = ""
    want: str = ""
    holds: bool = False  # the expression is a condition, which must be true


@dataclass(frozen=True)
class Task:
    """The author's side of one task.

    `answers` maps each name that the check reads to its kind: ``"number UNIT"``, ``"whole"``, ``"choice abc"`` or
    ``"function"``. `wrong` holds pairs of a wrong answer, as a student would write it, and its hint; `told` pairs of a
    wrong answer and words that one of the check's own messages has. `without` names the library's functions and classes
    that the student's function is not to be made of. `slips` names the general hints that make sense, of
    ``"prefix units pi sign two"``. `fair` is a condition on the solution that every variant keeps.
    """

    name: str
    answers: dict
    _: KW_ONLY
    given: list = field(default_factory=list)
    looks: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    wrong: list = field(default_factory=list)
    told: list = field(default_factory=list)
    without: str = ""
    slips: str = ""
    fair: str = "True"
    rtol: float | None = None  # of its numbers, where the task states another precision than the set


@dataclass(frozen=True)
class ProblemSet:
    """Tasks of a set. `key` hides the hidden tests: any text that only instructors know."""

    key: str
    tasks: list
    uses: str = ""  # imports that the looks need
    rtol: float = 0.005  # three significant digits
