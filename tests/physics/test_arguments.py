"""What is refused, and in which words: the argument, what it must be, what it is, where."""

from dataclasses import dataclass

import numpy as np
import pytest
import scipy.sparse as sparse

from qtlib import Dot, Profile, SMatrix, Terminals
from qtlib.arguments import (
    conducting,
    freeze,
    freeze_scalars,
    hermitian,
    non_negative,
    on_grid,
    positive,
    probability,
    real,
    scalar,
    unlimited,
    whole,
    within,
)
from qtlib.lattice import Device, Lead, Wire


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: real("mu", "3", "J"), "mu must be a real number in J, got '3'"),
        (lambda: real("mu", 1j, "J"), "mu must be a real number in J, got 1j"),
        (lambda: real("mu", [0, [1]]), "mu must be a real number, got [0, [1]]"),
        (lambda: real("mu", [[0.0, np.nan]], "J"), "mu must be finite, got nan J at index (0, 1)"),
        (lambda: non_negative("T", -1, "K"), "T must be zero or more, got -1 K"),
        (lambda: positive("mass", [1.0, 0.0], "kg"), "mass must be positive, got 0 kg at index (1,)"),
        (lambda: probability("p", 1.1), "p must be between 0 and 1, got 1.1"),
        (lambda: scalar(real, "mu", [1.0], "J"), "mu must be a single number in J, got an array of shape (1,)"),
        (lambda: whole("n", 0), "n must be a positive whole number, got 0"),
        (lambda: whole("n", 3.0, 2), "n must be a whole number of 2 or more, got 3.0"),
        (lambda: within(-1, 1)("P", [0, -2]), "P must be between -1 and 1, got -2 at index (1,)"),
        (lambda: within(1, np.inf)("n", 0.5), "n must be 1 or more, got 0.5"),
        (lambda: on_grid("U", np.zeros(3), "J"), "U must be a grid (L, W) in J, got shape (3,)"),
        (lambda: on_grid("U", np.zeros((0, 3))), "U must be a grid (L, W), got shape (0, 3)"),
        (lambda: on_grid("U", [[0.0, np.nan]], "J"), "U must be finite, got nan J at index (0, 1)"),
        (lambda: on_grid("U", [[np.nan, np.inf]], "J", holes=True), "U must be finite, got inf J at index (0, 1)"),
        (lambda: hermitian("H", np.ones((2, 3)), "J"), "H must be a finite square matrix in J, got shape (2, 3)"),
        (lambda: hermitian("H", np.array([[0, 1], [3, 0]]), "J"), "H must be Hermitian, got |H − H†| = 2 J"),
        (lambda: hermitian("H", sparse.csc_matrix([[1j]])), "H must be Hermitian, got |H − H†| = 2"),
        (lambda: conducting("conductor", 3), "conductor must be a conductor, with eigenvalues(E), got 3"),
        (lambda: unlimited(positive)("L", -np.inf, "m"), "L must be finite, got -inf m"),
        (lambda: unlimited(positive)("L", 0, "m"), "L must be positive, got 0 m"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert str(refused.value) == words


def test_a_probability_may_miss_its_limits_by_rounding():
    np.testing.assert_array_equal(probability("p", [-1e-10, 0.3, 1 + 1e-10]), [0, 0.3, 1])


def test_fields_become_floats_and_stay():
    @dataclass(frozen=True)
    class Wire:
        length: float
        relaxation: float

        def __post_init__(self):
            freeze_scalars(self, length=(positive, "m"), relaxation=(unlimited(positive), "m"))

    wire = Wire(2, np.inf)
    assert (type(wire.length), wire.length, wire.relaxation) == (float, 2.0, np.inf)
    with pytest.raises(ValueError, match=r"relaxation must be positive, got -1 m"):
        Wire(2, -1)
    with pytest.raises(AttributeError):
        wire.length = 3.0


def test_holes_of_a_grid_stay_holes():
    np.testing.assert_array_equal(on_grid("U", [[1, np.nan]], holes=True), [[1, np.nan]])


def test_rounding_is_no_break_of_symmetry():
    H = np.array([[1, 2 + 1e-13], [2, 1]])
    assert hermitian("H", H) is H


def test_what_is_frozen_is_a_copy_that_nobody_changes():
    class Thing:
        pass

    own, thing = np.ones(3), Thing()
    freeze(thing, values=own)
    own[:] = 0
    np.testing.assert_array_equal(thing.values, 1)
    with pytest.raises(ValueError, match="read-only"):
        thing.values[0] = 0


def identity():
    return np.eye(2, dtype=complex)


MADE = {
    "SMatrix.matrix": (identity, SMatrix),
    "Dot.hamiltonian": (identity, lambda H: Dot(H, [1, 0], [0, 1])),
    "Dot.coupling_L": (identity, lambda w: Dot([1, 2], w, [0, 1])),
    "Terminals.transmission": (lambda: np.ones((2, 2)), Terminals),
    "Profile.potential": (lambda: np.ones(4), lambda V: Profile(V, 1e-9, 1e-30)),
    "Profile.spacing": (lambda: np.ones(4), lambda d: Profile(np.zeros(4), d, 1e-30)),
    "Wire.potential": (lambda: np.ones((4, 3)), lambda U: Wire(U, 1.0)),
    "Lead.onsite": (identity, lambda h: Lead([0, 1], h, np.eye(2))),
    "Lead.sites": (lambda: np.array([0, 1]), lambda sites: Lead(sites, np.eye(2), np.eye(2))),
    "Lead.kinds": (lambda: np.array([0, 1]), lambda kinds: Lead([0, 1], np.eye(2), np.eye(2), kinds)),
}


@pytest.mark.parametrize("name", MADE)
def test_an_object_that_was_checked_cannot_be_corrupted_from_outside(name):
    given, make = MADE[name]
    values = given()
    made = make(values)
    kept = getattr(made, name.partition(".")[2])
    before = kept.copy()
    values[...] = 7
    np.testing.assert_array_equal(kept, before)
    with pytest.raises(ValueError, match="read-only"):
        kept[...] = 7


def test_neither_can_the_hamiltonian_of_a_device():
    given = sparse.csc_matrix(np.array([[1.0, 2.0], [2.0, 1.0]]), dtype=complex)
    device = Device(given, [])
    given.data[:] = 7j
    np.testing.assert_array_equal(device.hamiltonian.toarray(), [[1, 2], [2, 1]])
    with pytest.raises(ValueError, match="read-only"):
        device.hamiltonian.data[:] = 7j
