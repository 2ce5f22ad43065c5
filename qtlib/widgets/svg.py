"""A figure as SVG in which only what changed is drawn anew: axes and words cost most and seldom change."""

import hashlib
import re
from io import StringIO
from weakref import WeakKeyDictionary

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import FigureBase
from matplotlib.legend import Legend
from matplotlib.text import Text

# equal pictures have equal text, and every image is an element of its own
_PLAIN = {"svg.hashsalt": "qtlib", "svg.fonttype": "path", "image.composite_image": False}
_POINTS = 72  # an inch
_SHARP = 144  # pixels an inch of images in the picture
_DEFINITIONS = re.compile(r"<defs>(.*?)</defs>\s*", re.S)
_DEFINITION = re.compile(r'(?=<\w+ (?:[^>]*? )?id=")')
_OUTLINE = re.compile(r' d="[^"]*"')
_IMAGE_NUMBER = re.compile(r' id="image[0-9a-f]+"')
_DECIMALS = re.compile(r"(\.\d\d)\d+")


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
        if figure.dpi != _POINTS:  # for good: matplotlib takes all places anew at each change
            figure.dpi = _POINTS
        leaves = list(_leaves(figure))
        for artist, inside in leaves:
            artist.draw = self._draw_if_changed(artist, inside, _stale(artist))  # hides the method of its class
            if isinstance(artist, Axis):  # asked for by each title at each drawing
                artist.get_tightbbox = self._box_if_changed(artist, inside, _stale(artist))
        try:
            with mpl.rc_context(_PLAIN):
                renderer = _Renderer(figure)
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
        view += (*inside.viewLim.extents, inside.get_xscale(), inside.get_yscale())
    if isinstance(artist, Text):  # matplotlib places titles while it draws
        view += (*artist.get_position(), *getattr(artist, "xy", ()))
    return view


class _Renderer(RendererSVG):
    """Writes every artist by itself, with the clips, markers and letters that it refers to; groups are left out."""

    def __init__(self, figure):
        super().__init__(*(_POINTS * figure.get_size_inches()), StringIO(), image_dpi=_SHARP, metadata=_NO_METADATA)
        self._figure = figure
        self._texts = []
        self._definitions = {}

    def open_group(self, s, gid=None):
        pass

    def close_group(self, s):
        pass

    def _get_clippath_id(self, path):  # by content, since a count would depend on what else is drawn
        return hashlib.sha256(path.vertices.tobytes()).hexdigest()

    def written(self, artist):
        """The text of an artist, and the definitions it refers to."""
        text = StringIO()
        self.writer = type(self.writer)(text)
        self._clipd = {}
        self._markers = {}
        self._hatchd = {}
        self._glyph_map = {}
        self._path_collection_id = 0
        if artist.get_rasterized():  # such as the colours of a colour bar
            pixels = MixedModeRenderer(self._figure, *self._figure.get_size_inches(), _SHARP, self)
            type(artist).draw(artist, pixels)
            pixels.stop_rasterizing()
        else:
            type(artist).draw(artist, self)
        self._write_clips()
        self._write_hatches()
        # two decimals of a point are below what a screen shows; transforms keep theirs
        short = _OUTLINE.sub(lambda m: _DECIMALS.sub(r"\1", m[0].replace("\n", " ")), text.getvalue())
        short = _IMAGE_NUMBER.sub("", short)  # it counts what was drawn before, and nothing refers to it
        definitions = [
            d.strip() for block in _DEFINITIONS.findall(short) for d in _DEFINITION.split(block) if d.strip()
        ]
        return _DEFINITIONS.sub("", short), definitions

    def add(self, text, definitions):
        self._texts.append(text)
        self._definitions.update(dict.fromkeys(definitions))

    def picture(self):
        size = f'width="{self.width:g}pt" height="{self.height:g}pt" viewBox="0 0 {self.width:g} {self.height:g}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {size}>\n'
            "<style>*{stroke-linejoin: round; stroke-linecap: butt}</style>\n"
            f"<defs>\n{_LINE.join(self._definitions)}\n</defs>\n{''.join(self._texts)}</svg>\n"
        )


_LINE = "\n"
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
