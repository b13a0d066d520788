"""The base class of the evidence for a pillar, and what evidence is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet
from django.utils.translation import ngettext

from institutes.models import Institute
from institutes.series import ObservationSeries
from mfgusa.catalogue.citation.page_metadata import newest_date, source_dates
from mfgusa.catalogue.figures import (
    FilteredCount,
    LinkedCount,
    count_together,
    pluralize_label,
)
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.pictures import Picture
from mfgusa.fields.partial_dates import PartialDate
from pillars.grid import Grid

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

DateCache = dict[str, dict[str, PartialDate | None]]  # By SQL query.
MAX_EXAMPLES = 5  # On a page.


@dataclass(frozen=True)
class Example:
    """A row that shows what the pillar is about, with a `detail` of it.

    `name` is shown instead of the row's own name, if it is given.
    """

    row: Model
    detail: "StrOrPromise"
    name: str = ""

    @property
    def is_cited(self) -> bool:
        """Whether the row has a source; a focus area, for example, has none."""
        return hasattr(self.row, "source_id")


@dataclass(frozen=True)
class Gap:
    """The number of rows that lack a value, and the number of all rows."""

    figure: LinkedCount
    total: int


class Evidence:
    """The recorded facts about one pillar, for the network or for one institute.

    A subclass declares what is shown. Each figure links to the list that it counts; a
    figure without rows is shown as "not recorded". Evidence for several pillars may
    share `date_cache`, the dates of the sources by SQL query.
    """

    def __init__(
        self,
        institute: Institute | None = None,
        date_cache: DateCache | None = None,
    ) -> None:
        self.institute = institute
        self.date_cache: DateCache = {} if date_cache is None else date_cache

    @property
    def scope(self) -> dict[str, Institute]:
        """The filter for rows of the institute; empty for the network."""
        return {"institute": self.institute} if self.institute else {}

    def listing(self, url_name: str, **filters: object) -> FilteredCount:
        """Return a catalogue with filters, and with that of the institute if any."""
        scope = {"institute": self.institute.key} if self.institute else {}
        return FilteredCount(f"{url_name}-list", **scope, **filters)

    @property
    def headline_listing(self) -> FilteredCount:
        """The listing that the headline counts."""
        raise NotImplementedError

    @cached_property
    def headline(self) -> LinkedCount:
        """The most important figure."""
        raise NotImplementedError

    @staticmethod
    def count_headlines(evidences: "Sequence[Evidence]") -> None:
        """Count the headlines of several institutes in one query."""
        listings = [evidence.headline_listing for evidence in evidences]
        count_together(listings, "institute")

    @cached_property
    def figures(self) -> list[LinkedCount]:
        """Further figures."""
        return []

    @cached_property
    def grid(self) -> Grid | None:
        """The table of the page; the picture is drawn from it."""
        return None

    @property
    def grids(self) -> list[Grid | None]:
        """All tables of the page; the picture is drawn from the first."""
        return [self.grid]

    @cached_property
    def series(self) -> ObservationSeries | None:
        """The observations of an indicator over time, shown instead of the grid."""
        return None

    @property
    def table(self) -> str:
        """The template of the table below the picture."""
        return f"pillars/{'_series' if self.series else '_grids'}.html"

    @cached_property
    def picture(self) -> Picture | None:
        """The chart of the series or of the grid; None if there is nothing to draw."""
        if self.series:
            return self.series.picture
        return self.grid.picture if self.grid and self.grid.row_heads else None

    @cached_property
    def examples(self) -> list[Example]:
        """The rows with the highest values."""
        return []

    @cached_property
    def gaps(self) -> list[Gap]:
        """The gaps that at least one row is in."""
        return [gap for gap in self.possible_gaps() if gap.figure]

    def possible_gaps(self) -> Iterable[Gap]:
        """Return the gaps to check for."""
        return []

    def facts(self) -> Sequence[QuerySet[Any]]:
        """Return the facts that the evidence is based on."""
        raise NotImplementedError

    @cached_property
    def newest(self) -> PartialDate | None:
        """The date of the newest source of the facts; None if there is none."""
        return newest_date([self._source_dates(facts) for facts in self.facts()])

    def _source_dates(self, facts: QuerySet[Any]) -> dict[str, PartialDate | None]:
        """Return the dates of the sources, queried once for all pillars."""
        try:
            sql = str(facts.order_by().values("pk").query)
        except EmptyResultSet:  # The sets of the catalogue have no such row.
            return {}
        if sql not in self.date_cache:
            self.date_cache[sql] = source_dates(facts)
        return self.date_cache[sql]


def exclude_not_recorded(figures: Iterable[LinkedCount]) -> list[LinkedCount]:
    """Return the figures of values, without the figure of rows that have none."""
    return [figure for figure in figures if figure.value != NOT_RECORDED]


def prefix_titles(
    noun: "StrOrPromise", figures: Iterable[LinkedCount]
) -> list[LinkedCount]:
    """Put what a figure counts before its title: “programs: Veterans”."""
    return [
        replace(figure, title=f"{pluralize_label(noun, figure.count)}: {figure.title}")
        for figure in figures
    ]


def gap_in(listing: FilteredCount, title: "StrOrPromise", **filters: object) -> Gap:
    """Return the gap that the filters find in a listing."""
    return Gap(listing.narrow(**filters).linked_count(title), listing.count)


def top_rows(rows: QuerySet[Any], column: str) -> list[Any]:
    """Return the rows with the highest values of a column, then by their ordering."""
    ordering = rows.model._meta.ordering
    return list(rows.order_by(f"-{column}", *ordering)[:MAX_EXAMPLES])


def institute_count_label(count: int) -> str:
    """Return the count with its noun: “2 institutes”."""
    template = ngettext("%(n)d institute", "%(n)d institutes", count)
    return template % {"n": count}
