"""qtlib: the physics of the course.

Conductors know their transmission, observables ask for it; kinetics stands beside them.
"""

from qtlib import counting, disorder, kinetic, langevin, lattice, scattering, spin, sumrules, superconductor, units
from qtlib.conductor import Conductor
from qtlib.constriction import Channels, HardWall, SaddlePoint, Zeeman
from qtlib.noise import correlations, fano_factor, noise
from qtlib.reservoirs import fermi
from qtlib.resonance import BreitWigner, Dot, DoubleBarrier, Ring
from qtlib.scattering import Profile, SMatrix
from qtlib.terminals import Terminals
from qtlib.transport import (
    conductance,
    current,
    heat_currents,
    seebeck,
    thermal_conductance,
    thermoelectric_moments,
)
from qtlib.version import __version__

__all__ = [
    "BreitWigner",
    "Channels",
    "Conductor",
    "Dot",
    "DoubleBarrier",
    "HardWall",
    "Profile",
    "Ring",
    "SMatrix",
    "SaddlePoint",
    "Terminals",
    "Zeeman",
    "__version__",
    "conductance",
    "correlations",
    "counting",
    "current",
    "disorder",
    "fano_factor",
    "fermi",
    "heat_currents",
    "kinetic",
    "langevin",
    "lattice",
    "noise",
    "scattering",
    "seebeck",
    "spin",
    "sumrules",
    "superconductor",
    "thermal_conductance",
    "thermoelectric_moments",
    "units",
]
