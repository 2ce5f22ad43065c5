"""The laws that every theory of transport has to obey, as measurements: a rule takes a `Model`, computes, and compares.

Sources: M. P. Das, J. S. Thakur and F. Green, arXiv:cond-mat/0401134; F. Green and M. P. Das, arXiv:cond-mat/0503461.
The standard theory: Ya. M. Blanter and M. Büttiker, Phys. Rep. 336, 1 (2000).
"""

from qtlib.sumrules.broken import LeakyKinetic, ShotOnly
from qtlib.sumrules.models import BoltzmannLangevin, Kinetic, LandauerButtiker, ScreenedLandauerButtiker
from qtlib.sumrules.rules import (
    Model,
    Verdict,
    compressibility,
    energy_balance,
    fluctuation_dissipation,
    perfect_screening,
    verdicts,
)
from qtlib.sumrules.screening import Screened, contact_suppression

__all__ = [
    "BoltzmannLangevin",
    "Kinetic",
    "LandauerButtiker",
    "LeakyKinetic",
    "Model",
    "Screened",
    "ScreenedLandauerButtiker",
    "ShotOnly",
    "Verdict",
    "compressibility",
    "contact_suppression",
    "energy_balance",
    "fluctuation_dissipation",
    "perfect_screening",
    "verdicts",
]
