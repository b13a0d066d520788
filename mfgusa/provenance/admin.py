from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mfgusa.desk.forms import TableInline
from mfgusa.desk.general_admin import build_admin
from mfgusa.desk.list_filters import PartialDateYearFilter
from mfgusa.desk.table_admin import TableAdmin
from mfgusa.provenance.models import Cited, Source
from mfgusa.provenance.resources import CITATION_COLUMNS
from mfgusa.tables.schema.resource import registry


def source_last(fields: Iterable[Any]) -> list[Any]:
    """Order the fields of a form: the fact first, then its source."""
    return sorted(fields, key=CITATION_COLUMNS.__contains__)


class CitedInline(TableInline):
    """An inline of facts, each of which names its source."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return source_last(super().get_fields(request, obj))


class CitedAdmin(TableAdmin):
    """The admin of a table of facts, each of which names its source."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return source_last(super().get_fields(request, obj))

    @admin.display(description=_("source"), ordering="source__key")
    def source_link(self, fact: Cited) -> SafeString:
        """Return a link to the form of the source."""
        page = reverse("admin:provenance_source_change", args=[fact.source_id])
        return format_html('<a href="{}">{}</a>', page, fact.source.key)


@admin.register(Source)
class SourceAdmin(TableAdmin):
    list_display = ["title", "key", "publisher", "published", "accessed", "url"]
    list_filter = [("published", PartialDateYearFilter)]
    search_fields = ["key", "url"]
    prepopulated_fields = {"key": ["title"]}


def register_tables(site: admin.AdminSite) -> None:
    """Register a general admin for each table that has no admin of its own."""
    for resource in registry.values():
        model = resource._meta.model
        if not site.is_registered(model):
            base = CitedAdmin if issubclass(model, Cited) else TableAdmin
            site.register(model, build_admin(resource, base))
