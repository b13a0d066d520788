"""A ledger as a page shows it: every number links to the records that it adds up."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.models import FundingRecord, Institute, Ledger, Treatment
from institutes.models.ledger import Ratio, Total
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.charts.bars import Bar, stacked_bars
from mfgusa.charts.pictures import Picture
from mfgusa.provenance.models import Source

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Maps the name of a filter to its values; None removes the filter.
FilterChanges = Mapping[str, Sequence[str] | None]

COLORS = {  # The tokens of the palette.
    Treatment.FEDERAL: "shade-4",
    Treatment.NON_FEDERAL: "shade-3",
    Treatment.UNSPLIT: "edge",
}
REASONS = {
    Treatment.PART: gettext_lazy("inside another record that is counted"),
    Treatment.SPLIT: gettext_lazy(
        "stated for federal and other money together; the parts are counted instead"
    ),
    Treatment.MAXIMUM: gettext_lazy(
        "only a ceiling (“at most”), which promises nothing; firm parts are counted"
    ),
    Treatment.NOT_A_COMMITMENT: gettext_lazy(
        "of program funds, co-investment or yearly obligations, mostly paid out of the "
        "commitments that are counted"
    ),
    Treatment.NETWORK: gettext_lazy(
        "for the whole network, overlapping the institutes' own and each other"
    ),
}
MAX_CONTINUOUS_YEARS = 40  # A longer span shows only the years with commitments.


@dataclass(frozen=True)
class LinkedTotal:
    """A total and the address of exactly its records."""

    total: Total
    url: str


@dataclass(frozen=True)
class ExcludedRecords:
    """How many records are in no total for one reason, and their address."""

    count: int
    reason: "StrOrPromise"
    url: str


class SourceCount(NamedTuple):
    """A source and how many of the counted records it states."""

    source: Source
    record_count: int


@dataclass(frozen=True)
class TotalsLine:
    """The three totals of a year or an institute, and the address of its records.

    `short` is the label below a bar.
    """

    label: str
    short: str
    url: str
    cells: list[LinkedTotal]
    ratio: Ratio | None

    @property
    def length(self) -> int:
        """The sum of the totals in US dollars: the length of the bar."""
        return sum(cell.total.amount for cell in self.cells)


def ledgers_by_institute(institutes: Iterable[Institute]) -> dict[int, Ledger]:
    """Return the ledger of each institute, by primary key.

    Keeps it on the instance, so that it is read once.
    """
    institutes = list(institutes)
    new = [institute for institute in institutes if not hasattr(institute, "ledger")]
    if new:
        records = FundingRecord.objects.filter(institute__in=new)
        ledgers = records.ledgers_by("institute_id")
        for institute in new:
            institute.ledger = ledgers.get(institute.pk) or Ledger.of([], {})
    return {institute.pk: institute.ledger for institute in institutes}


def funding_list_url(filters: FilterChanges) -> str:
    """Return the address of the list of funding records with these filters."""
    query = QueryDict(mutable=True)
    for name, values in filters.items():
        query.setlist(name, list(values or []))
    return f"{reverse('institutes:funding-list')}?{query.urlencode()}"


class FundingTotals:
    """The totals of a page, and the same by year and by institute.

    `get_url` returns the address of the records, given filters to change.
    """

    def __init__(
        self, ledger: Ledger, get_url: Callable[[dict[str, Sequence[str] | None]], str]
    ) -> None:
        self.ledger, self.get_url = ledger, get_url

    @classmethod
    def for_institute(cls, institute: Institute) -> "FundingTotals":
        """Return the totals of an institute, which link to the list of records."""
        ledger = ledgers_by_institute([institute])[institute.pk]
        scope = {"institute": [institute.key]}
        return cls(ledger, lambda changes: funding_list_url(scope | changes))

    @cached_property
    def totals(self) -> list[LinkedTotal]:
        """The three totals."""
        return self._link(self.ledger, {})

    def _link(self, ledger: Ledger, changes: FilterChanges) -> list[LinkedTotal]:
        return [
            LinkedTotal(total, self._records_url(total.treatment, changes))
            for total in ledger.totals
        ]

    def _records_url(self, treatment: Treatment, changes: FilterChanges) -> str:
        return self.get_url(
            {**changes, "adds_to": [str(treatment)], "not_adds_to": None}
        )

    @property
    def counted_count(self) -> int:
        """The number of records in the totals."""
        return sum(total.count for total in self.ledger.totals)

    @property
    def excluded(self) -> list[ExcludedRecords]:
        """The records in no total, by reason."""
        return [
            ExcludedRecords(count, REASONS[treatment], self._records_url(treatment, {}))
            for treatment, count in self.ledger.excluded.items()
        ]

    @property
    def excluded_count(self) -> int:
        """The number of records in no total."""
        return sum(self.ledger.excluded.values())

    @cached_property
    def sources(self) -> list[SourceCount]:
        """The sources of the totals, those of the most records first: one query."""
        counts = Counter(
            entry.source_id for total in self.ledger.totals for entry in total.entries
        )
        sources = Source.objects.defer("search").in_bulk(counts)
        return sorted(
            [SourceCount(source, counts[pk]) for pk, source in sources.items()],
            key=lambda row: (
                -row.record_count,
                row.source.publisher.lower(),
                row.source.key,
            ),
        )

    @cached_property
    def by_year(self) -> list[TotalsLine]:
        """A line for each fiscal year in order; records without a year come last."""
        slices = self.ledger.by("fiscal_year")
        return [
            self._year_line(year, slices[year])
            for year in sorted(slices, key=lambda year: (year is None, year))
            if slices[year]
        ]

    def _year_line(self, year: int | None, ledger: Ledger) -> TotalsLine:
        value = NOT_RECORDED if year is None else str(year)
        changes = {
            "fiscal_year": [value],
            "not_fiscal_year": None,
            "fiscal_year_min": None,
            "fiscal_year_max": None,
        }
        if year is None:
            return self._line(_("not recorded"), ledger, changes, short=_("no year"))
        return self._line(str(year), ledger, changes)

    @cached_property
    def by_institute(self) -> list[TotalsLine]:
        """A line for each institute, the longest bar first: one query."""
        slices = {
            pk: ledger
            for pk, ledger in self.ledger.by("institute_id").items()
            if ledger
        }
        institutes = Institute.objects.filter(pk__in=list(slices))
        lines = [
            self._line(acronym, slices[pk], {"institute": [key], "not_institute": None})
            for pk, acronym, key in institutes.values_list("pk", "acronym", "key")
        ]
        return sorted(lines, key=lambda line: (-line.length, line.label.lower()))

    def _line(
        self, label: str, ledger: Ledger, changes: FilterChanges, short: str = ""
    ) -> TotalsLine:
        cells = self._link(ledger, changes)
        treatments = [str(cell.total.treatment) for cell in cells if cell.total]
        url = self.get_url({**changes, "adds_to": treatments, "not_adds_to": None})
        return TotalsLine(label, short or label, url, cells, ledger.ratio)

    @cached_property
    def year_picture(self) -> Picture:
        """The totals by fiscal year."""
        years = [int(line.label) for line in self.by_year if line.label.isdecimal()]
        span = range(min(years), max(years) + 1) if years else range(0)
        shown = span if len(span) <= MAX_CONTINUOUS_YEARS else years
        return stacked_bars(
            title=_("Commitments by fiscal year"),
            description=_(
                "Money committed to institutes in each federal fiscal year: federal, "
                "of others, and sums in which the two are not told apart."
            ),
            unit=_("US dollars"),
            bars=total_bars(self.by_year),
            series=total_series(),
            groups=[*map(str, shown), *(line.short for line in self.by_year)],
        )

    @cached_property
    def institute_picture(self) -> Picture:
        """The totals by institute."""
        return stacked_bars(
            title=_("Commitments by institute"),
            description=_(
                "Money committed to each institute since its start: federal, of "
                "others, and sums in which the two are not told apart."
            ),
            unit=_("US dollars"),
            bars=total_bars(self.by_institute),
            series=total_series(),
            groups=[line.short for line in self.by_institute],
            horizontal=True,
        )


def total_series() -> list[tuple[str, str]]:
    """Return the label and the color of each total."""
    return [(str(treatment.label), color) for treatment, color in COLORS.items()]


def total_bars(lines: Iterable[TotalsLine]) -> list[Bar]:
    """Return a segment of a bar for each total that is not empty."""
    return [
        Bar(
            group=line.short,
            series=str(cell.total.treatment.label),
            value=cell.total.amount,
            label=bar_label(line.label, cell.total),
            url=cell.url,
            bound=str(cell.total.bound),
        )
        for line in lines
        for cell in line.cells
        if cell.total
    ]


def bar_label(group: str, total: Total) -> str:
    """Return a segment of a bar in words, for those who cannot see it."""
    return _("%(group)s, %(standing)s: %(bound)s $%(amount)s") % {
        "group": group,
        "standing": total.treatment.label,
        "bound": total.bound.label,
        "amount": f"{total.amount:,}",
    }
