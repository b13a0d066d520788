from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse

from mfgusa.desk.constraint_messages import ConstraintMessageMixin
from mfgusa.desk.deletion_preview import DeletionPreviewMixin
from mfgusa.desk.edit_conflicts.mixin import EditConflictMixin
from mfgusa.desk.exports import ExportMixin
from mfgusa.desk.forms import AutocompleteMixin, foreign_keys
from mfgusa.desk.imports import ImportMixin


class TableAdmin(
    AutocompleteMixin,
    ExportMixin,
    ImportMixin,
    DeletionPreviewMixin,
    ConstraintMessageMixin,
    EditConflictMixin,
):
    """The admin of one table: forms for its rows, import and export of files."""

    change_list_template = "admin/table_change_list.html"
    change_form_template = "admin/table_change_form.html"
    delete_confirmation_template = "admin/table_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/table_delete_selected.html"
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        displayed = {
            self._field_name(column) for column in self.get_list_display(request)
        }
        return [name for name in foreign_keys(self.model) if name in displayed]

    def _field_name(self, column: Any) -> str:
        """The field that a column shows: its name, or what the column is sorted by."""
        order = getattr(getattr(self, str(column), None), "admin_order_field", None)
        return str(order or column).split("__")[0]

    def get_search_results(
        self,
        request: HttpRequest,
        queryset: models.QuerySet[models.Model],
        search_term: str,
    ) -> tuple[models.QuerySet[models.Model], bool]:
        search_term = search_term.replace("\x00", "")
        rows, may_repeat = super().get_search_results(request, queryset, search_term)
        search = getattr(queryset, "search", None)
        if search_term.strip() and search and hasattr(self.model, "search"):
            rows |= search(search_term)
        return rows, may_repeat

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["why"] = request.POST.get("_why", "")
        return super().render_change_form(request, context, *args, **kwargs)
