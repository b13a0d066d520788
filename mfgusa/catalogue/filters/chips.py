"""The active filters of a catalogue in words, each with a link that removes it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED

if TYPE_CHECKING:
    from mfgusa.catalogue.filters.filterset import FacetedFilterSet


@dataclass
class Chip:
    """One active filter, and the query string without it."""

    title: str
    label: str
    query: str
    is_excluded: bool = False

    def __str__(self) -> str:
        text = _("not %(label)s") if self.is_excluded else "%(label)s"
        return f"{self.title}: {text % {'label': self.label}}"


def build_chips(filterset: "FacetedFilterSet", *, without: str) -> Iterator[Chip]:
    """A chip for each active value, but for those of the parameter `without`."""
    for name, value in filterset.active_values.items():
        if isinstance(filterset.filters[name], Facet):
            yield from _facet_chips(filterset, name, value)
        elif name != without:
            query = filterset.query({name: None})
            yield Chip(_title(filterset, name), str(value), query)


def _facet_chips(
    filterset: "FacetedFilterSet", name: str, values: list[str]
) -> Iterator[Chip]:
    facet = filterset.filters[name]
    labels = {option.value: option.label for option in facet.vocabulary()}
    labels[NOT_RECORDED] = _("Not recorded")
    for value in values:
        query = filterset.query({name: [v for v in values if v != value]})
        yield Chip(str(facet.label), labels[value], query, is_excluded=facet.exclude)


def _title(filterset: "FacetedFilterSet", name: str) -> str:
    """The label of a filter; for a bound, after the label of its range."""
    filters = filterset.filters
    facet = filters.get(name.removesuffix("_min").removesuffix("_max"))
    label = str(filters[name].label)
    is_bound = facet is not None and facet is not filters[name]
    return f"{facet.label}, {label.lower()}" if is_bound else label
