"""What a person types to go on: with make, or as the program's own option."""

import os


def go_on():
    """The words for going on with results that are there."""
    return "RESUME=1" if os.environ.get("GRADING_CALLED_BY") == "make" else "--resume"
