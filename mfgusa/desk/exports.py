"""Export of a table from its list in the admin, with the filters of the list."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mfgusa.desk.admin_urls import admin_url, admin_url_name
from mfgusa.tables.files.writers.responses import (
    csv_response,
    template_response,
    xlsx_response,
)
from mfgusa.tables.schema.resource import TableResource, resource_for

if TYPE_CHECKING:
    from django.contrib.admin.views.main import ChangeList
    from django_stubs_ext import StrOrPromise

Rows = models.QuerySet[models.Model]


class ExportFormat(NamedTuple):
    """A file format: its name, its purpose, and the function that writes it."""

    title: "StrOrPromise"
    use: "StrOrPromise"
    write: Callable[[TableResource, Rows], HttpResponseBase]


FORMATS = {
    "csv": ExportFormat(
        gettext_lazy("CSV"),
        gettext_lazy("the values as they are, for programs and for import"),
        csv_response,
    ),
    "spreadsheet": ExportFormat(
        gettext_lazy("CSV for spreadsheets"),
        gettext_lazy(
            "with an apostrophe before what a spreadsheet would run; import takes "
            "it away again"
        ),
        lambda resource, rows: csv_response(resource, rows, spreadsheet=True),
    ),
    "xlsx": ExportFormat(
        gettext_lazy("Excel"),
        gettext_lazy("a workbook in which numbers are numbers"),
        xlsx_response,
    ),
    "template": ExportFormat(
        gettext_lazy("Blank template"),
        gettext_lazy("an empty workbook to fill in, with what is allowed in it"),
        lambda resource, rows: template_response(resource),
    ),
}


class ExportMixin(admin.ModelAdmin[models.Model]):
    """The export of one table: `export/?format=csv`, with the filters of the list."""

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whether the user may export the table: whoever may view it may."""
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        name = admin_url_name(self.model, "export")
        view = self.admin_site.admin_view(self.export_view)
        return [path("export/", view, name=name), *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"has_export_permission": self.has_export_permission(request)}
        return super().changelist_view(request, (extra_context or {}) | context)

    @method_decorator(require_safe)
    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The file in the requested `format`; without one, the choice of formats."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        query = request.GET.copy()
        file_format = str(query.pop("format", [""])[-1])
        try:
            changelist = self._changelist(request, query)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(f"{self._changelist_url()}?e=1")
        if file_format in FORMATS:
            resource = resource_for(self.model)()
            return FORMATS[file_format].write(resource, changelist.queryset)
        context = self._context(request, query) | {
            "count": changelist.result_count,
            "unknown": file_format,
        }
        page, status = "admin/table_export.html", 400 if file_format else 200
        return TemplateResponse(request, page, context, status=status)

    def _context(self, request: HttpRequest, query: QueryDict) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {
            "title": _("Export %(table)s") % {"table": self.opts.verbose_name_plural},
            "opts": self.opts,
            "back": f"{self._changelist_url()}?{query.urlencode()}",
            "formats": [
                (file_format, _query_string(query, name))
                for name, file_format in FORMATS.items()
            ],
        }

    def _changelist_url(self) -> str:
        return admin_url(self.model, "changelist")

    def _changelist(self, request: HttpRequest, query: QueryDict) -> "ChangeList":
        """The filtered list; its `queryset` has the rows of all pages."""
        request.GET = QueryDict(query.urlencode())
        return self.get_changelist_instance(request)


def _query_string(query: QueryDict, file_format: str) -> str:
    """The same query for one format."""
    params = query.copy()
    params["format"] = file_format
    return f"?{params.urlencode()}"
