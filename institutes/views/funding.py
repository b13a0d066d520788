from dataclasses import replace

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.funding import ADDS_TO, FundingFilterSet
from institutes.funding_totals import FundingTotals
from institutes.models import FundingRecord
from institutes.record_tree import RecordTree
from institutes.resources import FundingRecordResource
from mfgusa.catalogue.citation.page_metadata import breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.text import with_bound


class FundingList(FilteredList):
    """Every record of money, and what of it may be added up."""

    title = gettext_lazy("Funding")
    lede = gettext_lazy(
        "What sources say was committed, shared and spent, and how much of it may be "
        "added up."
    )
    queryset = FundingRecord.objects.with_scope()
    filterset_class = FundingFilterSet
    resource_class = FundingRecordResource
    above_template = "institutes/_funding_above.html"
    rows_template = "institutes/_funding_rows.html"

    @cached_property
    def money(self):
        listed = reverse("institutes:funding-list")
        return FundingTotals(
            self.filterset.shown_ledger,
            lambda changes: f"{listed}?{self.filterset.query(changes)}",
        )

    def draw(self, rows):
        """The commitments of the rows, year by year."""
        return self.money.year_picture if self.money.ledger else None

    def context(self):
        """The picture stands above its table, among the totals."""
        context = super().context()
        if self.filterset.problems:
            return context
        rows = list(context["rows"])
        for record in rows:
            record.treatment = self.filterset.ledger.treatments[record.pk]
        return context | {
            "rows": rows,
            "picture": None,
            "money": self.money,
            "undated": self.undated(),
        }

    def undated(self):
        """How many records `as_of` leaves out for want of a date."""
        if "as_of" not in self.filterset.active_values:
            return 0
        return (
            self.filterset.rows_excluding_filters("as_of", *ADDS_TO).undated().count()
        )


class FundingDetail(FactDetail):
    """One record of money: its whole, its parts and its source."""

    queryset = FundingRecord.objects.with_scope()

    def get_object(self, queryset=None):
        record = super().get_object(queryset)
        record.tree = RecordTree(record)
        return record

    def get_page_metadata(self):
        return replace(super().get_page_metadata(), title=self.title())

    def title(self):
        """The record in one line: whose money, for whom, how much, when."""
        record = self.object
        words = _("%(amount)s, %(kind)s for %(scope)s") % {
            "amount": self.amount(),
            "kind": record.get_kind_display().lower(),
            "scope": record.institute or _("the whole network"),
        }
        return f"{words}, {record.fiscal_year}" if record.fiscal_year else words

    def amount(self):
        amount = f"${intcomma(self.object.amount_usd)}"
        return with_bound(amount, self.object.bound)

    def get_description(self):
        words = _("%(title)s, paid by %(funder)s, as %(publisher)s says.")
        source = self.object.source
        return words % {
            "title": self.title(),
            "funder": self.object.funder,
            "publisher": source.publisher or source.title,
        }

    def get_linked_data(self):
        listed = (FundingList.title, reverse("institutes:funding-list"))
        return [breadcrumb_node(listed, (self.title(), self.object.get_absolute_url()))]
