"""The course's language of schematic devices: reservoirs, wires, gates, meters, particles, in one look and one set of
colours.

A drawing starts with `canvas`, which is 10 units wide; positions are (x, y) pairs in these units, y up. Every function
returns what it drew, so that a film can move it.
"""

from qtlib.drawing.canvas import arrow, canvas, label, scale_bar
from qtlib.drawing.circuit import current_source, instrument, lead
from qtlib.drawing.device import barrier, edge_channel, gate, magnetic_field, reservoir, scatterers, wire
from qtlib.drawing.energy import filled, level
from qtlib.drawing.palette import DOWN, ELECTRON, HOLE, INK, LEFT, METAL, RIGHT, UP
from qtlib.drawing.particles import electron, hole, spin, wave

__all__ = [
    "DOWN", "ELECTRON", "HOLE", "INK", "LEFT", "METAL", "RIGHT", "UP", "arrow", "barrier", "canvas", "current_source",
    "edge_channel", "electron", "filled", "gate", "hole", "instrument", "label", "lead", "level", "magnetic_field",
    "reservoir", "scale_bar", "scatterers", "spin", "wave", "wire",
]  # fmt: skip
