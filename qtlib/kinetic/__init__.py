"""Conductance as kinetics: carriers of one subband, driven by a field, scattered back elastically, cooled
inelastically.

The distribution f(k) of carriers in a subband, driven by a force, obeys

    (force/ħ) ∂f/∂k = −[f − (⟨f/τ_in⟩/⟨f_eq/τ_in⟩) f_eq]/τ_in − (f(k) − f(−k))/2τ_el,     ⟨g⟩ = ∫ 2dk/2π g(k),

with the density held by the neutral contacts at its equilibrium value, ⟨f⟩ = ⟨f_eq⟩. `Subband` is its closed form for
constant collision times, `Operator` solves it on a grid for times that depend on energy, `trajectories` follows single
carriers. Nothing here uses transmission.

Sources: M. P. Das and F. Green, J. Phys.: Condens. Matter 15, L687 (2003); F. Green, J. S. Thakur and M. P. Das,
Phys. Rev. Lett. 92, 156804 (2004).
"""

from qtlib.kinetic.contact import ballistic_conductance
from qtlib.kinetic.equilibrium import density, number_fluctuation
from qtlib.kinetic.fixed_current import noise_at_fixed_current
from qtlib.kinetic.monte_carlo import draw_equilibrium, trajectories, trajectory_noise
from qtlib.kinetic.operator import Operator
from qtlib.kinetic.steady import Steady
from qtlib.kinetic.subband import Channel, Subband

__all__ = [
    "Channel",
    "Operator",
    "Steady",
    "Subband",
    "ballistic_conductance",
    "density",
    "draw_equilibrium",
    "noise_at_fixed_current",
    "number_fluctuation",
    "trajectories",
    "trajectory_noise",
]
