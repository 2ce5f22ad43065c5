"""Conductors and drives that hypothesis draws, and an independent quadrature."""

import numpy as np
from hypothesis import strategies as st

from qtlib import Channels, SaddlePoint
from qtlib.units import meV

QPC = SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)


saddles = st.builds(
    SaddlePoint,
    V0=st.floats(-5, 5).map(lambda x: x * meV),
    hw_x=st.floats(0.05, 5).map(lambda x: x * meV),
    hw_y=st.floats(0.5, 10).map(lambda x: x * meV),
)


few_channels = st.builds(
    SaddlePoint,
    V0=st.floats(-5, 5).map(lambda x: x * meV),
    hw_x=st.floats(0.3, 5).map(lambda x: x * meV),
    hw_y=st.floats(3, 10).map(lambda x: x * meV),
)


channels = st.lists(st.floats(0, 1), min_size=1, max_size=5).map(Channels)


conductors = saddles | channels


potentials = st.floats(-5, 15).map(lambda x: x * meV)


temperatures = st.just(0.0) | st.floats(0.01, 100)


def by_trapezoid(integrand, mu_L, mu_R, smallest, kT):
    """∫ integrand(E) dE by the trapezoidal rule: exponential convergence where the poles are at iπ `smallest`."""
    step = smallest / 2
    lowest_threshold = 10 * meV  # at most: far below it the integrand is largest there
    E = np.arange(min(mu_L, mu_R) - 60 * kT, max(mu_L, mu_R, lowest_threshold) + 60 * kT, step)
    return integrand(E).sum() * step
