"""What a search over everything looks through, and how it looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.http import urlencode

from mfgusa.catalogue.search.fields import SearchableQuerySet, match_grade

MAX_OPEN_RESULTS = 5  # Rows that stand open on the page, where there are more.
MAX_RESULTS = 20  # Rows of a kind that has no list to show the others.


@dataclass(frozen=True, eq=False)
class SearchType:
    """Rows of one sort: what they are called, how they are headed and where they lead.

    `list_name` names the address of the list of them all, if any; a catalogue takes the
    same `q`, so that the page shows the best and leads to the others.
    """

    slug: str
    title: Any
    rows: SearchableQuerySet
    list_name: str = ""
    is_catalogue: bool = True
    heading: tuple[str, ...] = ()  # Columns; by default those that are its names.
    labels: Mapping[str, Any] = field(default_factory=dict)  # Of columns, in lines.
    remarks: Callable[[Any], list[Any]] = lambda row: []
    link: Callable[[Any], str] = lambda row: row.get_absolute_url()

    @property
    def most(self) -> int:
        return MAX_OPEN_RESULTS if self.list_name and self.is_catalogue else MAX_RESULTS

    @property
    def whole_list(self) -> str:
        return reverse(self.list_name) if self.list_name else ""

    def search(self, words: str) -> SearchableQuerySet:
        """The rows that the catalogue of this kind finds."""
        return self.rows.search(words)

    def best(self, words: str) -> SearchableQuerySet:
        """The first rows: how well each answers, its place and how many are found."""
        rows = self.search(words).by_relevance(words)
        placed = rows.annotate(
            grade=match_grade(words),
            place=Window(RowNumber(), order_by=rows.query.order_by),
            found=Window(Count("*")),
        )
        return placed.order_by("place")[: self.most]

    @property
    def many(self) -> list[str]:
        """The paths in `named` that lead to several rows each."""
        column = self.rows.model._meta.get_field
        return [path for path in self.rows.search_related if column(path).many_to_many]

    def get(self, keys: list[int]) -> list[Any]:
        """Rows in the order of their keys, each with the one that it belongs to."""
        single = [path for path in self.rows.search_related if path not in self.many]
        rows = self.rows.select_related(*single) if single else self.rows
        vectors = ["search", *(f"{path}__search" for path in single)]
        found = rows.defer(*vectors).in_bulk(keys)
        return [found[key] for key in keys]

    def list_address(self, words: str) -> str:
        """Where the same words find all rows of the kind; blank where nothing does."""
        if not (self.list_name and self.is_catalogue):
            return ""
        return f"{self.whole_list}?{urlencode({'q': words})}"
