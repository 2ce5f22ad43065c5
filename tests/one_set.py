"""Shared by the grading tests: one problem set, and what is needed to spoil submissions of it."""

from grading import feedback
from grading.assemble import grade_id

NAME = "shot_noise"
FULL = {
    "charge_check": 1.0,
    "s_total_check": 2.0,
    "crossover_check": 2.0,
    "density_check": 2.0,
    "counting_check": 2.0,
    "fingerprints": None,
}


def cell_of(notebook, name):
    return next(c for c in notebook.cells if grade_id(c) == name)


def page_of(result):
    """The feedback page of a result, before a person has seen it."""
    return feedback.page(result.student, **result.page, points=result.scores, comments=result.comments)
