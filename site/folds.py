"""Cells tagged `figure` or `claim`: their code is folded below what it shows, so that a page can be read without it."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

TITLES = {"tag_figure": "Code of this figure", "tag_claim": "Check it"}


class Fold(nodes.Element):
    """A native ``details`` element, which a keyboard opens."""


def open_fold(translator, node):
    translator.body.append(f'<details class="code-fold"><summary>{node["title"]}</summary>\n')


def close_fold(translator, node):
    translator.body.append("</details>\n")


class FoldCells(SphinxPostTransform):
    """Move the source of a tagged cell behind its output, into a fold."""

    default_priority = 190  # before myst-nb hides the cells that are tagged hide-input
    formats = ("html",)

    def run(self, **kwargs):
        for cell in self.document.findall(nodes.container):
            title = next((TITLES[c] for c in cell.get("classes", []) if c in TITLES), None)
            if title and cell.get("nb_element") == "cell_code":
                self.fold(cell, title)

    def fold(self, cell, title):
        cell.attributes.pop("hide_mode", None)
        for source in [c for c in cell.children if c.get("nb_element") == "cell_code_source"]:
            cell.remove(source)
            cell.append(Fold("", source, title=title))


def setup(app):
    app.add_node(Fold, html=(open_fold, close_fold))
    app.add_post_transform(FoldCells)
