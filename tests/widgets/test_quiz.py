"""Quick questions outside a browser: replies, refusals, the website's markup, the live view."""

import json

import pytest
from bs4 import BeautifulSoup

import qtlib.widgets.quiz
from qtlib.widgets.quiz import number, quiz

PEAK = dict(right=0.75, why="4·3/16.", wrong={1 / 3: "A ratio.", 0: "Not closed."}, otherwise="Γ is a full width.")
HEAT = dict(right="in both reservoirs", why="They relax there.", wrong={"in the wire": "Nothing scatters in R_P."})


@pytest.fixture
def shown(monkeypatch):
    shown = []
    monkeypatch.setattr(qtlib.widgets.quiz, "display", shown.append)
    return shown


@pytest.mark.parametrize(
    ("text", "value"),
    [(" 0.25 ", 0.25), ("0,25", 0.25), ("1/4", 0.25), ("2.5e-1", 0.25), ("−2", -2), ("1/0", None), ("1/2/3", None)]
    + [(text, None) for text in ("", "nan", "inf", "a quarter", "/2")],
)
def test_a_typed_number_is_read(text, value):
    assert number(text) == value


@pytest.mark.parametrize(
    ("typed", "reply"),
    [("3/4", "Right. 4·3/16."), ("0.757", "Right. 4·3/16."), ("0.76", "No. Γ is a full width."),
     ("0.333", "No. A ratio."),
     ("0,005", "No. Not closed."), ("half", "That is not a number. Write it as 0.25, 2.5e-1 or 1/4.")],
)  # fmt: skip
def test_reply_to_a_number(typed, reply, shown, monkeypatch):
    monkeypatch.setenv("QTLIB_WIDGETS", "live")
    quiz("The height?", **PEAK)
    _, field, _, said = shown[0].children
    field.value = typed
    assert said.value == f'<p role="status">{reply}</p>'


def test_reply_to_a_choice(shown, monkeypatch):
    monkeypatch.setenv("QTLIB_WIDGETS", "live")
    quiz("Where is the heat?", **HEAT)
    _, field, button, said = shown[0].children
    button.click()
    assert "Choose an answer first." in said.value
    field.index = [text for text, _ in field.options].index("in the wire")
    button.click()
    assert "No. Nothing scatters in R<sub>P</sub>." in said.value
    field.index = 1 - field.index
    button.click()
    assert "Right. They relax there." in said.value


def test_page_can_be_read_by_everyone(shown):
    quiz("The height of Γ_LΓ_R?", **PEAK)
    quiz("Where is the <heat>?", **HEAT)
    typed, chosen = (BeautifulSoup(html.data, "html.parser").fieldset for html in shown)
    assert typed.legend.decode_contents() == "The height of Γ<sub>L</sub>Γ<sub>R</sub>?"
    assert typed.label.input["type"] == "text"
    assert chosen.legend.text == "Where is the <heat>?"
    assert {label.span.text for label in chosen.find_all("label")} == {"in the wire", "in both reservoirs"}
    assert len({i["name"] for i in chosen.find_all("input")}) == 1
    replies = json.loads(chosen["data-replies"])["replies"]
    right = [i for i, label in enumerate(chosen.find_all("label")) if label.span.text == HEAT["right"]]
    assert [i for i, reply in enumerate(replies) if reply.startswith("Right.")] == right


def test_the_right_answer_has_no_place_of_its_own(shown):
    for i in range(40):
        quiz(f"Question {i}?", **HEAT)
    first = [BeautifulSoup(html.data, "html.parser").span.text for html in shown]
    assert 10 < first.count(HEAT["right"]) < 30


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wrong": {}}, "of the kind of the right one"),
        ({"wrong": {"1": "text"}}, "of the kind of the right one"),
        ({"wrong": {0.7501: "too near"}}, r"must lie apart from others, got \[0.7501\]"),
        ({"otherwise": ""}, "otherwise must say something"),
    ],
)
def test_refusals(change, words):
    with pytest.raises(ValueError, match=words):
        quiz("The height?", **{**PEAK, **change})
