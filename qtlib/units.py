"""Constants (CODATA, from `scipy.constants`) and multipliers that make SI calls readable.

``SaddlePoint(V0=0, hw_x=1 * meV, hw_y=3 * meV)`` stores joules; ``mu / meV`` prints millielectronvolts.
"""

from scipy import constants as _c

__all__ = [
    "G0",
    "K",
    "e",
    "eV",
    "h",
    "hbar",
    "kOhm",
    "k_B",
    "mK",
    "mV",
    "m_e",
    "meV",
    "mu_B",
    "nA",
    "nm",
    "uS",
    "uV",
    "ueV",
    "um",
]

e = _c.e  #: elementary charge, C (positive; an electron carries −e)
h = _c.h  #: Planck constant, J s
hbar = _c.hbar  #: h / 2π, J s
k_B = _c.k  #: Boltzmann constant, J/K
m_e = _c.m_e  #: electron mass, kg
mu_B = _c.physical_constants["Bohr magneton"][0]  #: Bohr magneton, J/T
G0 = 2 * e**2 / h  #: conductance quantum with spin, S

eV = e  #: electronvolt, J
meV = 1e-3 * eV  #: J
ueV = 1e-6 * eV  #: J
nm = 1e-9  #: m
um = 1e-6  #: m
K = 1.0  #: K
mK = 1e-3  #: K
mV = 1e-3  #: V
uV = 1e-6  #: V
nA = 1e-9  #: A
uS = 1e-6  #: S
kOhm = 1e3  #: Ω
