"""Constrictions: thresholds, spins, eigenvalues that are probabilities."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given

from qtlib import Channels, HardWall, SaddlePoint, Zeeman, conductance
from qtlib.units import e, h, hbar, m_e, meV, mu_B, nm
from samples import QPC, conductors, potentials


def test_hard_wall_thresholds():
    wire = HardWall(width=100 * nm, mass=0.067 * m_e)
    np.testing.assert_allclose(wire.thresholds(4), (np.pi * hbar * np.arange(1, 5) / (100 * nm)) ** 2 / (0.134 * m_e))
    assert wire.transmission(wire.thresholds(2)[1]) == 2


def test_zeeman_shifts_each_spin():
    split = Zeeman(QPC, g=2, B=10)
    s = mu_B * 10
    both = QPC.transmission(1.4 * meV - s) + QPC.transmission(1.4 * meV + s)
    assert conductance(split, 1.4 * meV) == pytest.approx(e**2 / h * both, rel=1e-12, abs=0)
    assert conductance(Zeeman(QPC, g=2, B=0), 2 * meV, 1) == pytest.approx(
        conductance(QPC, 2 * meV, 1), rel=1e-12, abs=0
    )


@given(conductors, potentials)
def test_eigenvalues_are_probabilities(conductor, E):
    T_n = conductor.eigenvalues(np.array([E, E + meV]))
    assert T_n.shape[0] == 2
    assert np.all((T_n >= 0) & (T_n <= 1))
    np.testing.assert_allclose(conductor.transmission(E), conductor.eigenvalues(E).sum(-1))


def test_channels_are_made_anew_by_their_argument():
    """The field of the eigenvalues is no argument, and says so."""
    channels = Channels([0.5])
    with pytest.raises(ValueError, match="T_n is declared with init=False"):
        dataclasses.replace(channels, T_n=(0.7,))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SaddlePoint(0, -1 * meV, meV), ["hw_x must be positive", "J"]),
        (lambda: SaddlePoint(0, meV, 0), ["hw_y must be positive", "0 J"]),
        (lambda: SaddlePoint([0, 1], meV, meV), ["V0 must be a single number in J", "(2,)"]),
        (lambda: HardWall(0, m_e), ["width must be positive", "0 m"]),
        (lambda: HardWall(nm, -m_e), ["mass must be positive", "kg"]),
        (lambda: Zeeman(3, g=2, B=1), ["conductor must be a conductor", "got 3"]),
        (lambda: Zeeman(QPC, g=2, B=np.inf), ["B must be finite", "inf T"]),
        (lambda: Channels([0.5, 1.2]), ["eigenvalues must be between 0 and 1", "1.2", "index (1,)"]),
        (lambda: Channels(lambda E: 2 + 0 * E).transmission(0), ["eigenvalues(E) must be between 0 and 1"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
