"""What wire and row share: occupations, the heat of a Fermi sea, and panels that see every edge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from qtlib import fermi
from qtlib.langevin.occupation import energies, occupation, sommerfeld_heat, temperature
from qtlib.units import k_B, meV


def test_an_occupation_is_a_fermi_function_at_any_temperature():
    E, mu = np.linspace(-3, 3, 13)[:, None] * meV, np.array([-1.0, 0.0, 1.0]) * meV
    T = np.array([0.0, 0.1, 20.0])
    np.testing.assert_allclose(occupation(E, mu, k_B * T), fermi(E, mu, T), rtol=1e-13, atol=1e-300)


@pytest.mark.parametrize("T", [0.02, 4.2, 300.0])
def test_the_heat_of_a_sea_is_what_it_holds_above_its_step(T):
    kT = k_B * T
    above, _ = quad(lambda x: x / (1 + np.exp(x)), 0, 60, epsabs=0, epsrel=1e-12)
    assert sommerfeld_heat(T) == pytest.approx(2 * kT**2 * above, rel=1e-10, abs=0)
    assert temperature(sommerfeld_heat(T)) == pytest.approx(T, rel=1e-12, abs=0)
    assert temperature(-sommerfeld_heat(T)) == 0  # rounding below nothing


@settings(deadline=None)
@given(st.floats(-5, 5), st.floats(-2, 1).map(lambda x: 10**x), st.floats(0, 1))
def test_energies_resolve_both_reservoirs_and_the_hotter_wire_between(window, cold, heated):
    """∫f(1 − f) = kT and ∫(f_L − f_R) = µ_L − µ_R; no wire is hotter than √3 eV/2π makes it."""
    hot = np.hypot(cold, heated * np.sqrt(3) / (2 * np.pi) * window)
    E, weight = energies(window, cold, hot)
    assert np.all(np.diff(E) > 0) and np.all(weight > 0)
    seen = [(window, cold), (0.0, cold)]
    if hot > 0.1 * abs(window):  # occupations are known between the potentials to a 24th of them
        seen.append((window / 2, hot))
    for mu, kT in seen:
        f = occupation(E, mu, kT)
        assert weight @ (f * (1 - f)) == pytest.approx(kT, rel=1e-5, abs=0)
        assert f[0] == pytest.approx(1, abs=1e-12) and f[-1] < 1e-12
    shift = weight @ (occupation(E, window, cold) - occupation(E, 0.0, cold))
    assert shift == pytest.approx(window, rel=1e-6, abs=1e-6 * cold)


def test_no_panel_contains_an_announced_step():
    steps = np.array([0.1234, 0.5, 0.777])
    E, weight = energies(1.0, 0.0, 0.3, steps)
    for step in steps:
        below = np.heaviside(step - E, 0.5)
        assert weight @ (below * E) - weight @ (np.heaviside(0.0 - E, 0.5) * E) == pytest.approx(
            step**2 / 2, rel=1e-12, abs=0
        )
