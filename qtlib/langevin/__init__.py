"""The third theory: Boltzmann's equation with Langevin sources: it conserves, dissipates, has Fano factors.

Between collisions electrons are classical particles; each collision is a random event whose rate contains f(1 − f′),
so the equation that gives the average distribution gives the noise as well. `Wire` has any number of elastic,
electron–electron and phonon collisions along its length, `Row` is a row of barriers with islands between them. Phase
coherence is left out: no localization, no conductance fluctuations.

Sources: K. E. Nagaev, Phys. Lett. A 169, 103 (1992) and Phys. Rev. B 52, 4740 (1995); M. J. M. de Jong and C. W. J.
Beenakker, Phys. Rev. B 51, 16867 (1995) and Physica A 230, 219 (1996).
"""

from qtlib.langevin.row import Row, elastic_fano
from qtlib.langevin.wire import Driven, Wire

__all__ = ["Driven", "Row", "Wire", "elastic_fano"]
