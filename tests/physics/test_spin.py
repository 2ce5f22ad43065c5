"""Spin: the two-current model, tunnelling, a filter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qtlib import SaddlePoint, Zeeman, spin
from qtlib.units import G0, meV


def test_two_current_model():
    valve = spin.SpinValve(1.0, 4.0)
    assert valve.magnetoresistance == pytest.approx((4 - 1) ** 2 / (4 * 4 * 1), rel=1e-12, abs=0)
    np.testing.assert_allclose(valve.resistance([0, np.pi / 2, np.pi]), [valve.parallel, 2.05, valve.antiparallel])
    assert spin.tmr(0.6, 0.4) == pytest.approx(2 * 0.24 / 0.76, rel=1e-12, abs=0)
    np.testing.assert_allclose(spin.tunnel_conductance([0, np.pi / 2], 0.6, 0.4, mean=G0), [1.24 * G0, G0], rtol=1e-12)
    G_P, G_AP = spin.tunnel_conductance([0, np.pi], 0.6, 0.4)
    assert pytest.approx(spin.tmr(0.6, 0.4), rel=1e-12, abs=0) == G_P / G_AP - 1
    assert spin.aligned_transmission(np.pi / 2, 1.0, 0.0) == pytest.approx(0.5, rel=1e-12, abs=0)


@given(st.floats(0, 20), st.floats(0, 6), st.floats(0, 10))
def test_spin_filter(B, mu, T):
    qpc = SaddlePoint(0, 0.3 * meV, 3 * meV)
    P = spin.polarization(Zeeman(qpc, 2, B), mu * meV, T)
    assert -1e-9 <= P <= 1 if 0 < mu < 3 else -1 <= P <= 1
    if B == 0:
        assert pytest.approx(0, abs=1e-12) == P


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: spin.tmr(1.2, 0.5), ["P_1 must be between -1 and 1", "1.2"]),
        (lambda: spin.tunnel_conductance(0, 0.5, -1.2), ["P_2 must be between -1 and 1", "-1.2"]),
        (lambda: spin.tunnel_conductance(0, 0.5, 0.5, mean=0), ["mean must be positive", "S"]),
        (lambda: spin.aligned_transmission(0, 7, 0.5), ["T_up must be between 0 and 1", "7"]),
        (lambda: spin.aligned_transmission(0, 0.5, -1), ["T_down must be between 0 and 1", "-1"]),
        (lambda: spin.SpinValve(0, 1), ["R_majority must be positive", "Ω"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
