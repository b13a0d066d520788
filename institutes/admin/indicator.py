from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from institutes.admin.bounds import number_with_bound
from institutes.models import Indicator, Observation
from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin, CitedInline


class ObservationInline(CitedInline):
    model = Observation
    exclude = ["note"]


@admin.register(Indicator)
class IndicatorAdmin(TableAdmin):
    list_display = ["name", "slug", "unit"]
    list_filter = ["unit"]
    search_fields = ["slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [ObservationInline]


@admin.register(Observation)
class ObservationAdmin(CitedAdmin):
    list_display = [
        "indicator",
        "institute",
        "fiscal_year",
        "as_of",
        "number",
        "rank",
        "source_link",
    ]
    list_filter = ["rank", "institute", "fiscal_year"]
    search_fields = [
        "indicator__name",
        "indicator__slug",
        "institute__key",
        "institute__acronym",
    ]

    @admin.display(description=_("value"), ordering="value")
    def number(self, observation: Observation) -> str | None:
        """Return the value with its bound."""
        value = f"{observation.value.normalize():f}"
        return number_with_bound(value, observation.bound)
