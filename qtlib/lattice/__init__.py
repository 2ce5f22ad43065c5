"""Real devices from a potential on a grid: lattice Green's functions."""

from qtlib.lattice.device import Device
from qtlib.lattice.dynamics import absorbing_ends, evolve, packet
from qtlib.lattice.ensemble import ensemble
from qtlib.lattice.lead import Lead
from qtlib.lattice.models import andreev, helical, kitaev, ns_wire
from qtlib.lattice.square import grid
from qtlib.lattice.wire import Wire

__all__ = [
    "Device",
    "Lead",
    "Wire",
    "absorbing_ends",
    "andreev",
    "ensemble",
    "evolve",
    "grid",
    "helical",
    "kitaev",
    "ns_wire",
    "packet",
]
