"""What each problem set asks, read from the sets in order, in place of a block of the class ``set-list``."""

import html
import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from tools import course

_TASK = re.compile(r"^## (?:\d+ )?(.+?)(?: \((\d+) points?[^)]*\))?$", re.M)


def listing(address):
    """Each problem set with its tasks; `address` gives a page's address."""
    rows = []
    for name in course.sets():
        page = f"exercises/{name}/{name}"
        tasks = " · ".join(html.escape(task.replace("'", "’")) for task, _ in _TASK.findall(course.prose(page)))
        title = html.escape(course.title(page).removeprefix("Problem set: ").replace("'", "’"))
        rows.append(f'<li><a href="{address(page)}">{title}</a>: {tasks}</li>')
    return f'<ul class="set-list">{"".join(rows)}</ul>'


class ListSets(SphinxPostTransform):
    """Replace each marked block of a page."""

    default_priority = 7  # before any reference is resolved

    def run(self, **kwargs):
        for block in [n for n in self.document.findall(nodes.container) if "set-list" in n.get("classes", [])]:
            block.replace_self(nodes.raw("", listing(self.address), format="html"))

    def address(self, page):
        return self.app.builder.get_relative_uri(self.env.docname, page)


def setup(app):
    app.add_post_transform(ListSets)
