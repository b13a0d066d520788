"""The types of rows that a search over everything reads, and how it reads them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.http import urlencode

from mfgusa.catalogue.search.fields import SearchableQuerySet, match_grade

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_OPEN_RESULTS = 5  # Rows in full on the page, if there are more.
MAX_RESULTS = 20  # Rows of a type that has no list to show the others.
Row = Any  # Any: a type's callables know the model of its rows.


@dataclass(frozen=True, eq=False)
class SearchType:
    """Rows of one model: their title, their heading and where they lead.

    `list_name` is the name of the URL pattern of the list of all rows, if any. A
    catalogue takes the same `q`, so that the page shows the best results and links to
    the others.
    """

    slug: str
    title: "StrOrPromise"
    rows: SearchableQuerySet[Row]
    list_name: str = ""
    is_catalogue: bool = True
    heading: tuple[str, ...] = ()  # Columns; the names of the row by default.
    labels: Mapping[str, "StrOrPromise"] = field(default_factory=dict)  # By column.
    remarks: Callable[[Row], Sequence[object]] = lambda row: []
    link: Callable[[Row], str] = lambda row: str(row.get_absolute_url())

    @property
    def limit(self) -> int:
        """The most rows that a search reads."""
        has_list = self.list_name and self.is_catalogue
        return MAX_OPEN_RESULTS if has_list else MAX_RESULTS

    @property
    def list_url(self) -> str:
        """The URL of the list of all rows; blank without one."""
        return reverse(self.list_name) if self.list_name else ""

    def search(self, words: str) -> SearchableQuerySet[Row]:
        """The rows that match, as the catalogue finds them."""
        return self.rows.search(words)

    def best(self, words: str) -> QuerySet[Row]:
        """The best matches, with their `grade` and `place`, and the `row_count`."""
        rows = self.search(words).by_relevance(words)
        order: list[Any] = list(rows.query.order_by)  # Any: the stubs are too strict.
        placed = rows.annotate(
            grade=match_grade(words),
            place=Window(RowNumber(), order_by=order),
            row_count=Window(Count("*")),
        )
        return placed.order_by("place")[: self.limit]

    @property
    def many_paths(self) -> list[str]:
        """The paths in `search_related` that lead to several rows each."""
        options, paths = self.rows.model._meta, self.rows.search_related
        return [path for path in paths if options.get_field(path).many_to_many]

    def get(self, keys: list[int]) -> list[Row]:
        """The rows in the order of their keys, with the single rows they refer to."""
        many = self.many_paths
        single = [path for path in self.rows.search_related if path not in many]
        rows = self.rows.select_related(*single) if single else self.rows
        vectors = ["search", *(f"{path}__search" for path in single)]
        rows_by_key = rows.defer(*vectors).in_bulk(keys)
        return [rows_by_key[key] for key in keys]

    def results_url(self, words: str) -> str:
        """The URL of the list of all matches; blank without a catalogue."""
        if not (self.list_name and self.is_catalogue):
            return ""
        return f"{self.list_url}?{urlencode({'q': words})}"
