"""The noise of a contact at fixed current, and the voltage that it then needs."""

import numpy as np
import pytest

from natural_units import M
from qtlib import kinetic
from qtlib.kinetic import Subband, ballistic_conductance, noise_at_fixed_current
from qtlib.units import G0, e, hbar, k_B, meV, nA, um

CONTACT = {"T": 1.5, "thresholds": [0.0, 6 * meV], "length": 0.3 * um, "mass": M, "eps_in": 1 * meV}


def test_fixed_current_is_consistent():
    mu = np.linspace(-0.5, 9, 20) * meV
    S, G, V = noise_at_fixed_current(100 * nA, mu, p=0.75, **CONTACT)
    np.testing.assert_allclose(G * V, 100 * nA, rtol=1e-9)
    ratio = 1 / (1 + (e * V / meV) ** 0.75)
    for i in (0, 7, 19):
        assert G[i] == pytest.approx(
            ballistic_conductance(mu[i], 1.5, CONTACT["thresholds"], ratio[i]), rel=1e-9, abs=0
        )
    assert np.all(S > 0)
    assert noise_at_fixed_current(0.0, 1 * meV, p=0.75, **CONTACT)[0] == 0


def test_single_subband_excess_is_that_of_the_channel():
    one = CONTACT | {"thresholds": [0.0]}
    mu, current = 2 * meV, 50 * nA
    S, G, V = noise_at_fixed_current(current, mu, p=0.5, **one)
    n = float(kinetic.density(mu, 1.5, M))
    tau = float(G) * M * one["length"] / (n * e**2)
    r = 1 / (1 + (e * float(V) / meV) ** 0.5)
    same = Subband(mu, 1.5, tau * (1 + r), tau * (1 + r) / r, one["length"], M)
    assert same.tau == pytest.approx(tau, rel=1e-12, abs=0)
    assert same.noise(e * float(V) / one["length"]) - same.noise(0) == pytest.approx(float(S), rel=1e-9, abs=0)


def test_without_inelastic_scattering_by_the_voltage_the_plateau_is_the_ideal_one():
    """S_xs = (3π/4) ħI²kT/µ² of a contact with τ_in = τ_el = L/v_F."""
    mu, current = 300 * k_B * 1.5, 1 * nA
    S, G, _ = noise_at_fixed_current(current, mu, p=2.0, **CONTACT | {"thresholds": [0.0], "eps_in": e})
    np.testing.assert_allclose(G, G0, rtol=1e-4)
    np.testing.assert_allclose(S, 3 * np.pi / 4 * hbar * current**2 * k_B * 1.5 / mu**2, rtol=1e-4)


def test_the_exponent_decides_the_peak():
    mu = np.linspace(-3, 4, 141) * meV
    S = {p: noise_at_fixed_current(100 * nA, mu, p=p, **CONTACT)[0] for p in (0.25, 0.5, 0.75)}
    assert np.all(np.diff(S[0.25]) < 0)  # grows without bound into depletion
    assert S[0.5][0] == pytest.approx(S[0.5][20], rel=1e-3, abs=0)  # plateau
    top = S[0.75].argmax()
    assert 0 < top < 140
    assert abs(mu[top]) < 1 * meV  # at the threshold
    assert S[0.75][0] < 1e-3 * S[0.75][top]


def test_too_much_current_is_refused_with_the_bound():
    with pytest.raises(ValueError, match=r"current must stay below .* A at mu = .* for p = 1.5"):
        noise_at_fixed_current(1e-6, 0.0, p=1.5, **CONTACT)
    with pytest.raises(ValueError, match="no voltage drives the current"):
        noise_at_fixed_current(1e-7, -60 * meV, p=0.95, **CONTACT)
