"""Reservoirs: Fermi–Dirac integrals against a quadrature, values, limits."""

import numpy as np
import pytest

from qtlib import fermi
from qtlib.reservoirs import fermi_dirac
from qtlib.units import K


def by_trapezoid(j, eta):
    step = 0.0005 if eta > 100 else 0.004
    u = np.arange(0, np.sqrt(max(eta, 0) + 45), step)
    f = 1 / (1 + np.exp(np.minimum(u**2 - eta, 700)))
    integrand = {-1.5: f * (1 - f), -0.5: f, 0.5: 2 * u**2 * f}[j]
    return 2 / np.sqrt(np.pi) * step * (integrand.sum() - integrand[0] / 2)


@pytest.mark.parametrize("j", [-1.5, -0.5, 0.5])
def test_fermi_dirac_everywhere(j):
    eta = np.r_[np.linspace(-50, 60, 300), -2, np.nextafter(-2, 0), 40, np.nextafter(40, 0), 300, 1e4]
    want = [by_trapezoid(j, x) for x in eta]
    np.testing.assert_allclose(fermi_dirac(j, eta), want, rtol=1e-12)


def test_fermi_dirac_values_and_limits():
    assert fermi_dirac(-0.5, 0) == pytest.approx(0.604898643422, rel=1e-12, abs=0)
    assert fermi_dirac(-0.5, 2) == pytest.approx(1.46429458909, rel=1e-11, abs=0)
    assert fermi_dirac(-0.5, 1e8) == pytest.approx(2 * np.sqrt(1e8 / np.pi), rel=1e-12, abs=0)
    assert fermi_dirac(0.5, -700) == pytest.approx(np.exp(-700.0), rel=1e-12, abs=0)
    assert fermi_dirac(-0.5, np.zeros((2, 3))).shape == (2, 3)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fermi(0, 0, -4 * K), ["T must be zero or more", "-4 K"]),
        (lambda: fermi_dirac(2, 0), ["j must be -1.5, -0.5 or 0.5"]),
    ],
)
def test_bad_input_is_refused_by_name_value_and_unit(call, words):
    with pytest.raises(ValueError) as refused:
        call()
    assert all(word in str(refused.value) for word in words), str(refused.value)
