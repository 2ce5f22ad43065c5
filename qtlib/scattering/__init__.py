"""Scattering matrices: from barriers and random ensembles, and joined in series, with and without phase.

An S-matrix acts on amplitudes of unit flux, left channels first: ``[[r, t'], [t, r']]``, where ``t`` goes from left to
right.
"""

from qtlib.scattering.matrix import SMatrix, incoherent, join
from qtlib.scattering.potentials import Profile, barrier, delta, phase, step
from qtlib.scattering.rmt import haar, random

__all__ = ["Profile", "SMatrix", "barrier", "delta", "haar", "incoherent", "join", "phase", "random", "step"]
