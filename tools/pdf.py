"""The book as one PDF: the pages of the built site joined in order, printed by Chromium."""

import sys
import urllib.parse
from pathlib import Path

from bs4 import BeautifulSoup
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

from tools import browser, course, pdf_front

ROOT = Path(__file__).parent.parent
SITE = ROOT / "_build" / "html"
PDF = ROOT / "_build" / "pdf" / "qtlib-course.pdf"
_FOOTER = '<div style="font-size: 8px; width: 100%; text-align: center"><span class="pageNumber"></span></div>'


_PRINT = """
body { background: #fff; }
article { max-width: none; padding: 0; }
article.new-page { break-before: page; }
img, tr, .admonition, figure.explore, fieldset, dt, h1, h2, h3 { break-inside: avoid; }
img { max-height: 95mm; width: auto !important; max-width: 100% !important; }
pre { orphans: 4; widows: 4; white-space: pre-wrap; }
p { orphans: 3; widows: 3; }
h1, h2, h3 { break-after: avoid; }
section[id$="--references"] :is(li, p) { font-size: .9em; line-height: 1.4; margin: 0; }
a.headerlink, button.copybtn { display: none !important; }
"""


def joined(names):
    """One page that holds the articles of all, with anchors that stay different and links that stay inside."""
    texts = {name: (SITE / f"{name}.html").read_text() for name in names}
    first = next(
        name for name, text in texts.items() if "tex-mml-chtml.js" in text
    )  # Sphinx loads it only where there is an equation
    whole = BeautifulSoup(texts[first], "html.parser")
    articles = [_article(name, set(names)) for name in names]
    for script in whole.body.find_all("script"):
        if script.get("src"):
            script["src"] = _from_root(first, script["src"])
        articles.append(script.extract())
    whole.body.clear()
    whole.body.append(BeautifulSoup(pdf_front.page(_anchor), "html.parser"))
    whole.body.extend(articles)
    for link in whole.head.find_all(["link", "script"]):
        for attribute in ("href", "src"):
            if link.get(attribute):
                link[attribute] = _from_root(first, link[attribute])
    style = whole.new_tag("style")
    style.string = _PRINT + pdf_front.STYLE
    whole.head.append(style)
    return str(whole)


def _from_root(name, address):
    """An address on a page as seen from the site's root."""
    parts = urllib.parse.urlsplit(address)
    if parts.scheme or not parts.path:
        return address
    path = (SITE / name).parent.joinpath(parts.path).resolve().relative_to(SITE)
    return urllib.parse.urlunsplit(("", "", path.as_posix(), parts.query, parts.fragment))


def _anchor(name, fragment=""):
    return f"{name.replace('/', '-')}--{fragment}" if fragment else name.replace("/", "-")


def _first_pages():
    """The pages that begin on a page of paper: every chapter, and the first of each other part."""
    parts = [[name for name, _, _ in listed] for _, listed in pdf_front.entries()]
    return {course.pages()[0], *(part[0] for part in parts), *(f"book/{name}" for name in course.chapters())}


def _article(name, names):
    article = BeautifulSoup((SITE / f"{name}.html").read_text(), "html.parser").find("article")
    for element in article.find_all(["img", "script"], src=True):
        element["src"] = _from_root(name, element["src"])
    scripts = "".join(
        (SITE / urllib.parse.urlsplit(s["src"]).path).read_text() for s in article.find_all("script", src=True)
    )
    for element in article.find_all(id=True):
        if element["id"] not in scripts:  # a quiz finds its place by its name
            element["id"] = _anchor(name, element["id"])
    for link in article.find_all("a", href=True):
        address = urllib.parse.urlsplit(_from_root(name, link["href"]))
        target = address.path.removesuffix(".html") or name
        if not address.scheme and target in names:
            link["href"] = f"#{_anchor(target, address.fragment)}"
        elif not address.scheme:
            del link["href"]  # a download, which paper has not
    for folded in article.find_all(
        "details"
    ):  # paper does not unfold: answers are shown, code that the site hides is left out
        folded.decompose() if {"hide", "code-fold"} & set(folded.get("class", [])) else folded.attrs.update(open="")
    article["id"] = _anchor(name)
    if name in _first_pages():
        article["class"] = [*article.get("class", []), "new-page"]
    return article


def _print(page):
    page.pdf(
        path=str(PDF), format="A4", print_background=True, scale=0.8, outline=True, tagged=True,
        display_header_footer=True, header_template="<span></span>", footer_template=_FOOTER,
        margin={"top": "18mm", "bottom": "18mm", "left": "16mm", "right": "16mm"},
    )  # fmt: skip


def main():
    chromium = browser.find()
    if not chromium:
        sys.exit("The PDF is printed by Chromium, which is missing. Debian and Ubuntu: apt-get install chromium")
    if not (SITE / "book").is_dir():
        sys.exit("There is no site to print: run make book first.")
    whole = joined(course.pages())
    PDF.parent.mkdir(parents=True, exist_ok=True)
    with browser.serve(SITE) as address, sync_playwright() as play:
        opened = browser.launch(play, chromium)
        page = opened.new_page()
        page.set_default_timeout(300_000)  # a slow machine takes a minute to set all formulas
        page.route("**/whole.html", lambda route: route.fulfill(body=whole, content_type="text/html; charset=utf-8"))
        page.goto(f"{address}/whole.html", wait_until="networkidle", timeout=120_000)
        page.wait_for_function("document.readyState === 'complete' && window.MathJax?.startup?.promise")
        page.evaluate("MathJax.startup.promise")
        _print(page)
        pdf_front.fill_in(page, PdfReader(PDF))
        _print(page)
        opened.close()
    print(f"The book is {PDF.relative_to(ROOT)}, {PDF.stat().st_size / 1e6:.1f} MB.")


if __name__ == "__main__":
    main()
