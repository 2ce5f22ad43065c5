"""Energy diagrams: states filled up to an electrochemical potential, and levels. Energy runs up the paper."""

import numpy as np
from matplotlib.patches import Rectangle

from qtlib.drawing.canvas import label
from qtlib.drawing.palette import INK, LEFT

__all__ = ["filled", "level"]


def filled(ax, corner, width, height, text="", color=LEFT):
    """A reservoir in energy: states filled up to its electrochemical potential, whose name stands above.

    Parameters
    ----------
    ax : Axes
        A canvas.
    corner : pair of float
        Lower left.
    width, height : float
        The height is that of the filled states.
    text : str
        Such as ``"µ_L"``.
    color : str
        `LEFT`, `RIGHT`, or another contact's.

    See Also
    --------
    level : a single state
    qtlib.drawing.device.reservoir : the same seen from above

    Examples
    --------
    >>> from qtlib.drawing import LEFT, RIGHT, canvas, filled
    >>> ax = canvas(4)
    >>> _ = filled(ax, (0.5, 0), 2.5, 2.5, "µ_L", LEFT)
    >>> _ = filled(ax, (7, 0), 2.5, 1.5, "µ_R", RIGHT)
    """
    x, y = corner
    ax.plot([x, x + width], [y + height, y + height], color=color, lw=2.2, zorder=3, solid_capstyle="butt")
    if text:
        label(ax, (x + width / 2, y + height + 0.28), text)
    return ax.add_patch(Rectangle(corner, width, height, fc=color, ec="none", alpha=0.35, zorder=1))


def level(ax, start, length, text="", color=INK):
    """An energy level, its name to the right of it.

    See Also
    --------
    filled : states up to a potential

    Examples
    --------
    >>> from qtlib.drawing import canvas, level
    >>> _ = level(canvas(4), (4, 2.2), 2, "ε")
    """
    if text:
        label(ax, np.add(start, (length + 0.12, 0)), text, ha="left")
    (drawn,) = ax.plot([start[0], start[0] + length], [start[1]] * 2, color=color, lw=2.2, zorder=3)
    return drawn
