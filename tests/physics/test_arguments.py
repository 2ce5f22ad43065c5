"""What is refused, and in which words: the argument, what it must be, what it is, where."""

from dataclasses import dataclass

import numpy as np
import pytest

from qtlib.arguments import freeze_scalars, non_negative, positive, probability, real, scalar, unlimited, whole


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
