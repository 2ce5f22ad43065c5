"""The list of references at a chapter's end, made from ``book/references.bib``: ``make references``.

It holds what the chapter links by DOI, in the order of first mention, then what only the list names. To cite, link the
DOI in the text; to add what is not linked, write ``- key`` or ``- doi:…`` into the list. Each line is then written from
the bibliography, so a reference stands in one place and reads alike on the site, in the PDF and in JupyterLab. What
a docstring cites has its entry there too.
"""

import functools
import re
import sys
from pathlib import Path
from urllib.parse import quote, unquote

import nbformat
from pybtex.database import parse_file
from pybtex.richtext import Text

from tools import notebooks

ROOT = Path(__file__).parent.parent
BIBLIOGRAPHY = ROOT / "book" / "references.bib"
HEADING = re.compile(r"^## References[ \t]*$\n?", re.M)
MOST_NAMES = 4
_CITATION = re.compile(r"(\d+)(?: \(suppl\.\))?, ([A-Z]?\d+) \((\d{4})\)")  # 57, 1761 (1986)
_LINK = re.compile(r"doi\.org/([^)\s]+)")


def chapters():
    """The pages of the book that have a list of references."""
    return [path for path in notebooks.sources() if path.parent.name == "book" and HEADING.search(_prose(path)[-1])]


def _prose(path):
    return [""] + [cell.source for cell in notebooks.read(path).cells if cell.cell_type == "markdown"]


@functools.cache
def bibliography():
    """Entries of the bibliography by key."""
    return dict(parse_file(BIBLIOGRAPHY).entries)


def _plain(latex):
    if "\\" in latex:  # reading LaTeX takes a tenth of a second
        return Text.from_latex(latex).render_as("text")
    return latex.replace("{", "").replace("}", "").replace("--", "–")


def _name(person):
    parts = [*person.prelast_names, *person.last_names, *person.lineage_names]
    return _plain(" ".join([*person.first_names, *person.middle_names, *parts]))


@functools.cache
def line(key):
    """One reference as Markdown: authors, title, where, DOI."""
    entry = bibliography()[key]
    fields = {name: _plain(value) for name, value in entry.fields.items() if name != "doi"}
    names = [_name(person) for person in entry.persons.get("author", entry.persons.get("editor", []))]
    all_known = len(names) <= MOST_NAMES and "others" not in names
    who = ", ".join(names) if all_known else f"{names[0]} et al."
    first_page = re.split("[-–]", fields.get("pages", ""))[0]
    if "journal" in fields:
        place = ", ".join(x for x in (f"{fields['journal']} {fields.get('volume', '')}".strip(), first_page) if x)
        said = f"{who}, *{fields['title']}*, {place} ({fields['year']})"
    else:
        where = ", ".join(x for x in (fields.get("publisher"), fields["year"]) if x)
        said = f"{who}, *{fields['title']}* ({where})"
    if doi := entry.fields.get("doi"):
        said += f", [doi:{doi}](https://doi.org/{quote(doi, safe='/:;')})"
    return f"- {said}."


def keys_of(text, where):
    """Keys of the references that `text` links or, in a list, names; raises ValueError for what is not there."""
    entries = bibliography()
    of_doi = {entry.fields["doi"].lower(): key for key, entry in entries.items() if "doi" in entry.fields}
    of_line = {line(key): key for key, entry in entries.items() if "doi" not in entry.fields}
    found = []
    for row in text.splitlines():
        dois = [unquote(doi.rstrip(".,;")) for doi in _LINK.findall(row)] or re.findall(r"^- doi:(\S+)$", row)
        missing = [doi for doi in dois if doi.lower() not in of_doi]
        if missing:
            raise ValueError(f"{where}: {missing[0]} is not in book/references.bib")
        key = of_line.get(row) or row.removeprefix("- ").strip()
        found += [of_doi[doi.lower()] for doi in dois] or [key] * (key in entries)
        if where.endswith("list") and row.startswith("- ") and not dois and key not in entries:
            raise ValueError(f"{where}: {row!r} is neither a key nor a DOI nor a line of book/references.bib")
    return found


def listed(path):
    """The last cell of prose of the chapter at `path`, with the list that it ought to have."""
    *before, last = _prose(path)
    text, old = HEADING.split(last, maxsplit=1)
    cited = keys_of("\n".join([*before, text]), f"{path.name}, text")
    keys = dict.fromkeys([*cited, *keys_of(old, f"{path.name}, list")])
    return text + "## References\n\n" + "\n".join(line(key) for key in keys)


def uncited(text, where):
    """Citations in a program's `text` (volume, page, year) that the bibliography lacks, one line each."""
    entries = [entry.fields for entry in bibliography().values()]
    known = {(x.get("volume"), re.split("[-–]", x.get("pages", ""))[0], x["year"]) for x in entries}
    words = " ".join(text.split())
    cited = _CITATION.finditer(words)
    return [f"{where}: {x[0]} is not in book/references.bib" for x in cited if x.group(1, 2, 3) not in known]


def faults():
    """Citations of `qtlib` without an entry, chapters whose list is not what the bibliography gives, one line each."""
    found = []
    for path in sorted((ROOT / "qtlib").rglob("*.py")):
        found += uncited(path.read_text(), path.relative_to(ROOT))
    for path in chapters():
        try:
            if listed(path) != _prose(path)[-1]:
                found.append(f"book/{path.name}: the references are not what references.bib gives")
        except ValueError as error:
            found.append(str(error))
    return found


def main():
    for path in chapters():
        notebook = notebooks.read(path)
        last = [cell for cell in notebook.cells if cell.cell_type == "markdown"][-1]
        new = listed(path)
        if new != last.source:
            last.source = new
            nbformat.write(notebook, path)
            print(f"book/{path.name}")


if __name__ == "__main__":
    sys.exit(main())
