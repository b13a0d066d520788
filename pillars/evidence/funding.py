from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.funding_totals import FundingTotals, ledgers_by_institute
from institutes.models import FundingRecord, Treatment
from institutes.models.ledger import COUNTED_TREATMENTS
from mfgusa.catalogue.figures import LinkedCount, pluralize_label
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.catalogue.templatetags.catalogue import usd
from pillars.evidence.base import Evidence, Example, Gap, top_rows, with_bound


class FederalFundingWithIndustryInvestment(Evidence):
    """What the federal government and others commit, and how the two compare."""

    table = "pillars/_money.html"

    @cached_property
    def records(self):
        return self.listing("institutes:funding")

    @cached_property
    def ledger(self):
        """Of an institute, the one that its other figures are of, too."""
        if self.institute:
            return ledgers_by_institute([self.institute])[self.institute.pk]
        return self.records.filterset.ledger

    @cached_property
    def money(self):
        return FundingTotals(self.ledger, self.records.address)

    @staticmethod
    def count_headlines(several):
        ledgers_by_institute([one.institute for one in several])

    @cached_property
    def headline(self):
        """Other money for each federal dollar; opens the records of both."""
        ledger = self.ledger
        both = [str(Treatment.FEDERAL), str(Treatment.OTHER)]
        return LinkedCount(
            _("other money for each federal dollar committed"),
            ledger.federal.count + ledger.other.count if ledger.ratio else 0,
            self.records.address({"adds_to": both}),
            text=with_bound(f"${ledger.ratio.value:.2f}", ledger.ratio.bound)
            if ledger.ratio
            else "",
        )

    @cached_property
    def figures(self):
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
    def picture(self):
        return self.money.year_picture if self.ledger else None

    @cached_property
    def examples(self):
        """The largest commitments of others than the federal government."""
        others = [entry.pk for entry in self.ledger.other.entries]
        rows = self.records.rows.filter(pk__in=others)
        return [
            Example(
                record, with_bound(usd(record.amount_usd), record.bound), record.funder
            )
            for record in top_rows(rows, "amount_usd")
        ]

    def possible_gaps(self):
        title = ngettext_lazy(
            "counted sum of which nobody tells who pays what",
            "counted sums of which nobody tells who pays what",
        )
        yield self._gap(title, self.ledger.unsplit.count, adds_to=[Treatment.UNSPLIT])
        entries = [one for total in self.ledger.totals for one in total.entries]
        undated = sum(entry.fiscal_year is None for entry in entries)
        title = ngettext_lazy(
            "counted commitment without a fiscal year",
            "counted commitments without a fiscal year",
        )
        yield self._gap(
            title, undated, adds_to=COUNTED_TREATMENTS, fiscal_year=[NOT_RECORDED]
        )

    def _gap(self, title, count, **filters):
        """So many of the counted records; the filters find them."""
        url = self.records.address(
            {n: [str(v) for v in vs] for n, vs in filters.items()}
        )
        return Gap(
            LinkedCount(pluralize_label(title, count), count, url),
            self.money.counted_count,
        )

    def facts(self):
        return [FundingRecord.objects.filter(**self.scope)]
