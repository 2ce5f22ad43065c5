"""nbgrader's *Generate feedback*, the button and the command, in a graded course: it writes our page, since nbgrader's
own would show the hidden tests.
"""

from pathlib import Path

from nbconvert.exporters import Exporter

from grading import gradebook, returned


class FeedbackPage(Exporter):
    """The page of the student and set that a graded notebook's place names."""

    file_extension = ".html"

    def from_filename(self, filename, resources=None, **_):
        out, student, name = Path(filename).parents[3], *Path(filename).parts[-3:-1]
        book = gradebook.points(out / "gradebook.db")
        page = returned.page(out, name, student, book, returned.found_hard(out, name, book))
        return page, {**(resources or {}), "output_extension": self.file_extension}
