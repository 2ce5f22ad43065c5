"""A wire with three kinds of collisions: closed forms, conservation, and scattering theory where both speak."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from qtlib import disorder
from qtlib.langevin import Wire
from qtlib.lattice import ensemble
from qtlib.units import G0, e, k_B, meV, mV, nm, um

V, LENGTH, SHORT = 1 * mV, 1 * um, 1e-7 * um  # the last one: a mean free path that leaves only diffusion


def wire(ee=0.0, phonon=0.0, mean_free_path=SHORT, **more):
    """With L/ℓ_ee and L/ℓ_ph given."""
    lengths = {name: LENGTH / k for name, k in (("ee_length", ee), ("phonon_length", phonon)) if k}
    return Wire(1, LENGTH, mean_free_path, **lengths, **more)


# limits


@pytest.mark.parametrize("T", [0.05, 0.5, 2.0, 50.0])
def test_elastic_wire_at_any_temperature(T):
    cold = wire()
    x = e * V / (2 * k_B * T)
    want = 2 / 3 * cold.conductance * (4 * k_B * T + e * V / np.tanh(x))
    assert cold.drive(V, T).noise == pytest.approx(want, rel=1e-6, abs=0)


@pytest.mark.parametrize("T", [0.05, 0.5, 2.0, 50.0])
def test_hot_electrons_at_any_temperature(T):
    hot = wire(ee=1e4, points=321)
    v = np.sqrt(3) * e * V / (2 * np.pi * k_B * T)
    want = 2 * k_B * T * hot.conductance * (1 + (v + 1 / v) * np.arctan(v))
    assert hot.drive(V, T).noise == pytest.approx(want, rel=1e-5, abs=0)


@pytest.mark.parametrize("T", [0.5, 2.0])
def test_strong_cooling_leaves_thermal_noise(T):
    cooled = wire(phonon=1e4, points=321)
    assert cooled.drive(V, T).noise == pytest.approx(4 * k_B * T * cooled.conductance, rel=1e-4, abs=0)


def test_one_third_and_root_three_over_four():
    assert wire().drive(V, 0).fano == pytest.approx(1 / 3, rel=1e-9, abs=0)
    assert wire(ee=1e4, points=321).drive(V, 0).fano == pytest.approx(np.sqrt(3) / 4, rel=1e-5, abs=0)


@given(st.floats(-2, 3).map(lambda x: 10**x))
def test_elastic_wire_of_any_length(length_in_paths):
    """From ballistic to diffusive: F = ⅓[1 − (1 + L/ℓ)⁻³], de Jong and Beenakker."""
    state = wire(mean_free_path=LENGTH / length_in_paths).drive(V, 0)
    assert state.fano == pytest.approx((1 - (1 + length_in_paths) ** -3) / 3, rel=1e-8, abs=0)


def cooled_fano(kappa):
    """T = 0, phonons only: f = 1 − sinh κx cosh κ(1−y)/sinh κ left of the place y where µ = ε, and so on; F =
    2∫∫f(1−f)."""

    def inner(y):
        c, s = np.cosh(kappa * (1 - y)), np.sinh(kappa)
        return c * (np.cosh(kappa * y) - 1) / (kappa * s) - c**2 * (np.sinh(2 * kappa * y) / (2 * kappa) - y) / (
            2 * s**2
        )

    return 4 * quad(inner, 0, 1, epsabs=1e-13)[0]


@pytest.mark.parametrize("kappa", [0.3, 1.0, 3.0, 10.0])
def test_phonons_alone_at_zero_temperature(kappa):
    assert wire(phonon=kappa, points=641).drive(V, 0).fano == pytest.approx(cooled_fano(kappa), rel=3e-5, abs=0)
    coarse, fine = (abs(wire(phonon=kappa, points=n).drive(V, 0).fano - cooled_fano(kappa)) for n in (81, 161))
    assert 3 < coarse / fine < 5  # second order in the distance of places


# laws

strengths = st.floats(0.05, 20)
paths = st.floats(0.001, 0.04)  # ℓ/L, below every relaxation length
temperatures = st.floats(0.3, 20)


@settings(max_examples=25, deadline=None)
@given(strengths, strengths, paths, temperatures, st.sampled_from([-1.0, 0.3, 1.0, 4.0]))
def test_laws_at_any_strength(ee, phonon, path, T, millivolts):
    state = wire(ee, phonon, path * LENGTH).drive(millivolts * mV, T)
    for f in (state.distribution, state.right_movers, state.left_movers):
        assert f.min() > -1e-9 and f.max() < 1 + 1e-9
    np.testing.assert_allclose(state.current, state.wire.conductance * state.V, rtol=1e-7)
    scale = max(abs(e * state.V), k_B * T)
    left = state.distribution - state.targets[0]
    assert np.abs(state.integrate(left)).max() < 1e-6 * scale  # collisions among electrons keep number
    assert np.abs(state.integrate(state.energy[:, None] * left)).max() < 2e-4 * scale**2  # and energy
    assert np.abs(state.integrate(state.distribution - state.targets[1])).max() < 1e-6 * scale  # phonons keep number
    drawn, arrived, taken = state.power
    assert arrived + taken == pytest.approx(drawn, rel=3e-3, abs=0)
    assert taken >= -1e-6 * drawn
    assert state.noise >= 4 * k_B * T * state.wire.conductance * (1 - 1e-6)
    assert state.fano < np.sqrt(3) / 4 + 1e-6


@settings(max_examples=10, deadline=None)
@given(strengths, strengths, paths, temperatures)
def test_fluctuation_and_dissipation_at_rest(ee, phonon, path, T):
    resting = wire(ee, phonon, path * LENGTH)
    assert resting.drive(0.0, T).noise == pytest.approx(4 * k_B * T * resting.conductance, rel=1e-6, abs=0)


def test_noise_grows_with_ee_and_falls_with_phonons():
    rising = [wire(ee=k).drive(V, 0).fano for k in (0, 0.5, 2, 5, 20, 100)]
    assert np.all(np.diff(rising) > 0)
    falling = [wire(ee=20, phonon=k).drive(V, 0.02).fano for k in (0, 0.5, 2, 5, 20, 100)]
    assert np.all(np.diff(falling) < 0)


def test_both_signs_of_the_voltage_are_the_same_wire():
    up, down = (wire(3, 2, 0.02 * LENGTH).drive(s * V, 1.0) for s in (1, -1))
    assert up.noise == pytest.approx(down.noise, rel=1e-8, abs=0)
    np.testing.assert_allclose(up.temperature, down.temperature[::-1])


# beside scattering theory


def test_random_matrix_wire_agrees_with_the_kinetic_one():
    """Coherent and many channels, against no phase at all: conductance and Fano factor up to corrections of order
    1/N."""
    for paths_long in (1.0, 4.0):
        T_n = disorder.wire(30, paths_long, 60, np.random.default_rng(4), slice_=0.05)
        kinetic = Wire(30, LENGTH, LENGTH / paths_long)
        G = T_n.sum(1).mean()
        assert kinetic.conductance / G0 == pytest.approx(G, rel=0.02, abs=0)
        fano = (T_n * (1 - T_n)).sum() / T_n.sum()
        assert kinetic.drive(V, 0).fano == pytest.approx(fano, rel=0.03, abs=0)


@pytest.mark.parametrize("long", [8, 24, 60])
def test_disordered_lattice_agrees_with_the_kinetic_wire_of_its_conductance(long):
    """To a tenth: the eleven modes of a lattice are not scattered alike, and the longest wire begins to localize."""
    rng, hopping = np.random.default_rng(5), 20 * meV
    potentials = [rng.uniform(-0.7, 0.7, (long, 24)) * hopping for _ in range(40)]
    T_n = ensemble(potentials, hopping=hopping, E=33 * meV)
    passed = T_n.sum(1).mean() / T_n.shape[1]
    assert 0.3 < passed < 0.8
    kinetic = Wire(T_n.shape[1], LENGTH, LENGTH * passed / (1 - passed))
    assert kinetic.transmission == pytest.approx(passed, rel=1e-12, abs=0)
    fano = (T_n * (1 - T_n)).sum() / T_n.sum()
    assert kinetic.drive(V, 0).fano == pytest.approx(fano, rel=0.1, abs=0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Wire(0, um, nm), ["channels must be positive"]),
        (lambda: Wire(1, -um, nm), ["length must be positive", "m"]),
        (lambda: Wire(1, um, 10 * nm, ee_length=5 * nm), ["ee_length must not be below the mean free path", "5e-09 m"]),
        (lambda: Wire(1, um, nm, phonon_length=np.nan), ["phonon_length must be finite", "nan m"]),
        (lambda: Wire(1, um, nm, points=3), ["points must be a whole number of 9 or more"]),
        (lambda: Wire(1, um, nm).drive(V, -1), ["T must be zero or more", "-1 K"]),
        (lambda: Wire(1, um, nm).drive(0, 0), ["T must be positive where V is 0 V", "0 K"]),
    ],
)
def test_bad_input_is_refused(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
