"""The course at a glance, drawn from ``_toc.yml`` and ``book/needs.yml`` where a block ``course-map`` is."""

import html
import textwrap

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from tools import course

WIDE = 116  # a box
HIGH = 46
RIGHT = 140  # from box to box
DOWN = 62


def places(needs):
    """Column and row of each chapter: one column further than what it needs, near the rows of what it needs."""
    column = {}
    for name in needs:  # in the order of the course; what comes later cannot push a chapter
        column[name] = 1 + max((column[n] for n in needs[name] if n in column), default=-1)
    row = {}
    for here in range(max(column.values()) + 1):
        members = [name for name in needs if column[name] == here]
        wanted = {name: _mean([row[n] for n in needs[name] if n in row]) for name in members}
        free = 0
        for name in sorted(members, key=wanted.get):  # stable: the order of the course where rows are equal
            row[name] = max(free, wanted[name])
            free = row[name] + 1
    return {name: (column[name], row[name]) for name in needs}


def _mean(values):
    return sum(values) / len(values) if values else 0


def drawing(needs, titles, address):
    """The map as SVG whose boxes are links; `address` gives a chapter's address."""
    at = {name: (column * RIGHT + 2, row * DOWN + 2) for name, (column, row) in places(needs).items()}
    width, height = max(x for x, _ in at.values()) + WIDE + 2, max(y for _, y in at.values()) + HIGH + 2
    lines = []
    boxes = []
    for name, (x, y) in at.items():
        for needed in needs[name]:
            a, b = at[needed][0] + WIDE, at[needed][1] + HIGH / 2
            c, d = x, y + HIGH / 2
            between = [top for left, top in at.values() if a < left < c - WIDE]
            lines.append(f'<path d="{_curve(a, b, c, d, between)}"/>')
        number = list(needs).index(name) + 1
        title = titles[name]
        words = [w.replace("– ", "–") for w in textwrap.wrap(f"{number} {title.replace('–', '– ')}", 17)]
        first = y + HIGH / 2 - 7 * (len(words) - 1) + 4
        text = " ".join(
            f'<tspan x="{x + WIDE / 2}" y="{first + 14 * i:.0f}">{html.escape(word)}</tspan>'
            for i, word in enumerate(words)
        )
        boxes.append(
            f'<a href="{address(name)}">'
            f'<rect x="{x}" y="{y:.0f}" width="{WIDE}" height="{HIGH}" rx="6"/>'
            f"<text>{text}</text></a>"
        )
    return (
        '<div class="course-map-drawing" tabindex="0" role="region" aria-label="Map of the course: '
        f'lines lead from a chapter to those that need it">'
        f'<svg viewBox="0 0 {width} {height:.0f}" width="{width}" role="presentation">'
        f"<g>{''.join(lines)}</g>{''.join(boxes)}</svg></div>"
    )


def _curve(a, b, c, d, between):
    """Path from (a, b) to (c, d), through a gap of the boxes that it meets, which begin at the heights `between`."""
    half = (RIGHT - WIDE) / 2
    if not between:
        return f"M{a} {b:.0f}C{a + half} {b:.0f} {c - half} {d:.0f} {c} {d:.0f}"
    room = (DOWN - HIGH) / 2
    gaps = [y for top in between for y in (top - room, top + HIGH + room)]
    free = [y for y in gaps if not any(top < y < top + HIGH for top in between)]
    gap = min(free, key=lambda y: abs(y - (b + d) / 2))
    there = f"M{a} {b:.0f}C{a + half} {b:.0f} {a + half} {gap:.0f} {a + 2 * half} {gap:.0f}"
    return f"{there}H{c - 2 * half}C{c - half} {gap:.0f} {c - half} {d:.0f} {c} {d:.0f}"


def listing(needs, titles, address):
    """The same in words: every chapter, its question, what it needs."""
    rows = []
    for name, needed in needs.items():
        after = ", ".join(titles[n] for n in needed)
        question = _typeset(course.question(name))
        rows.append(
            f'<li><a href="{address(name)}">{html.escape(titles[name])}</a>: {html.escape(question)}'
            + (f' <span class="course-map-needs">needs {html.escape(after)}</span>' if after else "")
            + "</li>"
        )
    return f'<ol class="course-map-list">{"".join(rows)}</ol>'


def _typeset(text):
    return text.replace("'", "’")


class DrawMap(SphinxPostTransform):
    """Replace each marked block of a page, which is what JupyterLab shows, by the map and its list."""

    default_priority = 7  # before any reference is resolved

    def run(self, **kwargs):
        for block in [n for n in self.document.findall(nodes.container) if "course-map" in n.get("classes", [])]:
            needs = course.needs()
            titles = {name: _typeset(course.title(f"book/{name}")) for name in needs}
            raw = drawing(needs, titles, self.address) + listing(needs, titles, self.address) if needs else ""
            block.replace_self(nodes.raw("", raw, format="html"))

    def address(self, chapter):
        return self.app.builder.get_relative_uri(self.env.docname, f"book/{chapter}")


def setup(app):
    app.add_post_transform(DrawMap)
