"""Homework: everybody's own numbers, and checks that say what is wrong with an answer, never what is right."""

from qtlib.homework.answers import Wrong
from qtlib.homework.session import Check, OtherNumbers, problem_set

__all__ = ["Check", "OtherNumbers", "Wrong", "problem_set"]
