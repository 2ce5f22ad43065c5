"""The course in its order, read from ``_toc.yml``, where order, numbers and what belongs to the course stand."""

import re
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).parent.parent


def _parts(root):
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    yield {"chapters": [{"file": contents["root"]}]}
    yield from contents.get("parts") or [{"chapters": contents.get("chapters", [])}]


def pages(root=ROOT):
    """Names of all pages in order, such as ``book/shot_noise``."""
    return [chapter["file"] for part in _parts(root) for chapter in part["chapters"]]


def chapters(root=ROOT):
    """Names of the chapters in order, such as ``shot_noise``: what stands in numbered parts."""
    return [Path(c["file"]).name for part in _parts(root) if part.get("numbered") for c in part["chapters"]]


def sets(root=ROOT):
    """Names of the problem sets in order, each named as its chapter."""
    return [Path(page).name for page in pages(root) if page.startswith("exercises/")]


def source(page, root=ROOT):
    """The file of a page; raises ValueError that names a page without a file."""
    for suffix in (".ipynb", ".md"):
        if (path := Path(root, f"{page}{suffix}")).exists():
            return path
    raise ValueError(f"_toc.yml: there is no {page}.ipynb and no {page}.md")


def prose(page, root=ROOT):
    """The words of a page, without its code."""
    path = source(page, root)
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return "\n\n".join(c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown")


def title(page, root=ROOT):
    """The title of a page, without its number; raises ValueError if it has none."""
    found = re.search(r"^# +(.+)$", prose(page, root), re.M)
    if not found:
        raise ValueError(f"{source(page, root).relative_to(root)}: has no title, a first line that starts with '# '")
    return found[1].strip()


def faults(root=ROOT):
    """What keeps ``_toc.yml`` from being a course, one line each."""
    found = []
    names = chapters(root)
    solutions = root / "solutions"  # which a students' edition has not
    for page in pages(root):
        exercise, solved = root / f"{page}.ipynb", solutions / f"{page.removeprefix('exercises/')}.ipynb"
        if page.startswith("exercises/") and solved.exists() and not exercise.exists():
            found.append(f"_toc.yml: {page}.ipynb is not made yet; run: make exercises")
            continue
        try:
            title(page, root)
        except ValueError as error:
            found.append(str(error))
    for name in sets(root):
        if name not in names:
            found.append(f"_toc.yml: problem set {name} is named as no chapter of the course")
        if solutions.is_dir() and not (solutions / name / f"{name}.ipynb").exists():
            found.append(f"_toc.yml: problem set {name} has no solutions/{name}/{name}.ipynb")
    return found


def question(chapter, root=ROOT):
    """The question that a chapter asks: its first words in bold; empty if it has none."""
    found = re.search(r"\*\*([^*]+)\*\*", prose(f"book/{chapter}", root))
    return found[1] if found else ""


def needs(root=ROOT):
    """What each chapter of the course needs, in the course's order; what is left out hands on what it needed."""
    names = chapters(root)
    path = root / "book" / "needs.yml"
    said = (yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None) or {}

    def those(name):
        found = []
        for needed in said.get(name, names[:1]):
            found += [needed] if needed in names else those(needed)
        return [n for n in dict.fromkeys(found) if n != name]

    return {name: those(name) for name in names}
