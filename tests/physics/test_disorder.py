"""Disorder: localization, dephasing, a diffusive wire, an average over phase."""

import numpy as np
import pytest

from qtlib import SMatrix, disorder, fano_factor, scattering


def test_localization_length_and_log_normal():
    T = disorder.chain(0.8, 300, 10_000, np.random.default_rng(2))
    log_T = np.log(T)
    assert log_T.mean() == pytest.approx(300 * np.log(0.8), rel=0.02, abs=0)
    assert log_T.var() == pytest.approx(-2 * log_T.mean(), rel=0.15, abs=0)  # one-parameter scaling


def test_dephasing_restores_ohm():
    rng = np.random.default_rng(4)
    assert disorder.ohmic(0.7, 40) == pytest.approx(1 / (1 + 40 * 0.3 / 0.7), rel=1e-12, abs=0)
    T = disorder.chain(0.7, 40, 200, rng, coherence=1)
    np.testing.assert_allclose(T, disorder.ohmic(0.7, 40), rtol=1e-9)
    partly = disorder.chain(0.7, 40, 20_000, rng, coherence=4)
    none = disorder.chain(0.7, 40, 20_000, rng)
    assert np.exp(np.log(none).mean()) < np.exp(np.log(partly).mean()) < disorder.ohmic(0.7, 40)


def test_chain_equals_joined_matrices():
    """The recursion of `chain` against the star product, in distribution: ⟨T⟩ and ⟨ln T⟩ within error bars."""
    rng, T_1, n = np.random.default_rng(6), 0.6, 5
    r, t = np.sqrt(1 - T_1), np.sqrt(T_1)
    S = SMatrix([[r, t], [t, -r]])
    total = S
    for _ in range(n - 1):
        total = total @ scattering.phase(2 * np.pi * rng.random(20_000)) @ S
    a, b = np.log(total.transmission_eigenvalues[:, 0]), np.log(disorder.chain(T_1, n, 20_000, rng))
    assert abs(a.mean() - b.mean()) < 4 * np.hypot(a.std(), b.std()) / np.sqrt(20_000)
    assert a.std() == pytest.approx(b.std(), rel=0.05, abs=0)


def test_diffusive_wire():
    """One third, ohmic conductance and universal fluctuations, from a wire of 20 channels."""
    T_n = disorder.wire(20, 4.0, 60, np.random.default_rng(3), slice_=0.1)
    G = T_n.sum(-1)
    assert G.mean() == pytest.approx(20 / 5, rel=0.05, abs=0)  # N/(1 + L/l)
    assert (T_n * (1 - T_n)).sum() / T_n.sum() == pytest.approx(1 / 3, abs=0.04)
    assert 0.03 < G.var() < 0.13  # 1/15 for β = 2


def test_double_barrier_averaged_over_phase_is_half():
    theta = (np.arange(2000) + 0.5) / 2000 * 2 * np.pi
    for T_1, T_2 in ((0.01, 0.01), (0.01, 0.03)):
        root = np.sqrt((1 - T_1) * (1 - T_2))
        T = T_1 * T_2 / (1 + root**2 - 2 * root * np.cos(theta))
        F = (T * (1 - T)).sum() / T.sum()
        assert fano_factor(T) == pytest.approx(F, rel=1e-12, abs=0)
        assert pytest.approx((T_1**2 + T_2**2) / (T_1 + T_2) ** 2, abs=0.02) == F


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: disorder.chain(0.0, 3, 3, np.random.default_rng()), ["T_1 must be positive"]),
        (
            lambda: disorder.chain(0.5, 3, 3, np.random.default_rng(), coherence=0.5),
            ["coherence must be 1 or more", "0.5"],
        ),
        (lambda: disorder.wire(0, 1.0, 3, np.random.default_rng()), ["channels must be a positive whole number", "0"]),
        (lambda: disorder.wire(2, 1.0, 2.5, np.random.default_rng()), ["realisations must be a positive whole", "2.5"]),
        (lambda: disorder.chain(0.5, 0, 3, np.random.default_rng()), ["number must be a positive whole number"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
