"""What a printed book has in front: a title page, and the contents with page numbers."""

import html

import yaml

from qtlib.version import __version__
from tools import course

STYLE = """
section.title-page { break-after: page; text-align: center; padding-top: 60mm; }
section.title-page img { height: 30mm; }
section.title-page h1 { font-size: 34pt; margin: 14mm 0 6mm; }
section.title-page p { font-size: 13pt; }
section.title-page p.last { padding-top: 70mm; font-size: 10pt; }
section.contents h1 { margin: 0; }
section.contents h2 { font-size: 13pt; margin: 4mm 0 1mm; }
section.contents p { display: flex; margin: 0 0 .5mm; line-height: 1.4; break-inside: avoid; }
section.contents a { flex: 1; color: inherit; text-decoration: none; }
"""


def entries():
    """Parts of the course, each (caption, [(page, its number or nothing, its title)])."""
    contents = yaml.safe_load((course.ROOT / "_toc.yml").read_text(encoding="utf-8"))
    number = 0
    for part in contents.get("parts", []):
        listed = []
        for chapter in part["chapters"]:
            number += bool(part.get("numbered"))
            listed.append((chapter["file"], str(number) if part.get("numbered") else "", course.title(chapter["file"])))
        yield part["caption"], listed


def page(anchor):
    """The title page and the contents as HTML; `anchor` names the place of a page in the book."""
    settings = yaml.safe_load((course.ROOT / "_config.yml").read_text(encoding="utf-8"))
    title = html.escape(settings["title"])
    author = html.escape(settings["author"])
    lines = []
    for caption, listed in entries():
        lines.append(f"<h2>{html.escape(caption)}</h2>")
        for name, number, words in listed:
            said = html.escape(f"{number} {words}".strip().replace("'", "’"))
            lines.append(f'<p><a href="#{anchor(name)}">{said}</a><span data-page-of="{anchor(name)}"></span></p>')
    return (
        f'<section class="title-page"><img src="_static/logo.svg" alt=""><h1>{title}</h1><p>{author}</p>'
        f'<p class="last">Version {__version__}. Text CC BY 4.0, code BSD-3-Clause.<br>'
        "Figures with sliders stand at their first position; the website and the notebooks move them.</p></section>"
        f'<section class="contents"><h1>Contents</h1>{"".join(lines)}</section>'
    )


def fill_in(printed_page, reader):
    """Write the numbers of the pages, as they were printed once, into the contents."""
    places = {
        name.removeprefix("/"): reader.get_destination_page_number(place) + 1
        for name, place in reader.named_destinations.items()
    }
    printed_page.evaluate(
        "places => { for (const e of document.querySelectorAll('[data-page-of]'))"
        " e.textContent = places[e.dataset.pageOf] ?? '' }",
        places,
    )
