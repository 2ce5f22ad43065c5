"""A figure as SVG in which only what changed is drawn anew: axes and words cost most and seldom change."""

from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import FigureBase
from matplotlib.legend import Legend
from matplotlib.spines import Spine
from matplotlib.text import Text

from qtlib.widgets.renderer import Renderer

__all__ = ["Drawing"]

_POINTS = 72  # an inch
_placed = WeakKeyDictionary()  # title of a figure: where the layout has put it


class Drawing:
    """The SVG text of a figure, time after time.

    An artist is drawn again if matplotlib calls it stale, or if the limits, scale or place of its axes changed; of
    all others the text is kept. What comes out does not depend on what was drawn before.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from qtlib.widgets.svg import Drawing
    >>> fig, ax = plt.subplots()
    >>> (line,) = ax.plot([0, 1])
    >>> drawing = Drawing()
    >>> first = drawing.svg(fig)
    >>> line.set_ydata([0, 0.5])
    >>> second = drawing.svg(fig)
    >>> second == first, second == Drawing().svg(fig)
    (False, True)
    """

    def __init__(self):
        self._boxes = WeakKeyDictionary()  # axis: (what it depends on, the room it takes)
        self._kept = WeakKeyDictionary()  # artist: (what it depends on, its text, what the text refers to)

    def svg(self, figure):
        """The picture that the figure shows now."""
        if (
            figure.get_layout_engine()
        ):  # the layout of the first picture serves all: finding it takes longer than drawing
            figure.draw_without_rendering()
            self._kept.clear()  # nothing is stale after this
            self._boxes.clear()
            with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
                figure.set_layout_engine(None)
            _placed.update((title, title.get_position()) for title in _titles(figure))
        for title in _titles(figure):  # a figure's title that is set anew returns to where it was before the layout
            if title in _placed:
                title.set_position(_placed[title])
        if figure.dpi != _POINTS:  # for good: matplotlib takes all places anew at each change
            figure.dpi = _POINTS
        leaves = list(_leaves(figure))
        for artist, inside in leaves:
            artist.draw = self._draw_if_changed(artist, inside, _stale(artist))  # hides the method of its class
            if isinstance(artist, Axis):  # asked for by each title at each drawing
                artist.get_tightbbox = self._box_if_changed(artist, inside, _stale(artist))
        try:
            renderer = Renderer(figure)
            figure.draw(renderer)
        finally:
            for artist, _ in leaves:
                del artist.draw
                artist.__dict__.pop("get_tightbbox", None)
        return renderer.picture()

    def _draw_if_changed(self, artist, inside, stale):
        def draw(renderer):
            view = _view(artist, inside)
            kept = self._kept.get(artist)
            if stale or kept is None or kept[0] != view:
                kept = self._kept[artist] = (view, *renderer.written(artist))
            renderer.add(*kept[1:])
            for part in _parts(artist):  # what is not seen, such as an empty title, is drawn too
                part.stale = False

        return draw

    def _box_if_changed(self, axis, inside, stale):
        def box(renderer=None, **options):
            view = _view(axis, inside)
            known = self._boxes.get(axis)
            if stale or known is None or known[0] != view:
                known = self._boxes[axis] = view, type(axis).get_tightbbox(axis, renderer, **options)
            return known[1]

        return box


def _titles(figure):
    """The words above and beside the axes of a figure that have no place of their own."""
    titles = (figure._suptitle, figure._supxlabel, figure._supylabel)
    return [title for title in titles if title is not None and title._autopos]


def _leaves(container):
    """What a figure and its axes are made of, each with where it lies."""
    for child in container.get_children():
        if isinstance(child, Axes | FigureBase):
            yield from _leaves(child)
        else:
            yield child, container


def _parts(artist):
    """An artist and those inside it that do not tell it when they change."""
    if isinstance(artist, Legend):
        return artist.findobj()
    return [artist, artist.label] if isinstance(artist, Axis) else [artist]


def _stale(artist):
    """Whether an artist must be drawn even if its axes look as before."""
    best_place = isinstance(artist, Legend) and artist._loc == 0  # the lines decide where that is
    return best_place or any(part.stale for part in _parts(artist))


def _view(artist, inside):
    """What else the look of an artist depends on."""
    view = tuple(inside.bbox.extents)
    if isinstance(inside, Axes):
        view += _limits(artist, inside)
    if isinstance(artist, Text):  # matplotlib places titles while it draws
        view += (*artist.get_position(), *getattr(artist, "xy", ()))
    return view


def _limits(artist, axes):
    """Limits and scales of its axes that the look of an artist depends on."""
    axis, frame = isinstance(artist, Axis), isinstance(artist, Spine) or artist in (axes.patch, axes.title)
    if isinstance(artist, Legend):  # neither where the lines leave room nor at a place of its own
        frame = artist._loc != 0 and artist._bbox_to_anchor is None
    if (axis or frame) and (axes.name != "rectilinear" or any(map(_follows_data, axes.spines.values()))):
        axis = frame = False
    if frame:
        return ()
    box = axes.viewLim
    if axis:
        return (*box.intervalx, axes.get_xscale()) if artist is axes.xaxis else (*box.intervaly, axes.get_yscale())
    return *box.extents, axes.get_xscale(), axes.get_yscale()


def _follows_data(spine):
    """Whether a spine, and the axis at it, stands at a place that the limits move."""
    place = spine._position or ("outward", 0)  # to ask for it in public would move its axis there
    return place == "zero" or place[0] == "data"
