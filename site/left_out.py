"""References to pages that ``_toc.yml`` leaves out become plain text; a reference to nothing stays an error."""

from tools import course
from tools.left_out import LeftOut


def look(app, config):
    """Remember what is left out; after another choice every page is read anew."""
    app.left_out = LeftOut()
    config.course_left_out = [app.left_out.titles, app.left_out.equations]


def read(app, page, source):
    source[0] = app.left_out.plain(source[0], page, course.source(page).suffix == ".ipynb")


def setup(app):
    app.add_config_value("course_left_out", [], "env")
    app.connect("config-inited", look, priority=200)  # after course_site has refused what cannot be read
    app.connect("source-read", read)
