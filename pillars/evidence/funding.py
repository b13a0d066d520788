from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from institutes.models import FundingRecord, Standing
from institutes.models.ledger import COUNTED
from institutes.money import Money
from mfgusa.catalogue.facets import NOT_RECORDED
from mfgusa.catalogue.listing import Figure
from mfgusa.catalogue.templatetags.catalogue import usd
from pillars.exhibits import Evidence, Example, Gap, lacking, said, strongest


class FederalFundingWithIndustryInvestment(Evidence):
    """What the federal government and others commit, and how the two compare."""

    table = "pillars/_money.html"

    @cached_property
    def records(self):
        return self.listing("institutes:funding")

    @cached_property
    def money(self):
        return Money(self.records.filterset.ledger, self.records.address)

    @cached_property
    def headline(self):
        """Other money for each federal dollar; opens the records of both."""
        ledger = self.money.ledger
        both = [str(Standing.FEDERAL), str(Standing.OTHER)]
        return Figure(
            _("other money for each federal dollar committed"),
            ledger.federal.count + ledger.other.count if ledger.ratio else 0,
            self.records.address({"adds_to": both}),
            text=said(f"${ledger.ratio.value:.2f}", ledger.ratio.bound)
            if ledger.ratio
            else "",
        )

    @cached_property
    def figures(self):
        return [
            Figure(
                str(total.standing.label),
                total.count,
                linked.url,
                text=said(usd(total.amount), total.bound),
            )
            for linked in self.money.totals
            for total in [linked.total]
        ]

    @cached_property
    def picture(self):
        return self.money.year_picture if self.money.ledger else None

    @cached_property
    def examples(self):
        """The largest commitments of others than the federal government."""
        others = self.records.narrowed(adds_to=Standing.OTHER).rows
        return [
            Example(record, said(usd(record.amount_usd), record.bound), record.funder)
            for record in strongest(others, "amount_usd")
        ]

    def missing(self):
        unsplit = self.records.narrowed(adds_to=Standing.UNSPLIT)
        title = ngettext_lazy(
            "counted sum of which nobody tells who pays what",
            "counted sums of which nobody tells who pays what",
        )
        yield Gap(unsplit.figure(title), self.money.counted)
        counted = self.records.narrowed(adds_to=[str(one) for one in COUNTED])
        title = ngettext_lazy(
            "counted commitment without a fiscal year",
            "counted commitments without a fiscal year",
        )
        yield lacking(counted, title, fiscal_year=NOT_RECORDED)

    def facts(self):
        return [FundingRecord.objects.filter(**self.own)]
