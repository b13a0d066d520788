from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from institutes.models import Bound, Source
from mfgusa.desk.forms import TableInline
from mfgusa.desk.list_filters import YearFilter
from mfgusa.desk.table_admin import TableAdmin


def bounded(number, bound):
    """A number with thousands separators and how exact it is: “at least 1,200”."""
    if number is None:
        return None
    text = intcomma(number)
    return text if bound in {"", Bound.EXACT} else f"{Bound(bound).label} {text}"


class SourceLast:
    """Forms that ask for the fact first, and then where it was read."""

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return sorted(fields, key=["source", "locator"].__contains__)


class CitedInline(SourceLast, TableInline):
    """Facts that belong to one row of another table."""


class CitedAdmin(SourceLast, TableAdmin):
    """The admin of a table of facts, each of which names its source."""

    @admin.display(description=_("source"), ordering="source__key")
    def read_in(self, fact):
        page = reverse("admin:institutes_source_change", args=[fact.source_id])
        return format_html('<a href="{}">{}</a>', page, fact.source.key)


@admin.register(Source)
class SourceAdmin(TableAdmin):
    list_display = ["title", "key", "publisher", "published", "accessed", "url"]
    list_filter = [("published", YearFilter)]
    search_fields = ["key", "url"]
    prepopulated_fields = {"key": ["title"]}
