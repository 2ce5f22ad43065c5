"""A device and its leads as one system: a textbook case with its phases, and what a poor solution is mended by."""

import numpy as np
import pytest
import scipy.sparse as sparse
from lattices import not_unitary

from qtlib.lattice.matching import End, matched
from qtlib.lattice.modes import Modes, of_lead
from qtlib.lattice.system import Factors

BOND = -np.eye(1)


def chain(*onsite):
    """Sites in a row between leads that go on with onsite 2 and hopping −1."""
    n = len(onsite)
    return sparse.csc_matrix(sparse.diags([-np.ones(n - 1), np.array(onsite), -np.ones(n - 1)], [-1, 0, 1]))


def ends(n, E):
    lead = of_lead(np.array([[2.0]]), BOND, E)
    return [End(np.array([site]), BOND, lead) for site in (0, n - 1)]


@pytest.mark.parametrize("U", [0.0, 0.7, -3.0])
@pytest.mark.parametrize("k", [0.3, 1.5, 2.8])
def test_one_site_with_its_phases(U, k):
    """t = 1/(1 + iU/2 sin k) times the way from contact to contact, and r = t − 1 at the site itself."""
    E = 2 - 2 * np.cos(k)
    S, psi = matched(chain(2.0, 2.0 + U, 2.0), E, ends(3, E))
    through = 1 / (1 + 1j * U / (2 * np.sin(k)))
    way = np.exp(2j * k)
    np.testing.assert_allclose(S, way * np.array([[through - 1, through], [through, through - 1]]), atol=1e-11)
    np.testing.assert_allclose(np.abs(psi[1]) ** 2 * 2 * np.sin(k), abs(through) ** 2, rtol=1e-10)  # 1/v of a full wave


def test_a_lead_may_give_amplitudes_instead_of_a_ratio():
    """With `start` what leaves is counted in waves of any normalisation; here those of the chain, doubled."""
    E = 0.8
    left, right = ends(4, E)
    found = right.modes
    doubled = Modes(2 * found.ratio, 2 * found.amplitudes, *found[2:6], 2 * np.eye(1))
    H = chain(2.0, 2.5, 1.0, 2.0)
    S, psi = matched(H, E, [left, right])
    again, other = matched(H, E, [left, right._replace(modes=doubled)])
    np.testing.assert_allclose(again, S, atol=1e-12)
    np.testing.assert_allclose(other, psi, atol=1e-12)


def test_a_solution_that_is_not_unitary_is_refined(monkeypatch):
    E = 0.8
    exact, _ = matched(chain(2.0, 2.5, 1.0, 2.0), E, ends(4, E))
    solve = Factors.solve
    asked = []

    def roughly(self, right):
        asked.append(1)
        return (1 + 1e-6) * solve(self, right)

    monkeypatch.setattr(Factors, "solve", roughly)
    S, _ = matched(chain(2.0, 2.5, 1.0, 2.0), E, ends(4, E))
    assert len(asked) == 2
    assert not_unitary(S) < 1e-10
    np.testing.assert_allclose(S, exact, atol=1e-10)
