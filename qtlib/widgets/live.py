"""The view in JupyterLab: sliders above a picture that is drawn anew at each move."""

import html

import ipywidgets as widgets

from qtlib.widgets.picture import data_url
from qtlib.words import as_html

__all__ = ["as_widget"]

_FRAME = 100  # milliseconds of a film's picture


def as_widget(picture):
    """The widget that shows a `Picture`."""
    image = widgets.HTML()
    problem = widgets.Output()
    sliders = {
        name: widgets.SelectionSlider(
            options=[(text, i) for i, text in enumerate(s.texts)], index=s.first, description=as_html(s.label or name),
            description_allow_html=True, style={"description_width": "11em"}, layout={"width": "min(100%, 34em)"},
        )
        for name, s in picture.sliders.items()
    }  # fmt: skip

    def redraw(_=None):
        problem.clear_output()
        with problem:
            position = tuple(s.value for s in sliders.values())
            alt = html.escape(picture.alt_text(position), quote=True)
            image.value = f'<img src="{data_url(picture.svg(position))}" alt="{alt}" style="max-width:100%">'

    for s in sliders.values():
        s.observe(redraw, names="value")
    redraw()
    return widgets.VBox([*sliders.values(), *_player(picture, sliders), image, problem])


def _player(picture, sliders):
    """The buttons that move the played slider: it and they follow each other."""
    if not picture.play:
        return []
    slider = sliders[picture.play]
    player = widgets.Play(min=0, max=len(slider.options) - 1, value=slider.index, interval=_FRAME, show_repeat=False)
    widgets.link((player, "value"), (slider, "index"))
    return [player]
