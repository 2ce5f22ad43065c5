"""Pages that ``_toc.yml`` leaves out: links to them become the words that they show.

On the site, in the notebooks' zip, and in the students' edition.
"""

import json
import posixpath
import re

from tools import course

_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]+?)(?:\.ipynb|\.md)(?:#[^()\s]*)?\)")
_ROLE = re.compile(r"\{(doc|eq)\}`(?:([^`<]*?) *<)?([^`<>]+)>?`")
_LABEL = re.compile(r"^\$\$ *\(([\w-]+)\)", re.M)


class LeftOut:
    """What the course in the folder `root` leaves out."""

    def __init__(self, root=course.ROOT):
        here = course.pages(root)
        files = sorted(path for folder in ("book", "exercises") for path in (root / folder).rglob("*"))
        files = [path for path in files if path.suffix in (".ipynb", ".md") and ".ipynb_checkpoints" not in path.parts]
        names = [path.relative_to(root).with_suffix("").as_posix() for path in files]
        self.titles = {name: course.title(name, root) for name in names if name not in here}
        self.equations = {label: name for name in self.titles for label in _LABEL.findall(course.prose(name, root))}
        if self.titles:
            for label in (label for name in here for label in _LABEL.findall(course.prose(name, root))):
                self.equations.pop(label, None)

    def plain(self, text, page, is_json):
        """The text of a page without links to what is left out.

        Parameters
        ----------
        text : str
            Of the file.
        page : str
            Where it stands, such as ``book/spin``: links are relative to it.
        is_json : bool
            Whether the file is a notebook.
        """

        def title(name):
            return json.dumps(self.titles[name], ensure_ascii=False)[1:-1] if is_json else self.titles[name]

        def place(target):
            return posixpath.normpath(posixpath.join("/", posixpath.dirname(page), target))[1:]

        def link(found):
            words, name = found[1], place(found[2])
            return words or title(name) if name in self.titles else found[0]

        def role(found):
            kind, words, target = found.groups()
            if kind == "eq":
                return f"(in {title(self.equations[target])})" if target in self.equations else found[0]
            name = place(target)
            return words or title(name) if name in self.titles else found[0]

        return _ROLE.sub(role, _LINK.sub(link, text)) if self.titles else text


def texts(root=course.ROOT):
    """What students receive as pages: the text of each file of the course by its path, without links to what is not."""
    out = LeftOut(root)
    files = {page: course.source(page, root) for page in course.pages(root)}
    return {
        path.relative_to(root).as_posix(): out.plain(path.read_text(encoding="utf-8"), page, path.suffix == ".ipynb")
        for page, path in files.items()
    }
