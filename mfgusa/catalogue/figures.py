"""Numbers that open: how many rows a catalogue has under some filters, and where.

A listing asks the catalogue's own FilterSet, so that a number and the list behind it
cannot differ.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.functional import Promise

from mfgusa.catalogue.filters.choices import build_options
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED, Option


@dataclass(frozen=True)
class LinkedCount:
    """A number of rows and the address that lists exactly these rows.

    `title` says what they are. `text` stands for the number where the rows add up to
    something else than their count, such as an amount. Without rows it is false, and
    shown as “not recorded”.
    """

    title: str
    count: int
    url: str
    text: str = ""
    value: str = ""  # Of the facet that tells it from others, if one does.

    def __bool__(self) -> bool:
        return self.count > 0


class FilteredCount:
    """The rows of a catalogue, narrowed down by filters of its address.

    `name` is the name of the catalogue's address. ValueError for filters that the
    catalogue would refuse.
    """

    def __init__(self, name: str, **filters: Any) -> None:
        self.name, self.filters = name, filters
        self.path = reverse(name)
        self.view = resolve(self.path).func.view_class
        self._filtersets: dict[frozenset[str], FacetedFilterSet] = {}
        self._counts: dict[str, dict[str, int]] = {}
        if self.filterset.problems:
            raise ValueError(self.filterset.problems[0].message)

    @property
    def filterset(self) -> FacetedFilterSet:
        """The catalogue's own FilterSet, with these filters."""
        return self._knowing()

    def _knowing(self, *facets: str) -> FacetedFilterSet:
        """The same, which knows some facets besides the filters in use."""
        names = frozenset([*self.filters, *facets])
        if names not in self._filtersets:
            self._filtersets[names] = self.view.filterset_class.restricted_to(
                names, self._query(self.filters), self.view.queryset.all()
            )
        return self._filtersets[names]

    @staticmethod
    def _query(filters: Mapping[str, Any]) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, value in filters.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            query.setlist(name, [str(one) for one in values])
        return query

    @property
    def rows(self) -> QuerySet:
        """The rows, as the catalogue shows them."""
        return self.filterset.qs

    @property
    def url(self) -> str:
        return self.address({})

    def address(self, changes: Mapping[str, Any]) -> str:
        """The catalogue with these filters changed (None drops one)."""
        query = self._knowing(*changes).query(dict(changes))
        return f"{self.path}?{query}" if query else self.path

    def narrow(self, **filters: Any) -> "FilteredCount":
        """The same with more filters."""
        return FilteredCount(self.name, **self.filters | filters)

    @cached_property
    def count(self) -> int:
        told = self.filterset.estimated_count
        return int(self.rows.order_by().count()) if told is None else told

    def linked_count(self, title: Any, text: str = "") -> LinkedCount:
        """How many rows there are; a title that counts (`ngettext_lazy`) agrees."""
        return LinkedCount(
            pluralize_label(title, self.count), self.count, self.url, text
        )

    def by(self, facet: str) -> list[LinkedCount]:
        """How many there are of each value that is found, in the vocabulary's order.

        Of a facet that is narrowed down, only the chosen values.
        """
        options = build_options(self._facet(facet), self.counts(facet), (), ())
        return [self._of(one, facet) for one in flatten_options(options)]

    def counts(self, facet: str) -> dict[str, int]:
        """The same as numbers by value; asked once."""
        if facet not in self._counts:
            counts = self._facet(facet).counts(self.rows).items()
            shown = {value: n for value, n in counts if self._shows(facet, value)}
            self._counts[facet] = shown
        return self._counts[facet]

    def _facet(self, name: str) -> Any:
        return self._knowing(name).filters[name]

    def count_between(
        self, facet: str, title: Any, *, least: int, most: int | None = None
    ) -> LinkedCount:
        """How many have a number from `least` on, up to `most` if there is one.

        It is told from how many have each number, so that several cost one query.
        """
        count = sum(
            count
            for value, count in self.counts(facet).items()
            if value.isdecimal() and least <= int(value) <= (most or int(value))
        )
        bounds = {f"{facet}_min": least, f"{facet}_max": most}
        asked = {facet: [str(least)]} if least == most else bounds
        return LinkedCount(pluralize_label(title, count), count, self.address(asked))

    def _of(self, option: Option, facet: str) -> LinkedCount:
        url = self.address({facet: [option.value]})
        return LinkedCount(option.label, option.count, url, value=option.value)

    def cross_tabulate(
        self, first: str, second: str
    ) -> dict[tuple[str, str], LinkedCount]:
        """How many rows have each pair of values of two facets: one query.

        A figure has no title: what heads its row and its column says it.
        """
        filters = self._knowing(first, second).filters
        values = {f"in_{n}": filters[n].expression() for n in (first, second)}
        rows = self.rows.order_by().annotate(**values).values_list(*values)
        found: Counter = Counter()
        for one, other, count in rows.annotate(found=Count("pk", distinct=True)):
            found[one or NOT_RECORDED, other or NOT_RECORDED] += count
        return {
            (one, other): LinkedCount(
                "", n, self.address({first: [one], second: [other]})
            )
            for (one, other), n in found.items()
            if self._shows(first, one) and self._shows(second, other)
        }

    def _shows(self, facet: str, value: str) -> bool:
        return value in self.filterset.active_values.get(facet, (value,))


def count_together(listings: list[FilteredCount], facet: str) -> None:
    """Count listings that differ in one value of one facet only: one query."""
    values = [listing.filters[facet] for listing in listings]
    counts = listings[0].narrow(**{facet: values}).counts(facet)
    for listing, value in zip(listings, values, strict=True):
        listing.count = counts.get(value, 0)


def pluralize_label(title: Any, count: int) -> str:
    """A title as it stands beside a number: “1 program”, “2 programs”."""
    return str(title % count if isinstance(title, Promise) else title)


def flatten_options(options: Iterable[Option]) -> Iterator[Option]:
    """Options and those below them, each after its parent."""
    for option in options:
        yield option
        yield from flatten_options(option.children)
