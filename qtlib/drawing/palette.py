"""The colours of drawings and plots, after Okabe and Ito: members of a pair differ for every kind of colour vision.

A pair also differs in form (a hole is hollow, a spin points), since on grey paper blue and vermilion are alike.
"""

__all__ = ["DOWN", "ELECTRON", "HOLE", "INK", "LEFT", "METAL", "RIGHT", "UP"]

LEFT = "#0072B2"  # what comes from the left reservoir
RIGHT = "#D55E00"  # what comes from the right one
ELECTRON = "#0072B2"
HOLE = "#D55E00"
UP = "#009E73"
DOWN = "#E69F00"
INK = "#222222"  # lines and text
METAL = "#B8B8B8"  # gates and barriers
