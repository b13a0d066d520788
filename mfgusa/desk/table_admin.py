from django.contrib import admin

from mfgusa.desk.constraint_messages import ConstraintMessageMixin
from mfgusa.desk.deletion_preview import DeletionPreviewMixin
from mfgusa.desk.exports import ExportMixin
from mfgusa.desk.forms import Autocompleted, foreign_keys
from mfgusa.desk.imports import ImportMixin


class TableAdmin(
    Autocompleted,
    ExportMixin,
    ImportMixin,
    DeletionPreviewMixin,
    ConstraintMessageMixin,
):
    """The admin of one table: its rows by hand, and as files in and out."""

    change_list_template = "admin/table_change_list.html"
    change_form_template = "admin/table_change_form.html"
    delete_confirmation_template = "admin/table_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/table_delete_selected.html"
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    def get_list_select_related(self, request):
        shown = {self._shown(column) for column in self.get_list_display(request)}
        return [name for name in foreign_keys(self.model) if name in shown]

    def _shown(self, column):
        """The field that a column shows: its name, or what the column is sorted by."""
        order = getattr(getattr(self, column, None), "admin_order_field", None)
        return (order or column).split("__")[0]

    def get_search_results(self, request, queryset, search_term):
        search_term = search_term.replace("\x00", "")
        rows, repeated = super().get_search_results(request, queryset, search_term)
        if search_term.strip() and hasattr(self.model, "search"):
            rows |= queryset.search(search_term)
        return rows, repeated

    def render_change_form(self, request, context, *args, **kwargs):
        context["why"] = request.POST.get("_why", "")
        return super().render_change_form(request, context, *args, **kwargs)
