"""What makes an object a conductor: its eigenvalues; everything else has a default."""

import numpy as np
import pytest

from qtlib import Conductor, SaddlePoint, Zeeman, conductance, noise
from qtlib.conductor import degeneracy_of, total_transmission
from qtlib.units import G0, meV


class Step(Conductor):
    """Two channels that open at 0 and at 1 meV, the second by a half."""

    def eigenvalues(self, E):
        E = np.asarray(E)[..., None]
        return np.where(np.array([0.0, 1.0]) * meV <= E, [1.0, 0.5], 0.0)


class OnlyEigenvalues:
    """Not even a base."""

    def eigenvalues(self, E):
        return Step().eigenvalues(E)


def test_transmission_is_the_sum_and_has_the_shape_of_the_energies():
    E = np.array([[-1.0, 0.5], [1.0, 9.0]]) * meV
    np.testing.assert_array_equal(Step().transmission(E), [[0, 1], [1.5, 1.5]])
    assert Step().transmission(0.5 * meV) == 1
    np.testing.assert_array_equal(total_transmission(Step())(E), Step().transmission(E)[..., None])


def test_nothing_is_announced_unless_known():
    assert Step().levels(1.0).shape == (0,)


@pytest.mark.parametrize("T", [0.0, 1.0])
def test_observables_ask_for_eigenvalues_only(T):
    drive = 3 * meV, -2 * meV, T
    assert conductance(OnlyEigenvalues(), 0.5 * meV, T) == pytest.approx(
        conductance(Step(), 0.5 * meV, T), rel=1e-12, abs=0
    )
    assert noise(OnlyEigenvalues(), *drive) == pytest.approx(noise(Step(), *drive), rel=1e-12, abs=0)


def test_each_spin_counts_once_where_spins_are_channels_of_their_own():
    qpc = SaddlePoint(0, meV, 3 * meV)
    split = Zeeman(qpc, g=2, B=0)
    assert (degeneracy_of(OnlyEigenvalues()), degeneracy_of(qpc), degeneracy_of(split)) == (2, 2, 1)
    assert conductance(Step(), 0.5 * meV) == pytest.approx(G0, rel=1e-12, abs=0)
    assert conductance(split, 3 * meV) == pytest.approx(conductance(qpc, 3 * meV), rel=1e-12, abs=0)
