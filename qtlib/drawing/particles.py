"""What moves: electrons, holes, spins, waves."""

import numpy as np
from matplotlib.patches import Circle

from qtlib.drawing.canvas import arrow, label
from qtlib.drawing.palette import DOWN, ELECTRON, HOLE, UP

__all__ = ["electron", "hole", "spin", "wave"]

_RADIUS = 0.15
_WAVELENGTH = 0.55


def electron(ax, at, color=ELECTRON):
    """An electron: a full disk. Its ``center`` can be moved.

    See Also
    --------
    hole : what is missing where it was

    Examples
    --------
    >>> from qtlib.drawing import canvas, electron
    >>> one = electron(canvas(2), (1, 1))
    >>> one.center = 2, 1
    """
    return ax.add_patch(Circle(at, _RADIUS, fc=color, ec="white", lw=0.8, zorder=5))


def hole(ax, at, color=HOLE):
    """A hole: a hollow disk. Its ``center`` can be moved.

    See Also
    --------
    electron : the other one

    Examples
    --------
    >>> from qtlib.drawing import canvas, hole
    >>> _ = hole(canvas(2), (1, 1))
    """
    return ax.add_patch(Circle(at, _RADIUS, fc="white", ec=color, lw=2.2, zorder=5))


def spin(ax, at, direction=(0, 1), length=0.9, color=None):
    """A spin that points along a direction; up and down have their colours unless one is given.

    See Also
    --------
    electron : without a direction

    Examples
    --------
    >>> from qtlib.drawing import canvas, spin
    >>> ax = canvas(2)
    >>> _ = spin(ax, (1, 1)), spin(ax, (2, 1), (0, -1))
    """
    color = color or (UP if direction[1] >= 0 else DOWN)
    half = np.asarray(direction, float) / np.hypot(*direction) * length / 2
    electron(ax, at, color)
    return arrow(ax, at - half, at + half, color=color)


def wave(ax, start, end, text="", color=ELECTRON):
    """A wave that runs from a point to another, with its amplitude's name beside it.

    See Also
    --------
    qtlib.drawing.canvas.arrow : without wavelength

    Examples
    --------
    >>> from qtlib.drawing import canvas, wave
    >>> _ = wave(canvas(2), (1, 1), (4, 1), "r")
    """
    along = np.subtract(end, start)
    length = np.hypot(*along)
    ahead = along / length
    left = np.array([-along[1], along[0]]) / length
    s = np.linspace(0, length - 0.4, 200)[:, None]
    path = (
        start + s * ahead + 0.16 * np.sin(2 * np.pi * s / _WAVELENGTH) * np.minimum(1, (length - 0.4 - s) / 0.3) * left
    )
    arrow(ax, path[-1], end, color=color)
    if text:
        label(ax, (np.asarray(start) + end) / 2 + 0.45 * left, text)
    (drawn,) = ax.plot(*path.T, color=color, lw=1.6, zorder=4)
    return drawn
