"""Why an address is refused, and the rules that hold for any address."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from mfgusa.catalogue.search.fields import MAX_SEARCH_LENGTH
from mfgusa.text import did_you_mean, nearest

MAX_VALUES = 100  # Each is a chip or a message, and stands in every link of the page.


@dataclass
class ParameterProblem:
    """Why an address is refused: which parameter, and the nearest that would do."""

    name: str
    message: str
    nearest: str = ""

    @classmethod
    def with_guess(
        cls, name: str, message: str, value: str, known: Iterable[str]
    ) -> "ParameterProblem":
        """The problem of an unknown value, with the nearest of the known ones."""
        known = list(known)
        return cls(name, message + did_you_mean(value, known), nearest(value, known))


def too_many_values(data: QueryDict) -> Iterator[ParameterProblem]:
    """That an address has more values than anyone chooses by hand, if it has."""
    if sum(len(values) for _name, values in data.lists()) > MAX_VALUES:
        message = _("An address can have %(most)d values at most.")
        yield ParameterProblem("", message % {"most": MAX_VALUES})


def invalid_search_texts(typed: Mapping[str, str]) -> Iterator[ParameterProblem]:
    """What of the words typed, by parameter, is longer or stranger than a search."""
    field = forms.CharField(required=False, max_length=MAX_SEARCH_LENGTH)
    for name, words in typed.items():
        try:
            field.clean(words)
        except ValidationError as problem:
            yield from (
                ParameterProblem(name, f"{name}: {said}") for said in problem.messages
            )
