"""qtlib: the physics of the course. Conductors know their transmission, observables ask for it."""

from qtlib import units
from qtlib.constriction import Channels, Conductor, HardWall, SaddlePoint, Zeeman
from qtlib.noise import fano_factor, noise
from qtlib.reservoirs import fermi
from qtlib.transport import (
    conductance,
    current,
    heat_currents,
    seebeck,
    thermal_conductance,
    thermoelectric_moments,
)

__all__ = [
    "Channels",
    "Conductor",
    "HardWall",
    "SaddlePoint",
    "Zeeman",
    "conductance",
    "current",
    "fano_factor",
    "fermi",
    "heat_currents",
    "noise",
    "seebeck",
    "thermal_conductance",
    "thermoelectric_moments",
    "units",
]
