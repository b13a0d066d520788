from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.funding_totals import FundingTotals, ledgers_by_institute
from institutes.models import FundingRecord, Treatment
from institutes.models.ledger import COUNTED_TREATMENTS, Ledger
from mfgusa.catalogue.figures import FilteredCount, LinkedCount, pluralize_label
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.catalogue.templatetags.catalogue import usd
from mfgusa.charts.pictures import Picture
from mfgusa.text import with_bound
from pillars.evidence.base import Evidence, Example, Gap, top_rows

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FederalFundingWithIndustryInvestment(Evidence):
    """The commitments of the federal government and of others, and their ratio."""

    table = "pillars/_money.html"

    @cached_property
    def records(self) -> FilteredCount:
        return self.listing("institutes:funding")

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of the records; that of an institute may be computed in bulk."""
        if self.institute:
            return ledgers_by_institute([self.institute])[self.institute.pk]
        ledger: Ledger = self.records.filterset.ledger
        return ledger

    @cached_property
    def money(self) -> FundingTotals:
        return FundingTotals(self.ledger, self.records.url_with)

    @staticmethod
    def count_headlines(evidences: Sequence[Evidence]) -> None:
        institutes = [evidence.institute for evidence in evidences]
        ledgers_by_institute(filter(None, institutes))

    @cached_property
    def headline(self) -> LinkedCount:
        """Non-federal dollars per federal dollar; links to the records of both."""
        ledger = self.ledger
        both = [str(Treatment.FEDERAL), str(Treatment.NON_FEDERAL)]
        return LinkedCount(
            _("other money for each federal dollar committed"),
            ledger.federal.count + ledger.non_federal.count if ledger.ratio else 0,
            self.records.url_with({"adds_to": both}),
            text=with_bound(f"${ledger.ratio.value:.2f}", ledger.ratio.bound)
            if ledger.ratio
            else "",
        )

    @cached_property
    def figures(self) -> list[LinkedCount]:
        return [
            LinkedCount(
                str(total.treatment.label),
                total.count,
                linked.url,
                text=with_bound(usd(total.amount), total.bound),
            )
            for linked in self.money.totals
            for total in [linked.total]
        ]

    @cached_property
    def picture(self) -> Picture | None:
        return self.money.year_picture if self.ledger else None

    @cached_property
    def examples(self) -> list[Example]:
        """The largest non-federal commitments."""
        others = [entry.pk for entry in self.ledger.non_federal.entries]
        rows = self.records.rows.filter(pk__in=others)
        return [
            Example(
                record, with_bound(usd(record.amount_usd), record.bound), record.funder
            )
            for record in top_rows(rows, "amount_usd")
        ]

    def possible_gaps(self) -> Iterator[Gap]:
        title = ngettext_lazy(
            "counted sum of which nobody tells who pays what",
            "counted sums of which nobody tells who pays what",
        )
        yield self._gap(title, self.ledger.unsplit.count, adds_to=[Treatment.UNSPLIT])
        entries = [entry for total in self.ledger.totals for entry in total.entries]
        undated = sum(entry.fiscal_year is None for entry in entries)
        title = ngettext_lazy(
            "counted commitment without a fiscal year",
            "counted commitments without a fiscal year",
        )
        yield self._gap(
            title, undated, adds_to=COUNTED_TREATMENTS, fiscal_year=[NOT_RECORDED]
        )

    def _gap(self, title: "StrOrPromise", count: int, **filters: Iterable[str]) -> Gap:
        """Return the gap of `count` of the counted records, which the filters find."""
        params = {
            name: [str(value) for value in values] for name, values in filters.items()
        }
        url = self.records.url_with(params)
        return Gap(
            LinkedCount(pluralize_label(title, count), count, url),
            self.money.counted_count,
        )

    def facts(self) -> list[QuerySet[Any]]:
        return [FundingRecord.objects.filter(**self.scope)]
