from django.contrib import admin

from institutes.models import Site, State
from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.admin import CitedAdmin


@admin.register(State)
class StateAdmin(TableAdmin):
    list_display = ["name", "code", "fips", "region", "division"]
    list_filter = ["region", "division"]
    search_fields = ["code", "fips"]


@admin.register(Site)
class SiteAdmin(CitedAdmin):
    list_display = ["name", "institute", "kind", "city", "state", "source_link"]
    list_filter = ["kind", "precision", "institute"]
    search_fields = ["name", "postal_code", "institute__key", "institute__acronym"]
