"""Random-matrix ensembles: a chaotic cavity."""

import numpy as np
import pytest

from qtlib import scattering


@pytest.mark.parametrize("beta", [1, 2])
def test_chaotic_cavity(beta):
    rng = np.random.default_rng(5)
    one = scattering.random(1, rng, beta, 40_000).transmission_eigenvalues[:, 0]
    # N = 1: P(T) = ½ T^{−½} for β = 1, uniform for β = 2
    assert one.mean() == pytest.approx({1: 1 / 3, 2: 1 / 2}[beta], abs=4 * 0.3 / 200)
    many = scattering.random(20, rng, beta, 100).transmission_eigenvalues
    assert (many * (1 - many)).sum() / many.sum() == pytest.approx(1 / 4, abs=0.01)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: scattering.random(2, np.random.default_rng(), beta=4), ["beta must be 1", "4"]),
        (lambda: scattering.haar(2.5, np.random.default_rng()), ["n must be a positive whole number", "2.5"]),
        (lambda: scattering.haar(2, np.random.default_rng(), size=2.5), ["size must be a whole number", "2.5"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
