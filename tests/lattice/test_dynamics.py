"""Waves in time: what is conserved, how a free packet spreads, and that it sees the T(E) of scattering states."""

import numpy as np
import pytest
import scipy.sparse as sparse

from qtlib.lattice import Device, Lead, Wire, absorbing_ends, evolve, grid, packet
from qtlib.units import hbar, meV

t = 10 * meV
TIME = hbar / t


def mean(density, x):
    return density @ x / density.sum(-1)


def wave_numbers(psi):
    """Wave numbers of a packet on a long chain, and their weights."""
    weights = np.abs(np.fft.fft(psi)) ** 2
    return 2 * np.pi * np.fft.fftfreq(len(psi)), weights / weights.sum()


HAMILTONIANS = {
    "disorder": grid(np.random.default_rng(1).uniform(0, t, (40, 6)), t).hamiltonian,
    "field": grid(np.zeros((40, 6)), t, flux=0.05).hamiltonian,
    "electrons and holes": sparse.kron(grid(np.full((40, 3), -2 * t), t).hamiltonian, np.diag([1, -1]))
    + 0.3 * t * sparse.kron(sparse.eye(120), [[0, 1], [1, 0]]),
}


@pytest.mark.parametrize("name", HAMILTONIANS)
def test_norm_and_energy_are_conserved(name):
    H = HAMILTONIANS[name]
    start = packet((40, H.shape[0] // 40), 20, 3, 1.2)
    path = evolve(start, H, np.linspace(0, 30, 7) * TIME)
    energy = np.einsum("ti,ti->t", path.conj(), (H @ path.T).T).real
    assert np.allclose((np.abs(path) ** 2).sum(1), 1, atol=1e-12)
    assert np.allclose(energy, energy[0], rtol=0, atol=1e-12 * 8 * t)
    assert np.abs(path[-1] - start).max() > 0.05


@pytest.mark.parametrize("name", HAMILTONIANS)
def test_it_is_the_exponential_of_the_hamiltonian(name):
    H = HAMILTONIANS[name].toarray()
    E, states = np.linalg.eigh(H)
    start = packet((40, H.shape[0] // 40), 20, 3, 1.2)
    exact = states @ (np.exp(-17j * E / t) * (states.conj().T @ start))
    assert np.allclose(evolve(start, HAMILTONIANS[name], [17 * TIME])[0], exact, rtol=0, atol=1e-12)


@pytest.mark.parametrize("k", [0.3, np.pi / 2])
def test_a_free_packet_drifts_and_spreads_as_its_velocities_say(k):
    """In a chain var x = var x(0) + var v · t² exactly, since every k keeps its velocity."""
    x = np.arange(800)
    times = np.linspace(0, 80, 5) * TIME
    start = packet((800, 1), 250, 8, k)
    path = np.abs(evolve(start, grid(np.zeros((800, 1)), t).hamiltonian, times)) ** 2
    q, weights = wave_numbers(start)
    v = 2 * t / hbar * np.sin(q)
    drift = v @ weights
    spread = v**2 @ weights - drift**2
    assert np.allclose(mean(path, x), 250 + drift * times, rtol=0, atol=1e-8)
    assert np.allclose(mean(path, x**2) - mean(path, x) ** 2, 64 + spread * times**2, rtol=1e-9, atol=0)


def test_at_long_wavelengths_it_spreads_as_a_gaussian_does():
    width = 12
    times = np.array([0, 200]) * TIME  # ħ/2m = t in sites
    path = np.abs(evolve(packet((801, 1), 400, width, 0.0), grid(np.zeros((801, 1)), t).hamiltonian, times)) ** 2
    x = np.arange(801) - 400
    expected = width * np.sqrt(1 + (t * times / hbar / width**2) ** 2)
    assert np.allclose(np.sqrt(path @ x**2), expected, rtol=5e-3, atol=0)  # the band is not quite a parabola


@pytest.mark.parametrize("energy", [0.4, 1.0])
def test_a_packet_passes_a_double_barrier_as_often_as_the_mean_of_its_transmissions(energy):
    barrier = np.zeros(900)
    barrier[450:453] = barrier[458:461] = 0.6 * t
    start = packet((900, 1), 300, 25, np.arccos(1 - energy / 2))
    end = np.abs(evolve(start, grid(barrier[:, None], t).hamiltonian, [460 * TIME / np.sqrt(energy)])[0]) ** 2
    q, weights = wave_numbers(start)
    T = Wire(barrier[440:470], t).transmission(2 * t * (1 - np.cos(q)))
    assert end[445:466].sum() < 1e-4  # it has left
    assert np.isclose(end[466:].sum(), T @ weights, rtol=0, atol=2e-4)


def test_ends_absorb_and_reflect_little():
    shape = (300, 1)
    H = grid(np.zeros(shape), t).hamiltonian
    for k in (0.4, 1.5):
        path = evolve(packet(shape, 150, 10, k), H, [100 * TIME / np.sin(k)], absorbing_ends(shape, 80, t))
        assert (np.abs(path) ** 2).sum() < 1e-4


def test_in_a_field_a_packet_runs_in_a_circle():
    """Back after a period 2πħ/(2t·2π·flux), at the bottom of the band, one radius away halfway."""
    flux = 0.004
    k = 0.25
    L = 90
    H = grid(np.zeros((L, L)), t, flux=flux).hamiltonian
    x, y = np.meshgrid(np.arange(L), np.arange(L), indexing="ij")
    y0 = 45
    start = np.exp(-((x - 45) ** 2 + (y - y0) ** 2) / (4 * 6.3**2) + 1j * (k - 2 * np.pi * flux * y0) * x)
    start = (start / np.linalg.norm(start)).ravel()
    period = 2 * np.pi * hbar / (2 * t * 2 * np.pi * flux)
    path = np.abs(evolve(start, H, [0, period / 2, period])) ** 2
    centres = np.c_[path @ x.ravel(), path @ y.ravel()]
    radius = k / (2 * np.pi * flux)
    assert np.isclose(np.hypot(*(centres[1] - centres[0])), 2 * radius, rtol=0.1, atol=0)
    assert np.hypot(*(centres[2] - centres[0])) < 0.15 * radius


def test_an_electron_packet_comes_back_as_a_hole_as_often_as_scattering_says():
    """A chain with a weak barrier before a superconductor, against |r_he|² averaged over the packet."""
    L = 900
    first = 600
    mu = 1.0 * t
    gap = 0.2 * t
    U = np.zeros(L)
    U[first - 1] = 0.4 * t
    onsite = 2 * t - mu + U  # of a chain, from the chemical potential
    chain = sparse.diags([np.full(L - 1, -t), onsite, np.full(L - 1, -t)], [-1, 0, 1])
    pairing = sparse.kron(sparse.diags(gap * (np.arange(L) >= first)), [[0, 1], [1, 0]])
    H = sparse.kron(chain, np.diag([1, -1])) + pairing
    start = np.kron(packet((L, 1), 380, 40, np.arccos(1 - mu / (2 * t))), [1, 0])
    end = evolve(start, H, [300 * TIME])[0].reshape(L, 2)
    chain_cell = np.array([[2 * t - mu, 0], [0, mu - 2 * t]])
    hop = np.diag([-t, t])
    near = slice(2 * (first - 3), 2 * (first + 3))
    leads = (
        Lead([0, 1], chain_cell, hop, kinds=[1, -1]),
        Lead([10, 11], chain_cell + gap * np.array([[0, 1], [1, 0]]), hop),
    )
    device = Device(H.tocsr()[near, near], leads)
    q, weights = wave_numbers(start[::2])
    E = 2 * t * (1 - np.cos(q)) - mu
    inside = (np.abs(E) < 0.95 * gap) & (weights > 1e-9) & (q > 0)
    holes = 0.0
    for energy, weight in zip(E[inside], weights[inside], strict=True):
        S, lead, kind = device.scattering(energy)
        holes += weight * np.sum(np.abs(S[np.ix_((lead == 0) & (kind == -1), (lead == 0) & (kind == 1))]) ** 2)
    assert weights[inside].sum() > 0.999
    assert 0.2 < holes < 0.95
    assert np.isclose((np.abs(end[:first, 1]) ** 2).sum(), holes, rtol=0, atol=2e-3)


def test_the_lowest_mode_of_a_wire_stays_one_mode():
    shape = (200, 7)
    end = evolve(packet(shape, 60, 8, 1.0, mode=2), grid(np.zeros(shape), t).hamiltonian, [40 * TIME])[0].reshape(shape)
    profile = np.sin(2 * np.pi * np.arange(1, 8) / 8)
    profile /= np.linalg.norm(profile)
    assert np.isclose((np.abs(end @ profile) ** 2).sum(), 1, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda H: evolve(np.ones(3), H, [1.0]), r"hamiltonian must be \(N, N\)"),
        (lambda H: evolve(np.ones(4), H, [2.0, 1.0]), "times must not decrease"),
        (lambda H: evolve(np.ones(4), H, [-1.0]), "times must be zero or more, got -1 s"),
        (lambda H: evolve(np.ones(4), H, [1.0], absorb=-1.0), "absorb must be zero or more"),
        (lambda H: packet((10, 2), 5, 0, 1), "width must be positive"),
        (lambda H: packet((10, 2), 5, 1, 1, mode=3), "mode must lie between 1 and the 2 rows"),
        (lambda H: packet((10, 2), 5, 1, 1, mode=1.5), "mode must be a positive whole number, got 1.5"),
        (lambda H: packet((10, 2, 3), 5, 1, 1), "shape must be the numbers of slices and of rows"),
        (lambda H: absorbing_ends((10, 2), 1.5, 1.0), "cells must be a whole number of 0 or more, got 1.5"),
        (lambda H: absorbing_ends((10.5, 2), 1, 1.0), "shape must be a positive whole number, got 10.5"),
        (lambda H: absorbing_ends((10, 2), 6, 1.0), "cells must lie between 0 and half of the 10 slices"),
    ],
)
def test_refusals(make, words):
    with pytest.raises(ValueError, match=words):
        make(sparse.eye(4))
