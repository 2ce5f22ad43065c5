"""The positions of one slider, and how they read."""

from dataclasses import dataclass

import numpy as np

from qtlib.arguments import freeze

__all__ = ["Slider"]


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
        freeze(self, values=values)
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
