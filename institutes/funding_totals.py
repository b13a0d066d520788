"""A ledger as a page shows it: every number opens to the records that it adds up."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

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

COLORS = {
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
LONGEST_SPAN = 40  # Years that are shown even where there is nothing in between.


@dataclass(frozen=True)
class LinkedTotal:
    """A total and the address of exactly its records."""

    total: Total
    url: str


@dataclass(frozen=True)
class ExcludedRecords:
    """How many records are in no total for one reason, and their address."""

    count: int
    reason: str
    url: str


@dataclass(frozen=True)
class TotalsLine:
    """A year or an institute: its three totals, and the address of its records.

    `short` is its name below a bar.
    """

    label: str
    short: str
    url: str
    cells: list[LinkedTotal]
    ratio: Ratio | None

    @property
    def length(self) -> int:
        return sum(cell.total.amount for cell in self.cells)


def ledgers_by_institute(institutes) -> dict[int, Ledger]:
    """The ledger of each by its primary key; asked once for the same rows at hand."""
    new = [one for one in institutes if not hasattr(one, "ledger")]
    if new:
        records = FundingRecord.objects.filter(institute__in=new)
        found = records.ledgers_by("institute_id")
        for one in new:
            one.ledger = found.get(one.pk) or Ledger.of([], {})
    return {one.pk: one.ledger for one in institutes}


def funding_list_url(filters: dict) -> str:
    """The list of funding records with these filters; each has a list of values."""
    query = QueryDict(mutable=True)
    for name, values in filters.items():
        query.setlist(name, values or [])
    return f"{reverse('institutes:funding-list')}?{query.urlencode()}"


class FundingTotals:
    """The totals of a page, and the same by year and by institute.

    `address` makes the address of records, given filters to change (None drops one).
    """

    def __init__(self, ledger: Ledger, address: Callable[[dict], str]):
        self.ledger, self.address = ledger, address

    @classmethod
    def for_institute(cls, institute) -> "FundingTotals":
        """The money of one institute, which opens into the list of funding records."""
        ledger = ledgers_by_institute([institute])[institute.pk]
        own = {"institute": [institute.key]}
        return cls(ledger, lambda changes: funding_list_url(own | changes))

    @cached_property
    def totals(self) -> list[LinkedTotal]:
        return self._linked(self.ledger, {})

    def _linked(self, ledger: Ledger, changes: dict) -> list[LinkedTotal]:
        return [
            LinkedTotal(t, self._records(t.treatment, changes)) for t in ledger.totals
        ]

    def _records(self, treatment: Treatment, changes: dict) -> str:
        return self.address(
            changes | {"adds_to": [str(treatment)], "not_adds_to": None}
        )

    @property
    def counted_count(self) -> int:
        return sum(total.count for total in self.ledger.totals)

    @property
    def left_out(self) -> list[ExcludedRecords]:
        return [
            ExcludedRecords(count, REASONS[treatment], self._records(treatment, {}))
            for treatment, count in self.ledger.left_out.items()
        ]

    @property
    def left_out_count(self) -> int:
        return sum(self.ledger.left_out.values())

    @cached_property
    def sources(self) -> list[Source]:
        """Who says so, with how many of the counted records (`says`): one query."""
        record_count: Counter = Counter()
        for total in self.ledger.totals:
            record_count.update(entry.source_id for entry in total.entries)
        sources = Source.objects.defer("search").in_bulk(record_count)
        for pk, source in sources.items():
            source.record_count = record_count[pk]
        return sorted(
            sources.values(),
            key=lambda s: (-s.record_count, s.publisher.lower(), s.key),
        )

    @cached_property
    def by_year(self) -> list[TotalsLine]:
        """A line for each fiscal year in order; last what has none."""
        slices = {y: one for y, one in self.ledger.by("fiscal_year").items() if one}
        return [
            self._year(year, slices[year])
            for year in sorted(slices, key=lambda year: (year is None, year))
        ]

    def _year(self, year: int | None, ledger: Ledger) -> TotalsLine:
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
        slices = {pk: one for pk, one in self.ledger.by("institute_id").items() if one}
        names = Institute.objects.filter(pk__in=slices).values_list(
            "pk", "acronym", "key"
        )
        lines = [
            self._line(acronym, slices[pk], {"institute": [key], "not_institute": None})
            for pk, acronym, key in names
        ]
        return sorted(lines, key=lambda line: (-line.length, line.label.lower()))

    def _line(
        self, label: str, ledger: Ledger, changes: dict, short: str = ""
    ) -> TotalsLine:
        cells = self._linked(ledger, changes)
        there = [str(cell.total.treatment) for cell in cells if cell.total]
        address = self.address(changes | {"adds_to": there, "not_adds_to": None})
        return TotalsLine(label, short or label, address, cells, ledger.ratio)

    @cached_property
    def year_picture(self) -> Picture:
        years = [int(line.label) for line in self.by_year if line.label.isdecimal()]
        span = range(min(years), max(years) + 1) if years else []
        groups = [str(y) for y in (span if len(span) <= LONGEST_SPAN else years)]
        return self._picture(
            self.by_year,
            title=_("Commitments by fiscal year"),
            description=_(
                "Money committed to institutes in each federal fiscal year: federal, "
                "of others, and sums in which the two are not told apart."
            ),
            groups=[*groups, *(line.short for line in self.by_year)],
        )

    @cached_property
    def institute_picture(self) -> Picture:
        return self._picture(
            self.by_institute,
            title=_("Commitments by institute"),
            description=_(
                "Money committed to each institute since its start: federal, of "
                "others, and sums in which the two are not told apart."
            ),
            groups=[line.short for line in self.by_institute],
            horizontal=True,
        )

    def _picture(self, lines: list[TotalsLine], **words) -> Picture:
        bars = [
            Bar(
                group=line.short,
                series=str(cell.total.treatment.label),
                value=cell.total.amount,
                label=record_count(line.label, cell.total),
                url=cell.url,
                bound=str(cell.total.bound),
            )
            for line in lines
            for cell in line.cells
            if cell.total
        ]
        series = [(str(s.label), colour) for s, colour in COLORS.items()]
        return stacked_bars(unit=_("US dollars"), bars=bars, series=series, **words)


def record_count(group: str, total: Total) -> str:
    """A segment of a bar in words, for those who cannot see it."""
    return _("%(group)s, %(standing)s: %(bound)s $%(amount)s") % {
        "group": group,
        "standing": total.treatment.label,
        "bound": total.bound.label,
        "amount": f"{total.amount:,}",
    }
