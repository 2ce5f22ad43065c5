"""The theories that the sum rules judge, one of each."""

from natural_units import M
from qtlib import sumrules
from qtlib.kinetic import Operator
from qtlib.langevin import Wire
from qtlib.units import meV, nm, um


def models():
    wire = {"length": 1 * um, "mass": M}
    op = Operator(5 * meV, 4.2, 1e-12, 2e-12, **wire)
    diffusive = Wire(3, 1 * um, 50 * nm, ee_length=300 * nm, phonon_length=1 * um)
    uneven = Operator(5 * meV, 4.2, lambda E: 1e-12 * (1 + E / (5 * meV)), 2e-12, **wire)
    return [
        sumrules.LandauerButtiker(0.5, 10 * meV, 1.0, **wire),
        sumrules.ScreenedLandauerButtiker(0.5, 10 * meV, 1.0, **wire),
        sumrules.Kinetic(op),
        sumrules.BoltzmannLangevin(diffusive, 10 * meV, 4.2, M),
        sumrules.LeakyKinetic(uneven),
        sumrules.ShotOnly(0.5, 10 * meV, 1.0, **wire),
    ]
