"""Single carriers: the closed form within error bars."""

import numpy as np
import pytest

from natural_units import FORCE, TIME, L, subband
from qtlib import kinetic


def test_trajectories_within_their_error_bar():
    c, F = subband(), 0.7 * FORCE
    found = kinetic.trajectory_noise(c, F, 100_000, np.random.default_rng(7))
    for name, want in (("drift_velocity", c.drift_velocity(F)), ("conductance", c.conductance), ("noise", c.noise(F))):
        value, error = found[name]
        assert abs(value - want) < 4 * error
        assert error < 0.05 * want


def test_trajectories_reach_the_distribution():
    c, F, rng = subband(), 0.7 * FORCE, np.random.default_rng(3)
    k, _ = kinetic.trajectories(c, F, kinetic.draw_equilibrium(c, 100_000, rng), 30 * TIME, rng)
    edges = np.linspace(-3, 5, 17) / L
    counts, _ = np.histogram(k, edges)
    fine = np.linspace(edges[0], edges[-1], 16 * 200 + 1)
    f = c.distribution((fine[1:] + fine[:-1]) / 2, F).reshape(16, 200).sum(1) * (fine[1] - fine[0]) / np.pi / c.density
    assert np.all(np.abs(counts / 1e5 - f) < 5 * np.sqrt(f / 1e5) + 1e-4)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kinetic.draw_equilibrium(subband(), 2.5, np.random.default_rng()), ["number must be a whole", "2.5"]),
        (lambda: kinetic.trajectory_noise(subband(), 0, 1, np.random.default_rng()), ["number must be a whole", "1"]),
        (lambda: kinetic.trajectories(subband(), 0, [0.0], -1, np.random.default_rng()), ["duration must be positive"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
