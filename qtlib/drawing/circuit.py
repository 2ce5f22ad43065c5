"""The circuit around a device: wires to it, a current source, instruments."""

import numpy as np
from matplotlib.patches import Circle

from qtlib.drawing.canvas import arrow, label
from qtlib.drawing.palette import INK

__all__ = ["current_source", "instrument", "lead"]

_RADIUS = 0.45


def lead(ax, *points):
    """A circuit's wire through points.

    See Also
    --------
    instrument : what it connects

    Examples
    --------
    >>> from qtlib.drawing import canvas, lead
    >>> _ = lead(canvas(3), (1, 1), (1, 2.5), (9, 2.5), (9, 1))
    """
    (drawn,) = ax.plot(*np.transpose(points), color=INK, lw=1.2, zorder=1.5, solid_joinstyle="miter")
    return drawn


def instrument(ax, at, text="V", radius=_RADIUS):
    """A round instrument: a voltmeter, an ammeter ("A"), a counter ("N"), a coin that is tossed ("T").

    See Also
    --------
    lead : the wires to it

    Examples
    --------
    >>> from qtlib.drawing import canvas, instrument
    >>> _ = instrument(canvas(3), (5, 2), "A")
    """
    label(ax, at, text)
    return ax.add_patch(Circle(at, radius, fc="white", ec=INK, lw=1.6, zorder=4))


def current_source(ax, at, direction=(0, 1), text="I"):
    """A source that drives a current along a direction, its name beside it.

    See Also
    --------
    lead : the wires to it

    Examples
    --------
    >>> from qtlib.drawing import canvas, current_source
    >>> _ = current_source(canvas(3), (1, 1.5), (0, 1), "I = 50 nA")
    """
    along = np.asarray(direction, float) / np.hypot(*direction)
    drawn = ax.add_patch(Circle(at, _RADIUS, fc="white", ec=INK, lw=1.6, zorder=3.5))
    arrow(ax, at - 0.32 * along, at + 0.32 * along)
    beside = (_RADIUS + 0.15, 0) if abs(along[1]) > abs(along[0]) else (_RADIUS + 0.05, _RADIUS - 0.1)  # off the wire
    label(ax, np.add(at, beside), text, ha="left")
    return drawn
