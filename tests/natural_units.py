"""A subband in the units ħ = m = kT = e = L = 1, in SI at 1 K."""

import numpy as np
from hypothesis import strategies as st

from qtlib.kinetic import Operator, Subband
from qtlib.units import hbar, k_B, m_e

T, M = 1.0, 0.067 * m_e


KT = k_B * T


L = hbar / np.sqrt(M * KT)


TIME = hbar / KT


FORCE = KT / L


def subband(mu=2.0, tau_in=1.3, tau_el=0.8):
    return Subband(mu * KT, T, tau_in * TIME, tau_el * TIME, L, M)


def operator(mu=2.0, tau_in=1.3, tau_el=0.8, **more):
    times = (t if callable(t) else t * TIME for t in (tau_in, tau_el))
    return Operator(mu * KT, T, *times, L, M, **more)


etas = st.floats(-8, 40)


times = st.floats(0.05, 20)


forces = st.floats(-3, 3).map(lambda x: 10**x)  # six decades
