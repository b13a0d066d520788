"""Numbers with links: how many rows a catalogue has under some filters, and where.

A `FilteredCount` uses the catalogue's own FilterSet, so that a number and the list
behind it cannot differ.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import resolve, reverse
from django.utils.functional import Promise

from mfgusa.catalogue.filters.choices import build_options
from mfgusa.catalogue.filters.facet import Facet
from mfgusa.catalogue.filters.filterset import FacetedFilterSet
from mfgusa.catalogue.filters.vocabulary import Option

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class LinkedCount:
    """A number of rows, and the URL that lists exactly these rows.

    `title` says what they are. `text` replaces the number where the rows add up to
    something other than their count, such as an amount. Without rows it is false, and
    shown as “not recorded”.
    """

    title: str
    count: int
    url: str
    text: str = ""
    value: str = ""  # Of the facet that the count is by, if any.

    def __bool__(self) -> bool:
        return self.count > 0


class FilteredCount:
    """The rows of a catalogue under some filters.

    `name` is the name of the catalogue's URL pattern. Raises ValueError for filters
    that the catalogue refuses.
    """

    def __init__(self, name: str, **filters: Any) -> None:
        self.name, self.filters = name, filters
        self.path = reverse(name)
        # Any: `as_view` sets `view_class` on the function; its stubs do not say so.
        view: Any = resolve(self.path).func
        self.view = view.view_class
        self._filtersets: dict[frozenset[str], FacetedFilterSet] = {}
        self._counts: dict[str, dict[str, int]] = {}
        if self.filterset.problems:
            raise ValueError(self.filterset.problems[0].message)

    @property
    def filterset(self) -> FacetedFilterSet:
        """The catalogue's own FilterSet, with the filters."""
        return self._filterset_with()

    def _filterset_with(self, *facets: str) -> FacetedFilterSet:
        """The FilterSet, restricted to the filters in use and some facets."""
        names = frozenset([*self.filters, *facets])
        if names not in self._filtersets:
            self._filtersets[names] = self.view.filterset_class(
                self._query(self.filters), self.view.queryset.all(), names=names
            )
        return self._filtersets[names]

    @staticmethod
    def _query(filters: Mapping[str, Any]) -> QueryDict:
        query = QueryDict(mutable=True)
        for name, value in filters.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            query.setlist(name, [str(v) for v in values])
        return query

    @property
    def rows(self) -> QuerySet[Any]:
        """The rows, as the catalogue shows them."""
        return self.filterset.qs

    @property
    def url(self) -> str:
        """The URL that lists the rows."""
        return self.url_with({})

    def url_with(self, changes: Mapping[str, Any]) -> str:
        """The catalogue with these filters changed (None removes one)."""
        query = self._filterset_with(*changes).query(changes)
        return f"{self.path}?{query}" if query else self.path

    def narrow(self, **filters: Any) -> "FilteredCount":
        """The same rows under more filters."""
        return FilteredCount(self.name, **self.filters | filters)

    @cached_property
    def count(self) -> int:
        """The number of rows."""
        return self.filterset.count

    def linked_count(self, title: "StrOrPromise", text: str = "") -> LinkedCount:
        """The number of rows with a title, which may be an `ngettext_lazy`."""
        label = pluralize_label(title, self.count)
        return LinkedCount(label, self.count, self.url, text)

    def by(self, facet: str) -> list[LinkedCount]:
        """The number of rows by value of a facet, in the vocabulary's order.

        Where the facet is filtered, only by its chosen values.
        """
        options = build_options(self._facet(facet), self.counts(facet), (), ())
        return [self._option_count(o, facet) for o in flatten_options(options)]

    def counts(self, facet: str) -> dict[str, int]:
        """The number of rows by value of a facet, computed once."""
        if facet not in self._counts:
            filterset = self._filterset_with(facet)
            counts = filterset.value_counts(facet, filterset.row_set()).items()
            chosen = {value: n for value, n in counts if self._has(facet, value)}
            self._counts[facet] = chosen
        return self._counts[facet]

    def _facet(self, name: str) -> Facet:
        facet: Facet = self._filterset_with(name).filters[name]
        return facet

    def count_between(
        self, facet: str, title: "StrOrPromise", *, least: int, most: int | None = None
    ) -> LinkedCount:
        """The number of rows with a number from `least`, up to `most` if given.

        It adds up the counts of each number.
        """
        count = sum(
            count
            for value, count in self.counts(facet).items()
            if value.isdecimal() and least <= int(value) <= (most or int(value))
        )
        bounds = {f"{facet}_min": least, f"{facet}_max": most}
        changes = {facet: [str(least)]} if least == most else bounds
        url = self.url_with(changes)
        return LinkedCount(pluralize_label(title, count), count, url)

    def _option_count(self, option: Option, facet: str) -> LinkedCount:
        url = self.url_with({facet: [option.value]})
        return LinkedCount(option.label, option.count, url, value=option.value)

    def cross_tabulate(
        self, first: str, second: str
    ) -> dict[tuple[str, str], LinkedCount]:
        """The number of rows by the values of two facets.

        The counts have no titles; the headings of a table have them.
        """
        filterset = self._filterset_with(first, second)
        rows = filterset.row_set()
        counts = {
            (row, column): count
            for row, members in filterset.sets(first).items()
            for column, count in filterset.value_counts(second, rows & members).items()
        }
        return {
            (row, column): LinkedCount(
                "", n, self.url_with({first: [row], second: [column]})
            )
            for (row, column), n in counts.items()
            if self._has(first, row) and self._has(second, column)
        }

    def _has(self, facet: str, value: str) -> bool:
        """Whether the filters leave rows for the sake of the value of a facet."""
        return value in self.filterset.active_values.get(facet, (value,))


def count_together(listings: Sequence[FilteredCount], facet: str) -> None:
    """Count listings that differ in one value of one facet only."""
    values = [listing.filters[facet] for listing in listings]
    counts = listings[0].narrow(**{facet: values}).counts(facet)
    for listing, value in zip(listings, values, strict=True):
        listing.count = counts.get(value, 0)


def pluralize_label(label: "StrOrPromise", count: int) -> str:
    """A label in the number of its count: “1 program”, “2 programs”."""
    return str(label % count if isinstance(label, Promise) else label)


def flatten_options(options: Iterable[Option]) -> Iterator[Option]:
    """Options and those below them, each after its parent."""
    for option in options:
        yield option
        yield from flatten_options(option.children)
