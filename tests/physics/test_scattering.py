"""Scattering matrices: joined in series they stay unitary; what is not unitary is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtlib import SMatrix, scattering


@given(st.integers(0, 2**31), st.integers(1, 4))
def test_joined_matrices_are_unitary_and_associative(seed, channels):
    rng = np.random.default_rng(seed)
    a, b, c = (scattering.random(channels, rng) for _ in range(3))
    np.testing.assert_allclose(((a @ b) @ c).matrix, (a @ (b @ c)).matrix, atol=1e-8)
    T = a.probabilities
    np.testing.assert_allclose(T.sum(0), 1)
    np.testing.assert_allclose(T.sum(1), 1)
    assert scattering.incoherent(a, b, c).sum() <= channels + 1e-9


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SMatrix([[1, 0.1], [0, 1]]), ["matrix must be unitary", "|S†S − 1|"]),
        (lambda: SMatrix([1, 2]), ["matrix must be square"]),
        (lambda: SMatrix(np.full((2, 2), np.nan)), ["finite"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
