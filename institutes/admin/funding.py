from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from institutes.admin.bounds import number_with_bound
from institutes.models import FundingRecord
from mfgusa.provenance.admin import CitedAdmin


@admin.register(FundingRecord)
class FundingRecordAdmin(CitedAdmin):
    list_display = [
        "key",
        "institute",
        "kind",
        "fiscal_year",
        "amount",
        "funder",
        "part_of",
        "source_link",
    ]
    list_filter = ["kind", "funder_type", "bound", "institute", "fiscal_year"]
    search_fields = ["key", "funder"]

    @admin.display(description=_("US dollars"), ordering="amount_usd")
    def amount(self, record: FundingRecord) -> str | None:
        """Return the amount with its bound."""
        return number_with_bound(record.amount_usd, record.bound)
