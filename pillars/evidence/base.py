"""What the evidence for a pillar is made of, whichever pillar it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext

from institutes.models import Bound, Institute
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

MAX_EXAMPLES = 5  # Examples on a page.


@dataclass(frozen=True)
class Example:
    """A row that shows what the pillar says, in what `words`; `name` is its own."""

    row: Any
    words: str
    name: str = ""

    @property
    def is_cited(self) -> bool:
        """Whether the row names a source; our own definitions do not."""
        return hasattr(self.row, "source_id")


@dataclass(frozen=True)
class Gap:
    """What is not recorded: how many rows lack it, `of` how many."""

    figure: LinkedCount
    of: int


class Evidence:
    """What the database says of one pillar, for the network or for one institute.

    Evidence for other pillars may share the `dates` of what it rests on. A subclass
    says what of it is shown. Every figure is that of a list that opens;
    one without rows is not recorded, and nothing is ever filled in.
    """

    def __init__(
        self, institute: Institute | None = None, dates: dict | None = None
    ) -> None:
        self.institute = institute
        self.dates = {} if dates is None else dates

    @property
    def scope(self) -> dict[str, Any]:
        """The filter of rows that belong to the institute; none for the network."""
        return {"institute": self.institute} if self.institute else {}

    def listing(self, name: str, **filters: Any) -> FilteredCount:
        """A catalogue narrowed down, and to the institute where there is one."""
        scope = {"institute": self.institute.key} if self.institute else {}
        return FilteredCount(f"{name}-list", **scope, **filters)

    @property
    def headline_listing(self) -> FilteredCount:
        """The rows that the headline counts."""
        raise NotImplementedError

    @cached_property
    def headline(self) -> LinkedCount:
        """The one figure that says most."""
        raise NotImplementedError

    @staticmethod
    def count_headlines(several: "list[Any]") -> None:
        """Count the headlines of several institutes at once."""
        count_together([one.headline_listing for one in several], "institute")

    @cached_property
    def figures(self) -> list[LinkedCount]:
        """What else is counted."""
        return []

    @cached_property
    def grid(self) -> Grid | None:
        """The table of the page; its bars are the picture."""
        return None

    @property
    def grids(self) -> list[Grid | None]:
        """The tables of the page; the first is that of the picture."""
        return [self.grid]

    @cached_property
    def series(self) -> ObservationSeries | None:
        """The indicator that the page shows in time, in place of a grid."""
        return None

    @property
    def table(self) -> str:
        """The template of the table of what is drawn."""
        return f"pillars/{'_series' if self.series else '_grids'}.html"

    @cached_property
    def picture(self) -> Picture | None:
        """The series, or else the grid; none where there is nothing to draw."""
        if self.series:
            return self.series.picture
        return self.grid.picture if self.grid and self.grid.heads else None

    @cached_property
    def examples(self) -> list[Example]:
        """The strongest cases."""
        return []

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is missing; what is complete is left out."""
        return [gap for gap in self.possible_gaps() if gap.figure]

    def possible_gaps(self) -> list[Gap]:
        """What could be missing."""
        return []

    def facts(self) -> list[QuerySet]:
        """The facts that the evidence rests on."""
        raise NotImplementedError

    @cached_property
    def newest(self) -> PartialDate | None:
        """The date of the newest of the facts; none without any."""
        return newest_date([self._days(rows) for rows in self.facts()])

    def _days(self, rows: QuerySet) -> dict[str, Any]:
        """When the sources of facts are of; asked once for all pillars."""
        asked = str(rows.order_by().values("pk").query)
        if asked not in self.dates:
            self.dates[asked] = source_dates(rows)
        return self.dates[asked]


def exclude_not_recorded(figures: list[LinkedCount]) -> list[LinkedCount]:
    """Figures of values, without the one of rows that lack it."""
    return [figure for figure in figures if figure.value != NOT_RECORDED]


def prefix_titles(counted: Any, figures: Iterable[LinkedCount]) -> list[LinkedCount]:
    """Figures of values, with what it is that they count: “programs: Veterans”."""
    return [
        replace(one, title=f"{pluralize_label(counted, one.count)}: {one.title}")
        for one in figures
    ]


def gap_in(listing: FilteredCount, title: Any, **filters: Any) -> Gap:
    """How many rows of a listing lack something: that which the filters find."""
    return Gap(listing.narrow(**filters).linked_count(title), listing.count)


def top_rows(rows: QuerySet, column: str) -> list[Any]:
    """The rows with the most of something, in the order of their names where equal."""
    return list(rows.order_by(f"-{column}", *rows.model._meta.ordering)[:MAX_EXAMPLES])


def with_bound(text: str, bound: str) -> str:
    """An amount with how exact it is, where it is not: “at least $30 million”."""
    return text if bound == Bound.EXACT else f"{Bound(bound).label} {text}"


def institute_count_label(count: int) -> str:
    words = ngettext("%(n)d institute", "%(n)d institutes", count)
    return words % {"n": count}
