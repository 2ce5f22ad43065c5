"""Scattering matrices: joined in series they stay unitary; what is not unitary is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtlib import Dot, Profile, SMatrix, scattering
from qtlib.units import m_e, meV, nm


@given(st.integers(0, 2**31), st.integers(1, 4))
def test_joined_matrices_are_unitary_and_associative(seed, channels):
    rng = np.random.default_rng(seed)
    a, b, c = (scattering.random(channels, rng) for _ in range(3))
    np.testing.assert_allclose(((a @ b) @ c).matrix, (a @ (b @ c)).matrix, atol=1e-8)
    T = a.probabilities
    np.testing.assert_allclose(T.sum(0), 1)
    np.testing.assert_allclose(T.sum(1), 1)
    assert scattering.incoherent(a, b, c).sum() <= channels + 1e-9


def test_blocks_of_unequal_leads_and_what_numpy_sees():
    S = SMatrix(scattering.haar(5, np.random.default_rng(2)), left=2)
    again = SMatrix.from_blocks(S.r, S.t, S.r_back, S.t_back)
    np.testing.assert_array_equal(again.matrix, S.matrix)
    assert again.left == 2
    assert S.t.shape == (3, 2)
    np.testing.assert_array_equal(np.abs(S) ** 2, S.probabilities)
    np.testing.assert_array_equal(S[2:, :2], S.t)
    np.testing.assert_allclose(S.conj().T @ S, np.eye(len(S)), atol=1e-12)  # of arrays, not in series
    assert S.shape == (5, 5)


@pytest.mark.parametrize(
    "S",
    [
        Dot([0, meV], [0.3 * meV**0.5] * 2, [0.2 * meV**0.5] * 2).smatrix([0, meV]),
        Profile([20 * meV], 10 * nm, m_e).smatrix([meV, 3 * meV]),
        scattering.delta([meV, 3 * meV], meV * nm, m_e),
        scattering.phase([0.1, 0.2]),
        scattering.random(1, np.random.default_rng(1), size=2),
    ],
)
def test_every_smatrix_is_an_smatrix(S):
    assert isinstance(S, SMatrix)
    assert S.matrix.shape == (2, 2, 2)
    np.testing.assert_allclose((S @ S).probabilities.sum(-1), 1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: SMatrix([[1, 0.1], [0, 1]]), ["matrix must be unitary", "|S†S − 1|"]),
        (lambda: SMatrix([1, 2]), ["matrix must be square"]),
        (lambda: SMatrix(np.eye(2), left=1.5), ["left must be a whole number", "1.5"]),
        (lambda: SMatrix(np.eye(2), left=3), ["left must be a number of channels between 0 and 2", "3"]),
        (lambda: SMatrix(np.full((2, 2), np.nan)), ["finite"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
