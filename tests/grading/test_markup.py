"""Nothing that a student wrote is code on a page of ours, or in what nbgrader shows."""

import re
import time
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter

from grading import feedback, harmless, markup, outputs

ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))", "![x](http://spy.example/a.png)",
    "[x](data:text/html,<script>alert(1)</script>)", "<svg onload=alert(1)>", r"$\href{javascript:alert(1)}{x}$",
    r"$\text{<script>alert(1)</script>}$",
    r"$$\style{background:url(javascript:alert(1))}{x}$$", "`<script>`", "```html\n<script>alert(1)</script>\n```",
    "<http://x/\"onmouseover=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]", "| <script> |\n|---|\n| <b onclick=alert(1)> |",
    "$a$</math><script>alert(1)</script>", r"\begin{equation}<script>\end{equation}",
    '"><script>alert(1)</script>', "</pre><script>alert(1)</script>", "<iframe src=//x>",
    "[x](http://a\"onclick=\"alert(1))", "a\x00<script>",
]  # fmt: skip
ALLOWED = {
    "p", "em", "strong", "a", "code", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote",
    "hr", "br", "table", "thead", "tbody",
    "tr", "th", "td", "span", "div", *markup._ELEMENTS,
}  # fmt: skip


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.faults = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        if tag not in ALLOWED:
            self.faults.append(tag)
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "style", "id", "formaction", "xlink:href"):
                self.faults.append(f"{tag} {name}")
            if name == "href" and not (value or "").lower().startswith(("http:", "https:", "mailto:", "#")):
                self.faults.append(value)

    def handle_comment(self, data):
        self.faults.append("comment")

    handle_decl = handle_pi = handle_comment


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_is_more_than_text(attack):
    assert Seen(markup.formatted(attack)).faults == []
    assert Seen(markup.as_typed(attack)).faults == []


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="<>[]()$\\{}!`*_|-#&;:\"'= \nabhrefonscriptsvgx^/.", max_size=80))
def test_no_text_is_more_than_text(text):
    assert Seen(markup.formatted(text)).faults == []


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "$",
        "*a",
        "`",
        "> ",
        r"$\frac{",
        "|a",
        "- ",
        r"\left(",
        "![",
        "<",
        "&",
        "[](",
        "**",
        "_a",
        "$$\n",
        r"\begin{align}",
    ],
)
def test_time_is_limited(unit):
    start = time.process_time()
    markup.formatted(unit * (64_000 // len(unit)))
    markup.formatted(unit * (markup.MOST_FORMATTED // len(unit)))
    assert time.process_time() - start < 10


def test_formulas_are_drawn_without_a_network():
    text = markup.formatted(
        "noise $S=4kT G_0$ and\n\n$$\\frac{2e^2}{h}\\sum_n T_n(1-T_n)$$\n\n\\begin{equation}\nx=\\sqrt{2}\n"
        r"\end{equation}"
    )
    assert text.count("<math") == 3
    assert "<mfrac>" in text
    assert "<msqrt>" in text
    assert "http" not in text


def page(source, put_out=()):
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell(source), nbformat.v4.new_raw_cell(source),
        nbformat.v4.new_code_cell(source, outputs=outputs.clean(list(put_out)), metadata={"nbgrader": {"grade": True,
        "grade_id": "a_check", "points": 1}}),
    ])  # fmt: skip
    made = feedback.pieces(**feedback.content("channels", notebook, notebook))
    return feedback.page("ana<script>", **made, points={"a_check": 0.0}, comments={"a_check": source})


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_page_holds_no_code(attack):
    put_out = [
        {"output_type": "stream", "name": "stdout", "text": attack}, {"output_type": "error", "ename": attack,
        "evalue": attack, "traceback": [attack]},
        {"output_type": "display_data", "data": {"text/html": attack, "image/svg+xml": attack, "image/png": attack,
        "text/plain": attack, "application/javascript": attack}},
    ]  # fmt: skip
    text = page(attack, put_out)
    body = text[text.index("<body>") :]
    assert "<script" not in body
    assert {fault for fault in Seen(body).faults} <= {"body", "section", "section id"}  # ours
    assert re.findall("<section[^>]*>", body) == ['<section id="a_check">']
    assert "default-src 'none'" in text


def test_pictures_are_pictures():
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    (good,) = outputs.clean(
        [
            {
                "output_type": "display_data",
                "data": {"image/png": png + "\n"},
                "metadata": {"image/png": {"width": '"><script>'}},
            }
        ]
    )
    assert good.data == {"image/png": png}
    assert good.metadata == {}
    assert outputs.clean([{"output_type": "display_data", "data": {"image/png": 'x"><script>'}}]) == []


def test_what_formgrader_shows_is_one_block_of_html():
    released = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Task **one**")])
    for attack in ATTACKS:
        notebook = nbformat.v4.new_notebook(cells=[
            nbformat.v4.new_markdown_cell("# Task **one**"), nbformat.v4.new_markdown_cell(attack),
            nbformat.v4.new_raw_cell(attack),
        ])  # fmt: skip
        harmless.texts(notebook, released)
        assert notebook.cells[0].source == "# Task **one**"
        for cell in notebook.cells[1:]:
            assert cell.cell_type == "markdown"
            assert cell.source.startswith("<div>")
            assert not set("\n$\\`*[]") & set(cell.source)
            assert Seen(cell.source).faults == []


def test_a_formula_stays_a_formula_there():
    text = harmless.as_block(markup.formatted("$x_1$"))
    assert ElementTree.fromstring(text.replace("&#95;", "_")).find(".//msub") is not None


@pytest.mark.parametrize("attack", ATTACKS)
def test_nbgrader_s_own_page_of_it_holds_no_code(attack):
    notebook = nbformat.v4.new_notebook(cells=[
        nbformat.v4.new_markdown_cell(attack), nbformat.v4.new_raw_cell(attack), nbformat.v4.new_code_cell(attack,
        outputs=outputs.clean([
            {"output_type": "stream", "name": "stderr", "text": attack}, {"output_type": "error", "ename": attack,
            "evalue": attack, "traceback": [attack]},
            {"output_type": "execute_result", "data": {"text/plain": attack, "text/html": attack}, "metadata": {
            "x": attack}},
        ])),
    ])  # fmt: skip
    harmless.texts(notebook, nbformat.v4.new_notebook())
    shown, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    shown = shown[shown.index("<body") :]
    assert "<script>alert" not in shown
    assert not [fault for fault in Seen(shown).faults if "javascript:" in fault or " on" in fault]
