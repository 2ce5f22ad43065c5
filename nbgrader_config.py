"""nbgrader reads this: the solutions are the source, the exercises are generated from them."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "qtlib"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.ClearSolutions.code_stub = {"python": '# your code here\nraise NotImplementedError("this task is still empty")'}
c.ClearSolutions.text_stub = "*Your answer here.*"
c.OverwriteCells.add_missing_cells = True
