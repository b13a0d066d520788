"""The active filters of a catalogue, in words, each with the way to drop it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED


@dataclass
class Chip:
    """One active filter, and the query that is left without it."""

    title: str
    label: str
    query: str
    is_excluded: bool = False

    def __str__(self) -> str:
        words = _("not %(label)s") if self.is_excluded else "%(label)s"
        return f"{self.title}: {words % {'label': self.label}}"


def build_chips(filterset: Any, *, but: str) -> Iterator[Chip]:
    """One for each value that is chosen, but for a parameter that narrows nothing."""
    for name, value in filterset.active_values.items():
        if isinstance(filterset.filters[name], Facet):
            yield from _of_facet(filterset, name, value)
        elif name != but:
            left = filterset.query({name: None})
            yield Chip(_title(filterset, name), str(value), left)


def _of_facet(filterset: Any, name: str, values: list[str]) -> Iterator[Chip]:
    one = filterset.filters[name]
    labels = {option.value: option.label for option in one.vocabulary()}
    labels[NOT_RECORDED] = _("Not recorded")
    for word in values:
        left = filterset.query({name: [other for other in values if other != word]})
        yield Chip(str(one.label), labels[word], left, is_excluded=one.exclude)


def _title(filterset: Any, name: str) -> str:
    """Of a bound of a range, with the range that it is of."""
    filters = filterset.filters
    facet = filters.get(name.removesuffix("_min").removesuffix("_max"))
    own = str(filters[name].label)
    is_bound = facet is not None and facet is not filters[name]
    return f"{facet.label}, {own.lower()}" if is_bound else own
