"""nbgrader for the classroom's instructor: the course's own settings, in the home's folder course, and the exchange."""

import os
import sys
from pathlib import Path

import grading

load_subconfig("nbgrader_config.py", path=str(Path(grading.__file__).parent.parent))  # noqa: F821
c = get_config()  # noqa: F821
c.CourseDirectory.root = str(Path(os.environ["HOME"]) / "course")
c.CourseDirectory.source_directory = "source"
c.CourseDirectory.release_directory = "release"
c.CourseDirectory.groupshared = True  # all instructors of the classroom may change what one has released
c.Exchange.root = "/exchange"
sys.path.append(str(Path(grading.__file__).parent.parent / "hub"))
c.ExchangeFactory.collect = "gather.Collect"
