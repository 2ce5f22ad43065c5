"""How the bibliography is printed: by author, numbered, and each title with the capitals that it has."""

import unicodedata

from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting.plain import Style
from pybtex.style.sorting.author_year_title import SortingStyle
from pybtex.style.template import field, sentence


class WithoutMarks(SortingStyle):
    """By author, where ö stands at o."""

    def person_key(self, person):
        key = Text.from_latex(super().person_key(person)).render_as("text")
        letters = unicodedata.normalize("NFD", key)
        return "".join(letter for letter in letters if not unicodedata.combining(letter))


class AsWritten(Style):
    """The plain style, which would make a small l of Landauer's."""

    default_sorting_style = WithoutMarks

    def format_title(self, e, which_field, as_sentence=True):
        title = field(which_field)
        return sentence[title] if as_sentence else title


def setup(app):
    register_plugin("pybtex.style.formatting", "as_written", AsWritten)
