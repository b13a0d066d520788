"""Why a URL is refused, and the rules that hold for the parameters of any URL."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mfgusa.catalogue.search.fields import MAX_SEARCH_LENGTH
from mfgusa.text import closest_match

MAX_VALUES = 100  # Each is a chip or a message, and is in every link of the page.


@dataclass
class ParameterProblem:
    """Why a URL is refused: the parameter, and the nearest valid name or value.

    `value` is the refused value; it is blank if the name is refused. `replacement` are
    the names and values that the parameter stands for, if they are several.
    """

    name: str
    message: str
    closest_match: str = ""
    value: str = ""
    replacement: tuple[tuple[str, str], ...] = ()

    @classmethod
    def unknown_name(
        cls, name: str, message: str, known: Iterable[str]
    ) -> "ParameterProblem":
        """The problem of an unknown name, with the nearest of the known ones."""
        return cls(name, message, closest_match(name, known))

    @classmethod
    def unknown_value(
        cls, name: str, message: str, value: str, known: Iterable[str]
    ) -> "ParameterProblem":
        """The problem of an unknown value, with the nearest of the known ones."""
        return cls(name, message, closest_match(value, known), value)

    @property
    def guess(self) -> str:
        """What may have been meant, as a URL has it; blank if nothing is likely."""
        return urlencode(self.replacement) or self.closest_match

    @property
    def detail(self) -> str:
        """The message, and what may have been meant."""
        if not self.guess:
            return self.message
        hint = _("Did you mean %(guess)s?") % {"guess": self.guess}
        return f"{self.message} {hint}"

    def corrected(self, data: QueryDict) -> str:
        """The query string with the nearest name or value; all else as it was."""
        pairs = [(name, value) for name, values in data.lists() for value in values]
        return urlencode([new for pair in pairs for new in self._corrected(*pair)])

    def _corrected(self, name: str, value: str) -> Iterable[tuple[str, str]]:
        if name != self.name or (self.value and value != self.value):
            return [(name, value)]
        if self.value:
            return self.replacement or [(name, self.closest_match)]
        return [(self.closest_match, value)]


def too_many_values(data: QueryDict) -> Iterator[ParameterProblem]:
    """A problem if the URL has more values than anyone chooses by hand."""
    if sum(len(values) for _name, values in data.lists()) > MAX_VALUES:
        message = _("An address can have %(most)d values at most.")
        yield ParameterProblem("", message % {"most": MAX_VALUES})


def invalid_search_texts(texts: Mapping[str, str]) -> Iterator[ParameterProblem]:
    """A problem for each text, by parameter, that no search field would accept."""
    field = forms.CharField(required=False, max_length=MAX_SEARCH_LENGTH)
    for name, text in texts.items():
        try:
            field.clean(text)
        except ValidationError as error:
            for message in error.messages:
                yield ParameterProblem(name, f"{name}: {message}")
