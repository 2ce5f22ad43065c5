"""What a chapter must have, said in words to somebody who writes one: ``templates/chapter.ipynb`` has it all."""

import re

from tools import course, notebooks

PARTS = {
    "{dropdown}": "no folded answer (:::{dropdown} Answer): it asks nothing, or answers at once",
    "## Where it fails": "no section 'Where it fails'",
    "## Take away": "no section 'Take away'",
    "misconception": "no admonition 'The usual misconception'",
    "## References": "no section 'References'",
}
_LINK = re.compile(r"\]\(([^)#\s]+\.(?:ipynb|md))[)#]")


def faults(root=course.ROOT):
    """What is missing in the chapters of the course, one line each."""
    found = [fault for name in course.chapters(root) for fault in chapter_faults(name, root)]
    first = {}
    for name in course.chapters(root):
        for label in labels(course.prose(f"book/{name}", root)):
            if first.setdefault(label, name) != name:
                found.append(f"book/{name} has an equation {label!r}, and so has book/{first[label]}: rename one")
    return found


def foreign(words):
    """Equations that the page names and does not have: JupyterLab knows only those of the page itself."""
    return sorted(set(re.findall(r"\{eq\}`([^`]+)`", words)) - set(labels(words)))


def labels(words):
    return re.findall(r"^\$\$ *\(([\w-]+)\)", words, re.M)


def twice(words):
    """Labels that are also the anchor of a heading, which JupyterLab calls a duplicate."""
    headings = re.findall(r"^#+ (.+)$", words, re.M)
    anchors = {re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") for heading in headings}
    return sorted(anchors.intersection(labels(words)))


def chapter_faults(name, root=course.ROOT):
    path = course.source(f"book/{name}", root)
    words = course.prose(f"book/{name}", root)
    where = path.relative_to(root)
    missing = [said for part, said in PARTS.items() if part not in words]
    if not course.question(name, root):
        missing.append("no question in bold after its title, for the contents and the map")
    if name in course.sets(root) and f"../exercises/{name}/{name}.ipynb" not in words:
        missing.append(f"no link to its problem set, [..](../exercises/{name}/{name}.ipynb)")
    if path.suffix == ".ipynb":
        code = "\n".join(c.source for c in notebooks.read(path).cells if c.cell_type == "code")
        asked = len(re.findall(r"^quiz\(", code, re.M))
        if "explore(" not in code:
            missing.append("no figure to move (explore)")
        if not 2 <= asked <= 4:
            missing.append(f"{asked} quick questions, not two to four (quiz)")
    missing += [f"an equation of another page, {{eq}}`{label}`: name and link that page" for label in foreign(words)]
    displays = re.findall(r"^\$\$\n(?:.*?)^\$\$([^\n]*)$", words, re.S | re.M)
    if not all(re.fullmatch(r" \([\w-]+\)", label) for label in displays):
        missing.append("a displayed equation without a label: $$ (name)")
    missing += [f"the label {label} of an equation on a heading too: rename it" for label in twice(words)]
    broken = [link for link in _LINK.findall(words) if not (path.parent / link).exists()]
    missing += [f"a link to {link}, which does not exist" for link in broken]
    return [f"{where} has {fault}" for fault in missing]
