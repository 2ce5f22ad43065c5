"""References to pages that ``_toc.yml`` leaves out become plain text; a reference to nothing stays an error."""

import re

from docutils import nodes
from sphinx.addnodes import download_reference, pending_xref
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join

from tools import course

_LABEL = re.compile(r"^\$\$ *\(([\w-]+)\)", re.M)


class PlainText(SphinxPostTransform):
    """Give each reference to a page that exists but is not in the course the words that it would have shown."""

    default_priority = 8  # before any reference is resolved

    def run(self, **kwargs):
        for reference in list(self.document.findall(pending_xref)):
            if words := self.words(reference):
                inner = reference[0].deepcopy() if reference.get("refexplicit") else nodes.inline("", words)
                reference.replace_self(inner)
        for download in list(self.document.findall(download_reference)):
            if self.page(download["reftarget"].rpartition(".")[0]) in self.app.config.course_left_out["titles"]:
                download.replace_self(download[0].deepcopy())

    def page(self, target):
        return docname_join(self.env.docname, target)

    def words(self, reference):
        """What to say in place of a reference; None where it leads to a page of the course, or nowhere."""
        target = reference["reftarget"]
        pages = self.app.config.course_left_out
        if reference["reftype"] == "eq":
            return pages["equations"].get(target) if target not in self.env.get_domain("math").equations else None
        if reference["reftype"] == "doc":
            return pages["titles"].get(self.page(target))
        if reference["refdomain"] == "doc":  # a link of the form [words](page.ipynb)
            return pages["titles"].get(target)
        return None


def pages():
    """Titles of the pages that are left out, and where their equations stand."""
    here = set(course.pages())
    folders = (course.ROOT / "book", course.ROOT / "exercises")
    found = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".ipynb", ".md"))
    names = [
        p.relative_to(course.ROOT).with_suffix("").as_posix() for p in found if ".ipynb_checkpoints" not in p.parts
    ]
    out = [name for name in names if name not in here]
    titles = {name: course.title(name) for name in out}
    labels = {label: f"(in {titles[name]})" for name in out for label in _LABEL.findall(course.prose(name))}
    return {"titles": titles, "equations": labels}


def setup(app):
    app.add_config_value("course_left_out", {}, "html")
    app.add_post_transform(PlainText)
