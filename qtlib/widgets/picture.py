"""A drawing function with its sliders: its picture and its words at each position."""

import base64
import types
from dataclasses import dataclass, field

import matplotlib.pyplot as plt

from qtlib.widgets.svg import Drawing

__all__ = ["Picture", "as_defined_now", "data_url"]


@dataclass(frozen=True)
class Picture:
    """What `explore` shows; a position is a tuple of indices, one a slider."""

    draw: object
    alt: object
    sliders: dict
    play: str = ""
    drawing: Drawing = field(default_factory=Drawing)

    def values(self, position):
        """What `draw` receives."""
        return {name: s.values[i] for (name, s), i in zip(self.sliders.items(), position, strict=True)}

    def alt_text(self, position):
        """What the picture says."""
        if callable(self.alt):
            return self.alt(**self.values(position))
        texts = {name: s.texts[i] for (name, s), i in zip(self.sliders.items(), position, strict=True)}
        return self.alt.format(**texts)

    def svg(self, position):
        """The picture, as SVG text."""
        figure = self.draw(**self.values(position))
        text = self.drawing.svg(figure)
        if plt.fignum_exists(figure.number):
            plt.close(figure)
        return text

    def first(self):
        """The position shown first."""
        return tuple(s.first for s in self.sliders.values())


def data_url(svg):
    """An SVG picture as the address of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def as_defined_now(function):
    """The function with the notebook's names as they are now: a later cell that reuses `fig` must not change it."""
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
