from dataclasses import replace
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from institutes.filtersets.funding import ADDS_TO, FundingFilterSet
from institutes.funding_totals import FundingTotals
from institutes.models import FundingRecord
from institutes.models.funding import FundingRecordQuerySet
from institutes.record_tree import RecordTree
from institutes.resources import FundingRecordResource
from mfgusa.catalogue.citation.page_metadata import Node, PageMetadata, breadcrumb_node
from mfgusa.catalogue.detail import FactDetail
from mfgusa.catalogue.list import FilteredList
from mfgusa.charts.pictures import Picture
from mfgusa.text import with_bound


class FundingList(FilteredList):
    """The list of funding records, with their totals."""

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
    def money(self) -> FundingTotals:
        """The totals of the rows, which link to this list."""
        path = reverse("institutes:funding-list")
        return FundingTotals(
            self.filterset.shown_ledger,
            lambda changes: f"{path}?{self.filterset.query(changes)}",
        )

    def draw(self, rows: Any) -> Picture | None:
        """Return the commitments of the rows by year."""
        return self.money.year_picture if self.money.ledger else None

    def context(self) -> dict[str, Any]:
        """Return the context, in which the picture is one of the totals."""
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

    def undated(self) -> int:
        """Return how many records `as_of` leaves out since they have no date."""
        if "as_of" not in self.filterset.active_values:
            return 0
        rows = self.filterset.rows_excluding_filters("as_of", *ADDS_TO)
        assert isinstance(rows, FundingRecordQuerySet)
        return rows.undated().count()


class FundingDetail(FactDetail):
    """One funding record, with the tree of records that it belongs to."""

    queryset = FundingRecord.objects.with_scope()
    object: FundingRecord

    def get_object(self, queryset: Any = None) -> FundingRecord:
        record: FundingRecord = super().get_object(queryset)
        record.tree = RecordTree(record)
        return record

    def get_page_metadata(self) -> PageMetadata:
        return replace(super().get_page_metadata(), title=self.title())

    def title(self) -> str:
        """Return the amount, the kind, the scope and the year in one line."""
        record = self.object
        title = _("%(amount)s, %(kind)s for %(scope)s") % {
            "amount": self.amount(),
            "kind": record.get_kind_display().lower(),
            "scope": record.institute or _("the whole network"),
        }
        return f"{title}, {record.fiscal_year}" if record.fiscal_year else title

    def amount(self) -> str:
        """Return the amount in US dollars with its bound."""
        amount = f"${intcomma(self.object.amount_usd)}"
        return with_bound(amount, self.object.bound)

    def get_description(self) -> str:
        text = _("%(title)s, paid by %(funder)s, as %(publisher)s says.")
        source = self.object.source
        return text % {
            "title": self.title(),
            "funder": self.object.funder,
            "publisher": source.publisher or source.title,
        }

    def get_linked_data(self) -> list[Node]:
        list_step = (str(FundingList.title), reverse("institutes:funding-list"))
        return [
            breadcrumb_node(list_step, (self.title(), self.object.get_absolute_url()))
        ]
