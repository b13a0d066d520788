"""Why a URL is refused, and the rules that hold for the parameters of any URL."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from mfgusa.catalogue.search.fields import MAX_SEARCH_LENGTH
from mfgusa.text import closest_match, did_you_mean

MAX_VALUES = 100  # Each is a chip or a message, and is in every link of the page.


@dataclass
class ParameterProblem:
    """Why a URL is refused: the parameter, and the nearest valid name or value."""

    name: str
    message: str
    closest_match: str = ""

    @classmethod
    def with_guess(
        cls, name: str, message: str, value: str, known: Iterable[str]
    ) -> "ParameterProblem":
        """The problem of an unknown value, with the nearest of the known ones."""
        known = list(known)
        return cls(
            name, message + did_you_mean(value, known), closest_match(value, known)
        )


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
