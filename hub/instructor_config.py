"""nbgrader for the instructor of the classroom: the course's own settings, in the folder course of the home, and the exchange."""

import os
from pathlib import Path

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "qtlib"
c.CourseDirectory.root = str(Path(os.environ["HOME"]) / "course")
c.Exchange.root = "/exchange"
c.ClearSolutions.code_stub = {"python": '# your code here\nraise NotImplementedError("this task is still empty")'}
c.ClearSolutions.text_stub = "*Your answer here.*"
