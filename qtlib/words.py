"""Words with a little mathematics in them, for those who cannot set formulas: labels and quick questions."""

import html
import re

__all__ = ["as_html"]


def as_html(words):
    """Words as HTML, with R_P written as R and a subscript.

    >>> as_html("Γ_L > 0")
    'Γ<sub>L</sub> &gt; 0'
    """
    return re.sub(r"(?<=\w)_([A-Za-z]+|\d)", r"<sub>\1</sub>", html.escape(words, quote=False))
