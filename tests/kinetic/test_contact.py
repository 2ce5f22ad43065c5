"""The conductance of a contact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from natural_units import KT, T
from qtlib.kinetic import ballistic_conductance
from qtlib.units import G0


@pytest.mark.parametrize(
    ("ratio", "values"),
    [
        (1, [0.4146051537, 0.8851502253, 1.026552409, 1.881324859]),
        (0.75, [0.355375846, 0.7587001931, 0.8799020648, 1.612564165]),
        (0.5, [0.2764034358, 0.5901001502, 0.6843682726, 1.254216573]),
    ],
)
def test_figure_1_of_the_paper(ratio, values):
    mu = np.array([5, 8, 14, 20]) * KT
    np.testing.assert_allclose(ballistic_conductance(mu, T, [5 * KT, 17 * KT], ratio) / G0, values, rtol=3e-10)


def test_plateaus_dilute_limit_and_zero_temperature():
    assert ballistic_conductance(1e5 * KT, T, [0], 1) / G0 == pytest.approx(1, rel=1e-9, abs=0)
    assert ballistic_conductance(-30 * KT, T, [0], 1) / G0 == pytest.approx(np.pi / 4 * np.exp(-30), rel=1e-9, abs=0)
    np.testing.assert_allclose(ballistic_conductance([-1, 0, 1, 9], 0, [0, 5], 1) / G0, [0, 0.5, 1, 2])
    assert ballistic_conductance(-1e4 * KT, T, [0], 1) == 0


@given(st.floats(-20, 60), st.floats(0.01, 1))
def test_contact_conductance_grows_with_mu_and_with_ratio(mu, ratio):
    G = ballistic_conductance(np.array([mu, mu + 0.5]) * KT, T, [0, 10 * KT], ratio)
    assert 0 < G[0] < G[1] < 2.1 * G0
    assert ballistic_conductance(mu * KT, T, [0, 10 * KT], 1) >= G[0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: ballistic_conductance(0, 1, [0], 1.5), ["ratio must be between 0 and 1", "1.5"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
