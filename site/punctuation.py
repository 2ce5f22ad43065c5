"""What stands directly before or behind a formula in the text stays on its line: no line begins with a comma."""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

BEFORE = re.compile(r"[(\[“‘]+$")
BEHIND = re.compile(r"^[.,;:!?)\]”’]+")


class KeepTogether(SphinxPostTransform):
    """Put a formula and the marks that touch it into one element, which the style keeps from breaking."""

    default_priority = 200
    formats = ("html",)

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            before = self.cut(formula, -1, BEFORE)
            behind = self.cut(formula, 1, BEHIND)
            if before or behind:
                together = nodes.inline("", "", classes=["with-formula"])
                formula.replace_self(together)
                together.extend([nodes.Text(before), formula, nodes.Text(behind)])

    def cut(self, formula, side, marks):
        """The marks on one side of a formula, taken out of the text that stands there."""
        parent, place = formula.parent, formula.parent.index(formula) + side
        text = parent[place] if 0 <= place < len(parent) else None
        found = marks.search(text) if isinstance(text, nodes.Text) else None
        if not found:
            return ""
        parent[place] = nodes.Text(text[: found.start()] + text[found.end() :])
        return found[0]


def setup(app):
    app.add_post_transform(KeepTogether)
