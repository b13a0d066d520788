"""A table as files out of its list in the admin, as narrow as the list is."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mfgusa.tables.files.writers.responses import (
    csv_response,
    template_response,
    xlsx_response,
)
from mfgusa.tables.schema.resource import TableResource, resource_for


class Format(NamedTuple):
    """A kind of file: its name, what it is good for, and what writes it."""

    title: Any
    use: Any
    write: Callable[[TableResource, Any], HttpResponseBase]


FORMATS = {
    "csv": Format(
        gettext_lazy("CSV"),
        gettext_lazy("the values as they are, for programs and for import"),
        csv_response,
    ),
    "spreadsheet": Format(
        gettext_lazy("CSV for spreadsheets"),
        gettext_lazy(
            "with an apostrophe before what a spreadsheet would run; import takes "
            "it away again"
        ),
        lambda resource, rows: csv_response(resource, rows, spreadsheet=True),
    ),
    "xlsx": Format(
        gettext_lazy("Excel"),
        gettext_lazy("a workbook in which numbers are numbers"),
        xlsx_response,
    ),
    "template": Format(
        gettext_lazy("Blank template"),
        gettext_lazy("an empty workbook to fill in, with what is allowed in it"),
        lambda resource, rows: template_response(resource),
    ),
}


class ExportMixin(admin.ModelAdmin):
    """The export of one table: `export/?format=csv`, with the filters of the list."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may = {"has_export_permission": self.has_export_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | may)

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The file that `format` asks for; without it, the choice of files."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        query = request.GET.copy()
        wanted = query.pop("format", [""])[-1]
        try:
            shown = self._list_of(request, query)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._list()}?e=1")
        if wanted in FORMATS:
            return FORMATS[wanted].write(resource_for(self.model)(), shown.queryset)
        context = self._context(request, query) | {
            "count": shown.result_count,
            "unknown": wanted,
        }
        page, status = "admin/table_export.html", 400 if wanted else 200
        return TemplateResponse(request, page, context, status=status)

    def _context(self, request: HttpRequest, query: QueryDict) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": _("Export %(table)s") % {"table": self.opts.verbose_name_plural},
            "opts": self.opts,
            "back": f"{self._list()}?{query.urlencode()}",
            "formats": [(one, _asking(query, n)) for n, one in FORMATS.items()],
        }

    def _list(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _list_of(self, request: HttpRequest, query: QueryDict) -> Any:
        """The list as it is narrowed; its `queryset` has the rows of all pages."""
        request.GET = query
        return self.get_changelist_instance(request)


def _asking(query: QueryDict, name: str) -> str:
    """The same query, for one format."""
    asked = query.copy()
    asked["format"] = name
    return f"?{asked.urlencode()}"
