"""Ensembles of wires: here, on processes, and on a cluster."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np
import pytest
from lattices import disorder, t

from qtlib.lattice import Wire, ensemble

potentials = [disorder((20, 6), 1, seed) for seed in range(40)]
drive = {"hopping": t, "E": 1.5 * t}


def test_ensemble_equals_wires_one_by_one():
    alone = np.array([Wire(U, t).eigenvalues(1.5 * t) for U in potentials])
    np.testing.assert_allclose(ensemble(potentials, **drive), alone, atol=1e-9)
    np.testing.assert_allclose(ensemble((U for U in potentials), **drive, progress=True), alone, atol=1e-9)
    in_field = ensemble(potentials[:3], **drive, flux=0.02)
    np.testing.assert_allclose(in_field, [Wire(U, t, 0.02).eigenvalues(1.5 * t) for U in potentials[:3]], atol=1e-9)
    assert ensemble([], **drive).shape[0] == 0


def test_ensemble_on_processes():
    with ProcessPoolExecutor(2) as pool:
        np.testing.assert_allclose(
            ensemble(iter(potentials), **drive, executor=pool), ensemble(potentials, **drive), atol=1e-12
        )


def test_a_broken_wire_is_named_and_the_others_survive():
    broken = list(potentials)
    broken[7] = broken[7] * np.nan
    broken[20] = "no potential"
    with pytest.warns(RuntimeWarning) as caught:
        rows = ensemble(broken, **drive)
    assert sorted(str(w.message).split(" could")[0] for w in caught) == ["wire 20", "wire 7"]
    good = np.delete(np.arange(40), [7, 20])
    np.testing.assert_allclose(rows[good], ensemble(potentials, **drive)[good], atol=1e-12)
    assert np.isnan(rows[[7, 20]]).all()


@pytest.mark.parametrize(("here", "there"), [((3, 10), (3, 11)), ((3, 4), (3, 9)), ((3, 1), (3,))])
def test_another_width_is_named_before_anything_is_solved(here, there):
    """Also one with as many open modes, and a chain among wires of one row, whose band begins elsewhere."""

    class Idle:
        def submit(self, *_):
            pytest.fail("solved")

    with pytest.raises(ValueError, match="potentials must have the same width: potential 2 has"):
        ensemble([np.zeros(here), np.zeros(here), np.zeros(there)], **drive, executor=Idle())


def test_wires_of_one_width_may_differ_in_length():
    several = [disorder((L, 6), 1, L) for L in (5, 20, 9)]
    np.testing.assert_allclose(
        ensemble(several, **drive), [Wire(U, t).eigenvalues(1.5 * t) for U in several], atol=1e-9
    )


def _kill(pid):
    os.kill(pid, signal.SIGKILL)


def test_ensemble_on_a_cluster_that_loses_a_worker():
    distributed = pytest.importorskip("distributed")
    many = [disorder((60, 20), 1, seed) for seed in range(400)]
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        pids = list(client.run(os.getpid).values())

        def with_an_accident():
            for i, potential in enumerate(many):
                if i == 200:
                    _kill(pids[0])
                yield potential

        rows = ensemble(with_an_accident(), t, 1.5 * t, executor=client.get_executor())
    np.testing.assert_allclose(rows, ensemble(many, t, 1.5 * t), atol=1e-12)


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (partial(ensemble, potentials, -t, t), "hopping must be positive"),
    ],
)
def test_bad_input(build, message):
    with pytest.raises(ValueError, match=message):
        build()
