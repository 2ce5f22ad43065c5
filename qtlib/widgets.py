"""A figure with sliders: live in JupyterLab, and moving without a kernel on the website, from one call."""

import base64
import gzip
import html
import itertools
import json
import multiprocessing
import os
import re
import sys
import types
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from IPython.display import HTML, display

_MOST_FRAMES = 1500


def style():
    """Set the course's figure style for everything drawn after this call."""
    plt.style.use(Path(__file__).with_name("course.mplstyle"))


@dataclass(frozen=True)
class Slider:
    """The positions of one slider.

    Parameters
    ----------
    values : sequence
        What `draw` receives, one entry a position; at least two. Numbers, or text for a choice.
    label : str
        What the reader sees; the argument's name if empty.
    unit : str
        Shown after the value.
    scale : float
        The value is divided by it for display, so that values in joules read as meV.
    start : object
        The value shown first; the first position if not given.

    Examples
    --------
    >>> from qtlib.units import meV
    >>> slider = Slider([0, 1 * meV, 2 * meV], label="µ", unit="meV", scale=meV, start=1 * meV)
    >>> slider.texts, slider.first
    (['0 meV', '1 meV', '2 meV'], 1)
    """

    values: tuple
    label: str = ""
    unit: str = ""
    scale: float = 1.0
    start: object = None

    def __post_init__(self):
        values = tuple(v.item() if isinstance(v, np.generic) else v for v in self.values)
        if len(values) < 2:
            raise ValueError(f"values of slider {self.label!r} must hold two positions or more, got {values!r}")
        object.__setattr__(self, "values", values)
        _ = self.first

    @property
    def first(self):
        """Index of the position shown first."""
        if self.start is None:
            return 0
        if isinstance(self.start, str):
            found = [i for i, v in enumerate(self.values) if v == self.start]
        else:
            found = [
                i for i, v in enumerate(self.values) if np.isclose(v, self.start, rtol=1e-9, atol=1e-9 * self.scale)
            ]
        if not found:
            raise ValueError(f"start of slider {self.label!r} must be one of its values, got {self.start!r}")
        return found[0]

    @property
    def texts(self):
        """Each position as the reader sees it."""
        shown = [v if isinstance(v, str) else f"{v / self.scale + 0.0:.4g}".replace("-", "−") for v in self.values]
        return [f"{v} {self.unit}".strip() for v in shown]


def explore(draw, *, alt, **controls):
    """Show a figure that the reader moves with sliders.

    In JupyterLab `draw` runs at each move. In a build of the website and under test every position is drawn once, and the page
    switches between pictures, with no kernel and no network.

    Parameters
    ----------
    draw : callable
        ``draw(**values)`` returns the matplotlib figure to show. It may return the same figure each time with its lines updated,
        which is about twice as fast as a new one.
    alt : str or callable
        What the picture says, for those who cannot see it: a text with ``{name}`` where a control's reading goes, or a function
        of the values that returns the text.
    **controls : Slider or sequence
        One slider for each argument of `draw`; a plain sequence becomes ``Slider(sequence)``.

    Raises
    ------
    ValueError
        If there is no control, a control has fewer than two positions, or the website would need more than 1500 pictures.

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
    picture = _Picture(_as_defined_now(draw), _as_defined_now(alt), sliders)
    plt.close("all")  # the inline backend would show the figure a second time
    display(HTML(_page(picture, positions)) if os.environ.get("QTLIB_WIDGETS") == "frames" else _live(picture))


def _as_defined_now(function):
    """The function with the notebook's names as they are now: a later cell that reuses `fig` must not change this figure."""
    if not isinstance(function, types.FunctionType):
        return function
    names = dict(function.__globals__)

    def bound(f):
        copy = types.FunctionType(f.__code__, names, f.__name__, f.__defaults__, f.__closure__)
        copy.__kwdefaults__ = f.__kwdefaults__
        return copy

    for name, value in names.items():
        if isinstance(value, types.FunctionType) and value.__globals__ is function.__globals__:
            names[name] = bound(value)
    return bound(function)


@dataclass(frozen=True)
class _Picture:
    """A drawing function with its sliders; a position is a tuple of indices, one a slider."""

    draw: object
    alt: object
    sliders: dict

    def values(self, position):
        return {name: s.values[i] for (name, s), i in zip(self.sliders.items(), position, strict=True)}

    def alt_text(self, position):
        if callable(self.alt):
            return self.alt(**self.values(position))
        texts = {name: s.texts[i] for (name, s), i in zip(self.sliders.items(), position, strict=True)}
        return self.alt.format(**texts)

    def svg(self, position):
        """The picture at a position, as SVG text without what would make two equal pictures differ."""
        out = StringIO()
        figure = self.draw(**self.values(position))
        plain = {"svg.hashsalt": "qtlib", "svg.fonttype": "path", "figure.constrained_layout.use": False}
        with mpl.rc_context(plain):
            if (
                figure.get_layout_engine()
            ):  # the layout of the first picture serves all: finding it takes longer than drawing
                figure.draw_without_rendering()
                figure.set_layout_engine(None)
            figure.savefig(out, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        if plt.fignum_exists(figure.number):
            plt.close(figure)
        text = out.getvalue()
        text = text[text.index("<svg") :]
        # two decimals of a point are below what a screen shows; transforms keep theirs
        return re.sub(r' d="[^"]*"', lambda m: re.sub(r"(\.\d\d)\d+", r"\1", m[0].replace("\n", " ")), text)

    def first(self):
        return tuple(s.first for s in self.sliders.values())


def _data_url(svg):
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _live(picture):
    """The ipywidgets view: sliders above an image that is drawn anew at each move."""
    import ipywidgets as widgets

    image, problem = widgets.HTML(), widgets.Output()
    sliders = [
        widgets.SelectionSlider(
            options=[(text, i) for i, text in enumerate(s.texts)], index=s.first, description=s.label or name,
            style={"description_width": "11em"}, layout={"width": "min(100%, 34em)"},
        )
        for name, s in picture.sliders.items()
    ]  # fmt: skip

    def redraw(_=None):
        problem.clear_output()
        with problem:
            position = tuple(s.value for s in sliders)
            alt = html.escape(picture.alt_text(position), quote=True)
            image.value = f'<img src="{_data_url(picture.svg(position))}" alt="{alt}" style="max-width:100%">'

    for s in sliders:
        s.observe(redraw, names="value")
    redraw()
    return widgets.VBox([*sliders, image, problem])


def _page(picture, positions):
    """The website's view: native range inputs and every picture, packed; site/explore.js moves it."""
    svgs, alts = zip(*_draw_all(picture, positions), strict=True)
    parts = {}  # pictures of one figure differ in a few elements, so each distinct element is stored once
    frames = [[parts.setdefault(p, len(parts)) for p in re.split(r"(?<=>)\s*", svg)] for svg in svgs]
    packed = gzip.compress(json.dumps({"parts": list(parts), "frames": frames, "alts": alts}).encode(), 9, mtime=0)
    start = picture.first()
    here = positions.index(start)
    rows = []
    for (name, s), i in zip(picture.sliders.items(), start, strict=True):
        label, texts = (
            html.escape(s.label or name),
            html.escape(json.dumps(s.texts, ensure_ascii=False), quote=True),
        )
        rows.append(
            f'<label><span>{label}</span><input type="range" min="0" max="{len(s.values) - 1}" step="1" value="{i}" '
            f'aria-label="{label}" aria-valuetext="{html.escape(s.texts[i])}" data-texts="{texts}" autocomplete="off">'
            f"<output>{html.escape(s.texts[i])}</output></label>"
        )
    return (
        f'<figure class="explore"><div class="explore-controls">{"".join(rows)}</div>'
        f'<img class="explore-picture" alt="{html.escape(alts[here], quote=True)}" src="{_data_url(svgs[here])}">'
        f'<script type="application/octet-stream">{base64.b64encode(packed).decode()}</script></figure>'
    )


def _draw_all(picture, positions):
    """Picture and alt text at every position, drawn by all cores where processes can be forked."""
    global _drawing
    _drawing = picture
    workers = len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1
    if workers == 1 or len(positions) < 32:
        return [_frame(p) for p in positions]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork")) as pool:
        return list(pool.map(_frame, positions, chunksize=8))


_drawing = None  # what the forked processes draw: they inherit it, since a notebook's functions cannot be sent to them


def _frame(position):
    return _drawing.svg(position), _drawing.alt_text(position)
