"""The paper, and the lines and words on it."""

import re

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch

from qtlib.arguments import positive, scalar
from qtlib.drawing.palette import INK

__all__ = ["arrow", "canvas", "label", "scale_bar"]

WIDTH = 10  # units
_INCHES = 5.4  # at this width text of 11.5 points is 11.5 pixels high on a phone of 390
TEXT = 11.5


def canvas(height, ax=None):
    """Blank paper for a drawing, 10 units wide.

    Parameters
    ----------
    height : float
        In units.
    ax : Axes, optional
        Draw here (beside a plot, in a film) instead of on a figure of its own.

    Returns
    -------
    matplotlib.axes.Axes
        Without axes lines, with equal units along x and y.

    See Also
    --------
    scale_bar : what any drawing has

    Examples
    --------
    >>> from qtlib.drawing import canvas
    >>> ax = canvas(4)
    >>> [float(limit) for limit in (*ax.get_xlim(), *ax.get_ylim())]
    [0.0, 10.0, 0.0, 4.0]
    """
    scalar(positive, "height", height, "units")
    if ax is None:
        fig = plt.figure(figsize=(_INCHES, _INCHES * height / WIDTH), dpi=130, layout="none")
        ax = fig.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, WIDTH), ylim=(0, height), aspect="equal")
    ax.set_axis_off()
    return ax


def label(ax, at, text, color=INK, **options):
    """Words centred at a point, in which µ_L is written with a subscript; options as for ``Axes.text``.

    See Also
    --------
    arrow : with words beside it

    Examples
    --------
    >>> from qtlib.drawing import canvas, label
    >>> label(canvas(2), (5, 1), "2DEG").get_text()
    '2DEG'
    """
    text = re.sub(r"(\w)_(\w+)", r"$\\mathregular{\1_{\2}}$", text)
    return ax.text(
        *at, text, **{"color": color, "fontsize": TEXT, "ha": "center", "va": "center", "zorder": 6, **options}
    )


def arrow(ax, start, end, text="", *, color=INK, bend=0.0, both=False):
    """An arrow, with words beside its middle.

    Parameters
    ----------
    ax : Axes
        A canvas.
    start, end : pair of float
        Tail and head.
    text : str
        Stands to the left of the arrow, seen along it.
    color : str
        Of the arrow; words are in ink.
    bend : float
        Height of the arc over its chord, as a fraction of the chord; positive bends to the left.
    both : bool
        A head at either end, for a distance.

    See Also
    --------
    label : words alone

    Examples
    --------
    >>> from qtlib.drawing import arrow, canvas
    >>> _ = arrow(canvas(2), (1, 1), (9, 1), "L = 1 µm", both=True)
    """
    style = "<|-|>" if both else "-|>"
    drawn = FancyArrowPatch(
        start, end, arrowstyle=style, mutation_scale=13, color=color, lw=1.6, shrinkA=0, shrinkB=0, zorder=4,
        connectionstyle=f"arc3,rad={-2 * bend}",
    )  # fmt: skip
    ax.add_patch(drawn)
    if text:
        along = np.subtract(end, start)
        left = np.array([-along[1], along[0]]) / np.hypot(*along)
        label(ax, np.add(start, end) / 2 + left * (0.3 + bend * np.hypot(*along)), text)
    return drawn


def scale_bar(ax, at, length, text):
    """A length to compare with, starting at a point.

    See Also
    --------
    arrow : ``both=True`` for a distance

    Examples
    --------
    >>> from qtlib.drawing import canvas, scale_bar
    >>> bar = scale_bar(canvas(2), (8, 0.4), 1.5, "1 µm")
    >>> bar.get_xdata().tolist()
    [8.0, 9.5]
    """
    x, y = at
    label(ax, (x + length / 2, y + 0.28), text)
    (bar,) = ax.plot([float(x), float(x + length)], [y, y], color=INK, lw=3.5, solid_capstyle="butt", zorder=5)
    return bar
