"""Quick questions whose every wrong answer has its own feedback: live in JupyterLab, and on the website."""

import hashlib
import html
import json
import os

from IPython.display import HTML, display

from qtlib.words import as_html

__all__ = ["number", "quiz"]

_UNREADABLE = "That is not a number. Write it as 0.25, 2.5e-1 or 1/4."
_NONE = "Choose an answer first."


def quiz(question, *, right, why, wrong, otherwise="", tolerance=0.01):
    """Ask a question and answer each answer.

    Parameters
    ----------
    question : str
        What is asked; for a number it names the unit.
    right : float or str
        The right answer: a number to type, or one of the answers to choose from.
    why : str
        Shown after "Right."
    wrong : dict
        Each wrong answer (a number, or a text to choose) with what to say about it. At least one.
    otherwise : str
        For a number: what to say about all other numbers.
    tolerance : float
        A typed number counts as an answer within this fraction of it (of the right answer, where that is larger).

    Raises
    ------
    ValueError
        If there is no wrong answer, numbers and texts are mixed, a wrong number lies within the tolerance of another
        answer, or a question for a number has nothing to say about other numbers.

    See Also
    --------
    qtlib.widgets.explore : a figure to ask about

    Examples
    --------
    >>> from qtlib.widgets.quiz import quiz
    >>> quiz(
    ...     "Three channels, each half open. G in 2e²/h?",
    ...     right=1.5,
    ...     why="Transmissions add.",
    ...     wrong={0.125: "Side by side, they do not multiply."},
    ...     otherwise="G is ΣT in these units.",
    ... )
    <IPython.core.display.HTML object>
    """
    asked = _Question(question, right, why, wrong, otherwise, tolerance)
    display(HTML(asked.page()) if os.environ.get("QTLIB_WIDGETS") == "frames" else asked.live())


def number(text):
    """The number that a reader typed, or None: a decimal comma, a fraction and − as a minus are understood.

    See Also
    --------
    quiz : where it is typed

    Examples
    --------
    >>> from qtlib.widgets.quiz import number
    >>> number("0.25") == number("0,25") == number("2.5e-1") == number("1/4")
    True
    """
    parts = text.strip().replace("−", "-").replace(",", ".").split("/")
    try:
        value, *divisor = (float(part) for part in parts)
        if len(divisor) > 1:
            return None
        value = value / divisor[0] if divisor else value
    except (ValueError, ZeroDivisionError):
        return None
    return value if abs(value) < float("inf") else None


class _Question:
    """A question with its answers in the order in which they are shown: (answer, is right, feedback)."""

    def __init__(self, question, right, why, wrong, otherwise, tolerance):
        self.question = question
        self.otherwise = otherwise
        self.tolerance = tolerance
        self.numeric = not isinstance(right, str)
        if not wrong or any(isinstance(a, str) == self.numeric for a in wrong):
            raise ValueError(f"wrong answers to {question!r} must be of the kind of the right one, got {list(wrong)!r}")
        if self.numeric and not otherwise:
            raise ValueError(f"otherwise must say something to other numbers given to {question!r}, got ''")
        self.answers = [(right, True, f"Right. {why}"), *((a, False, f"No. {text}") for a, text in wrong.items())]
        if self.numeric:
            self.scale = abs(right)
            near = [a for i, (a, *_) in enumerate(self.answers) if any(self._is(a, b) for b, *_ in self.answers[:i])]
            if near:
                raise ValueError(f"wrong answers to {question!r} must lie apart from others, got {near!r}")
        else:  # shuffled, and always the same way
            self.answers.sort(key=lambda a: hashlib.sha256((question + a[0]).encode()).digest())

    def _is(self, given, answer):
        return abs(given - answer) <= self.tolerance * max(abs(answer), self.scale)

    def reply(self, given):
        """What is said to a typed text, or to the index of a chosen answer."""
        if not self.numeric:
            return _NONE if given is None else self.answers[given][2]
        value = number(given)
        if value is None:
            return _UNREADABLE
        return next((text for a, _, text in self.answers if self._is(value, a)), f"No. {self.otherwise}")

    def page(self):
        """The website's view, moved by site/static/quiz.js."""
        name = "quiz-" + hashlib.sha256(self.question.encode()).hexdigest()[:12]
        if self.numeric:
            known = [[float(a), self.tolerance * max(abs(a), self.scale), text] for a, _, text in self.answers]
            data = {"known": known, "otherwise": f"No. {self.otherwise}", "empty": _UNREADABLE}
            fields = '<label>Your answer <input type="text" inputmode="decimal" autocomplete="off"></label>'
        else:
            data = {"replies": [text for *_, text in self.answers], "empty": _NONE}
            fields = "".join(
                f'<label><input type="radio" name="{name}" value="{i}" autocomplete="off"> '
                f"<span>{as_html(a)}</span></label>"
                for i, (a, *_) in enumerate(self.answers)
            )
        packed = html.escape(json.dumps(data, ensure_ascii=False), quote=True)
        return (
            f'<fieldset class="quiz" data-replies="{packed}"><legend>{as_html(self.question)}</legend>{fields}'
            '<button type="button">Check</button><p class="quiz-reply" role="status"></p></fieldset>'
        )

    def live(self):
        """The ipywidgets view."""
        import ipywidgets as widgets

        if self.numeric:
            field = widgets.Text(description="Your answer", continuous_update=False)
        else:
            options = [(a, i) for i, (a, *_) in enumerate(self.answers)]
            field = widgets.RadioButtons(options=options, value=None, layout={"width": "max-content"})
        button = widgets.Button(description="Check")
        said = widgets.HTML()

        def check(_):
            said.value = f'<p role="status">{as_html(self.reply(field.value))}</p>'

        button.on_click(check)
        if self.numeric:
            field.observe(check, "value")  # the Enter key
        return widgets.VBox([widgets.HTML(f"<b>{as_html(self.question)}</b>"), field, button, said])
