"""A figure with sliders: live in JupyterLab, and moving without a kernel on the website, from one call."""

import itertools
import os
from pathlib import Path

import matplotlib.pyplot as plt
from IPython.display import HTML, display

from qtlib.widgets.page import figure_html
from qtlib.widgets.picture import Picture, as_defined_now
from qtlib.widgets.slider import Slider

__all__ = ["Slider", "explore", "style"]

_MOST_FRAMES = 1500
_LONGEST_FILM = 120


def style():
    """Set the course's figure style for everything drawn after this call.

    See Also
    --------
    explore : a figure that moves

    Examples
    --------
    >>> import matplotlib as mpl
    >>> from qtlib.widgets import style
    >>> style()
    >>> mpl.rcParams["font.size"]
    11.0
    """
    plt.style.use(Path(__file__).parent.parent / "course.mplstyle")


def explore(draw, *, alt, play="", **controls):
    """Show a figure that the reader moves with sliders.

    In JupyterLab `draw` runs at each move. In a build of the website and under test every position is drawn once, and
    the page switches between pictures, with no kernel and no network.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns the matplotlib figure to show. It may return the same figure each time with its
        lines updated, which is about twice as fast as a new one.
    alt : str or callable
        What the picture says, for those who cannot see it: a text with ``{name}`` where a control's reading goes, or
        a function of the values that returns the text.
    play : str
        Name of a control that a button plays from its present position to its last, a picture each tenth of a second.
    **controls : Slider or sequence
        One slider for each argument of `draw`; a plain sequence becomes ``Slider(sequence)``.

    Raises
    ------
    ValueError
        If there is no control, a control has fewer than two positions, the website would need more than 1500
        pictures, `play` names no control, or a film would have more than 120 pictures.

    See Also
    --------
    style : the look of its figures
    qtlib.widgets.quiz.quiz : a question about it

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from qtlib.widgets import Slider, explore
    >>> fig, ax = plt.subplots()
    >>> line, = ax.plot([0, 1], [0, 1])
    >>> def draw(slope):
    ...     line.set_ydata([0, slope])
    ...     return fig
    >>> explore(draw, alt="A line of slope {slope}.", slope=Slider([1, 2, 3], label="slope"))
    <IPython.core.display.HTML object>
    """
    if not controls:
        raise ValueError("explore needs at least one control, such as T=Slider([1, 2, 4], unit='K')")
    sliders = {name: c if isinstance(c, Slider) else Slider(tuple(c), label=name) for name, c in controls.items()}
    positions = list(itertools.product(*(range(len(s.values)) for s in sliders.values())))
    if len(positions) > _MOST_FRAMES:
        raise ValueError(f"controls give {len(positions)} pictures on the website, at most {_MOST_FRAMES} are allowed")
    if play and play not in sliders:
        raise ValueError(f"play must name a control ({', '.join(sliders)}), got {play!r}")
    if play and len(sliders[play].values) > _LONGEST_FILM:
        raise ValueError(
            f"play runs through {len(sliders[play].values)} pictures of {play}, at most {_LONGEST_FILM} are allowed"
        )
    picture = Picture(as_defined_now(draw), as_defined_now(alt), sliders, play)
    plt.close("all")  # the inline backend would show the figure a second time
    if os.environ.get("QTLIB_WIDGETS") == "frames":
        display(HTML(figure_html(picture, positions)))
    else:
        from qtlib.widgets.live import as_widget

        display(as_widget(picture))
