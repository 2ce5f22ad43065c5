"""Text with Markdown and formulas as HTML that holds no code: whoever wrote it, a browser only shows it.

HTML in the text is shown as text, pictures are links to nowhere, formulas become MathML, which browsers draw without
any script or network.
"""

import html
import re
import xml.etree.ElementTree as ElementTree
from functools import cache

import latex2mathml.converter
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

MOST_FORMATTED = 20_000  # characters; the time that formatting takes can grow with the square
_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_ELEMENTS = {
    "math", "semantics", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace", "mfrac", "msqrt", "mroot", "msub",
    "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none", "mtable", "mtr",
    "mtd", "menclose", "mpadded", "mphantom", "mstyle", "merror",
}  # fmt: skip
_ATTRIBUTES = {
    "display", "mathvariant", "stretchy", "fence", "form", "separator", "lspace", "rspace", "minsize", "maxsize",
    "symmetric", "largeop", "movablelimits", "accent", "accentunder", "linethickness", "displaystyle",
    "scriptlevel", "columnalign", "rowalign", "columnspacing", "rowspacing", "columnlines", "rowlines", "width",
    "height", "depth",
}  # fmt: skip
_PLAIN_VALUE = re.compile(r"[\w .%+-]{0,40}")
_LINK = re.compile(r"https?://|mailto:|#", re.I)
_ENVIRONMENT = re.compile(r"^\\begin\{(equation|align|gather|eqnarray)\*?\}.*?\\end\{\1\*?\}", re.S | re.M)


def formatted(text):
    r"""HTML of a text cell.

    Examples
    --------
    >>> formatted("a *b* <script>")
    '<p>a <em>b</em> &lt;script&gt;</p>\n'
    """
    if len(text) > MOST_FORMATTED:
        return as_typed(text)
    return _markdown().render(_ENVIRONMENT.sub(lambda match: f"$$\n{match[0]}\n$$", text))


def as_typed(text):
    """HTML of a text as it was typed."""
    return f"<pre>{html.escape(text)}</pre>\n"


def mathml(source, display=False):
    r"""A formula as MathML; as it was typed where it is not understood.

    Examples
    --------
    >>> "<mfrac>" in mathml(r"\frac{1}{3}")
    True
    """
    try:
        tree = ElementTree.fromstring(latex2mathml.converter.convert(source, display="block" if display else "inline"))
        return ElementTree.tostring(_harmless(tree), encoding="unicode")
    except Exception:
        return f"<code>{html.escape(source)}</code>"


def _harmless(element):
    """The element with the names and attributes of MathML's core alone."""
    name = element.tag.removeprefix(_MATHML)
    kept = {k: v for k, v in element.attrib.items() if k in _ATTRIBUTES and _PLAIN_VALUE.fullmatch(v)}
    made = ElementTree.Element(name if name in _ELEMENTS else "mrow", kept)
    made.text, made.tail = element.text, element.tail
    made.extend(_harmless(child) for child in element)
    return made


@cache
def _markdown():
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    markdown.use(
        dollarmath_plugin, double_inline=True, renderer=lambda source, options: mathml(source, options["display_mode"])
    )
    markdown.validateLink = lambda address: bool(_LINK.match(address.strip()))
    return markdown
