"""What a device is made of, seen from above: reservoirs, wires, gates, barriers, scatterers, edge channels, a field."""

import numpy as np
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle

from qtlib.drawing.canvas import arrow, label
from qtlib.drawing.palette import INK, LEFT, METAL

__all__ = ["barrier", "edge_channel", "gate", "magnetic_field", "reservoir", "scatterers", "wire"]

_PALE = 0.22  # opacity of an area, so that what lies on it is read


def reservoir(ax, corner, width, height, text="", color=LEFT):
    """A contact from which electrons come, in the colour of what comes from it.

    Parameters
    ----------
    ax : Axes
        A canvas.
    corner : pair of float
        Lower left.
    width, height : float
        In units of the canvas.
    text : str
        In its middle, such as its electrochemical potential.
    color : str
        `LEFT`, `RIGHT`, or another contact's.

    See Also
    --------
    wire : what it feeds
    qtlib.drawing.energy.filled : the same in an energy diagram

    Examples
    --------
    >>> from qtlib.drawing import RIGHT, canvas, reservoir
    >>> _ = reservoir(canvas(3), (8, 0.5), 2, 2, "µ_R", RIGHT)
    """
    box = FancyBboxPatch(
        corner, width, height, boxstyle="round,pad=0,rounding_size=0.15", fc="none", ec=color, lw=1.8, zorder=2
    )
    area = FancyBboxPatch(
        corner, width, height, boxstyle="round,pad=0,rounding_size=0.15", fc=color, ec="none", alpha=_PALE, zorder=1
    )
    ax.add_patch(area)
    if text:
        label(ax, np.add(corner, (width / 2, height / 2)), text)
    return ax.add_patch(box)


def wire(ax, start, end, width=0.6):
    """A straight conductor between two points: two walls and what lies between.

    See Also
    --------
    reservoir : its ends
    scatterers : what lies in it

    Examples
    --------
    >>> from qtlib.drawing import canvas, wire
    >>> wire(canvas(3), (2, 1.5), (8, 1.5)).get_xy()[:2].tolist()
    [[2.0, 1.8], [8.0, 1.8]]
    """
    along = np.subtract(end, start)
    left = np.array([-along[1], along[0]]) / np.hypot(*along) * width / 2
    for side in (left, -left):
        ax.plot(*np.transpose([start + side, end + side]), color=INK, lw=1.5, zorder=3, solid_capstyle="butt")
    return ax.add_patch(
        Polygon([start + left, end + left, end - left, start - left], fc="#F3F0E6", ec="none", zorder=0.5)
    )


def gate(ax, corners, text=""):
    """A metal gate on the surface: a polygon, with its name in the middle.

    See Also
    --------
    barrier : what it makes

    Examples
    --------
    >>> from qtlib.drawing import canvas, gate
    >>> _ = gate(canvas(3), [(4, 3), (6, 3), (5.2, 1.9), (4.8, 1.9)], "V_g")
    """
    drawn = ax.add_patch(Polygon(corners, fc=METAL, ec=INK, lw=1.2, hatch="//", zorder=4))
    drawn.set_hatch_linewidth(0.3)
    if text:
        label(ax, np.mean(corners, 0), text, bbox={"fc": "white", "ec": "none", "pad": 1.5})
    return drawn


def barrier(ax, corner, width, height, text=""):
    """A barrier, seen from above or in an energy diagram, with words above it.

    See Also
    --------
    gate : what makes it
    qtlib.drawing.energy.level : a state between two of them

    Examples
    --------
    >>> from qtlib.drawing import barrier, canvas
    >>> _ = barrier(canvas(3), (4, 0.5), 0.3, 1.8, "Γ_L")
    """
    if text:
        label(ax, np.add(corner, (width / 2, height + 0.28)), text)
    return ax.add_patch(Rectangle(corner, width, height, fc=METAL, ec=INK, lw=1.2, zorder=4))


def scatterers(ax, points):
    """Impurities, as stars.

    See Also
    --------
    wire : where they lie

    Examples
    --------
    >>> from qtlib.drawing import canvas, scatterers
    >>> len(scatterers(canvas(3), [(3, 1), (5, 2), (7, 1.4)]).get_xdata())
    3
    """
    x, y = np.transpose(points)
    (drawn,) = ax.plot(x, y, ls="none", marker=(6, 2, 0), ms=11, mew=1.8, color=INK, zorder=5)
    return drawn


def edge_channel(ax, points, color=LEFT):
    """A channel along an edge, through points, with a head in the middle of its longest stretch that shows where it
    goes.

    See Also
    --------
    magnetic_field : what makes it

    Examples
    --------
    >>> from qtlib.drawing import RIGHT, canvas, edge_channel
    >>> _ = edge_channel(canvas(3), [(1, 2.5), (9, 2.5)])
    >>> _ = edge_channel(canvas(3), [(9, 0.5), (1, 0.5)], RIGHT)
    """
    points = np.asarray(points, float)
    steps = np.diff(points, axis=0)
    i = np.argmax(np.hypot(*steps.T))
    middle = points[i] + steps[i] / 2
    ahead = steps[i] / np.hypot(*steps[i]) * 0.2
    arrow(ax, middle - ahead, middle + ahead, color=color)
    (drawn,) = ax.plot(*points.T, color=color, lw=1.8, zorder=3.5, solid_joinstyle="round")
    return drawn


def magnetic_field(ax, at, out=True, text="B"):
    """A field out of the paper (a dot: the arrow's tip) or into it (a cross: its feathers).

    See Also
    --------
    edge_channel : what it makes

    Examples
    --------
    >>> from qtlib.drawing import canvas, magnetic_field
    >>> _ = magnetic_field(canvas(3), (9, 2), out=False)
    """
    r = 0.22
    label(ax, np.add(at, (0.5, 0)), text, style="italic")
    drawn = ax.add_patch(Circle(at, r, fc="white", ec=INK, lw=1.5, zorder=4))
    if out:
        ax.add_patch(Circle(at, 0.07, fc=INK, ec="none", zorder=5))
    else:
        d = r / np.sqrt(2)
        for s in (1, -1):
            ax.plot([at[0] - d, at[0] + d], [at[1] - s * d, at[1] + s * d], color=INK, lw=1.5, zorder=5)
    return drawn
