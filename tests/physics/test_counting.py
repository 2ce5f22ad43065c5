"""Counting: a distribution, its cumulants, a simulation of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtlib import Channels, counting, current, fano_factor, noise
from qtlib.units import e, h, meV


@given(st.lists(st.floats(0, 1), min_size=1, max_size=4), st.integers(1, 12))
def test_distribution_has_the_cumulants(T_n, attempts):
    P = counting.distribution(T_n, attempts)
    n = np.arange(len(P))
    assert P.sum() == pytest.approx(1, abs=1e-9)
    mean = (n * P).sum()
    m2, m3, m4 = (((n - mean) ** k * P).sum() for k in (2, 3, 4))
    np.testing.assert_allclose(
        [mean, m2, m3, m4 - 3 * m2**2], counting.cumulants(T_n, attempts), atol=1e-8 * attempts**2
    )


def test_counting_gives_current_and_noise():
    T_n, bias, time = np.array([0.2, 0.7]), 1 * meV, 1e-9
    c = counting.cumulants(np.repeat(T_n, 2), attempts=bias * time / h)  # both spins
    wire = Channels(T_n)
    assert e * c[0] / time == pytest.approx(float(current(wire, bias, 0)), rel=1e-12, abs=0)
    assert 2 * e**2 * c[1] / time == pytest.approx(float(noise(wire, bias, 0)), rel=1e-12, abs=0)
    assert c[1] / c[0] == pytest.approx(float(fano_factor(T_n)), rel=1e-12, abs=0)


def test_monte_carlo_lands_on_the_cumulants():
    T_n = [0.1, 0.5, 0.9]
    counts = counting.simulate(T_n, 200, 100_000, np.random.default_rng(3))
    c = counting.cumulants(T_n, 200)
    assert abs(counts.mean() - c[0]) < 4 * np.sqrt(c[1] / 1e5)
    assert counts.var() == pytest.approx(c[1], rel=0.02, abs=0)
    third = ((counts - counts.mean()) ** 3).mean()
    assert abs(third - c[2]) < 4 * np.sqrt(6 * c[1] ** 3 / 1e5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: counting.distribution([0.5], 1.5), ["attempts must be a positive whole number", "1.5"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
