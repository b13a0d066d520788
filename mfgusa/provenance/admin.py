from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mfgusa.desk.forms import TableInline
from mfgusa.desk.list_filters import YearFilter
from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.models import Source


class SourceLastMixin:
    """Forms that ask for the fact first, and then where it was read."""

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return sorted(fields, key=["source", "locator"].__contains__)


class CitedInline(SourceLastMixin, TableInline):
    """Facts that belong to one row of another table."""


class CitedAdmin(SourceLastMixin, TableAdmin):
    """The admin of a table of facts, each of which names its source."""

    @admin.display(description=_("source"), ordering="source__key")
    def source_link(self, fact):
        page = reverse("admin:provenance_source_change", args=[fact.source_id])
        return format_html('<a href="{}">{}</a>', page, fact.source.key)


@admin.register(Source)
class SourceAdmin(TableAdmin):
    list_display = ["title", "key", "publisher", "published", "accessed", "url"]
    list_filter = [("published", YearFilter)]
    search_fields = ["key", "url"]
    prepopulated_fields = {"key": ["title"]}
