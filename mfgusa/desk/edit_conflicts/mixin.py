"""The admin of rows that several people edit at once."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.desk.admin_urls import admin_url
from mfgusa.desk.edit_conflicts.conflict import EditConflict, find_conflict
from mfgusa.desk.edit_conflicts.deletion import changes_of_row, changes_of_selection
from mfgusa.desk.edit_conflicts.opened_form import (
    OpenedForm,
    digested_fields,
    inline_tables,
    lock_in_order,
    lock_rows,
    read_opened_form,
)
from mfgusa.desk.edit_conflicts.row_states import read_states
from mfgusa.desk.refusals import Refusal, refusal_of, refuse
from mfgusa.text import parse_id

CONFLICT = 409  # HTTP: the request does not fit the state of what it would change.


class EditConflictMixin(admin.ModelAdmin[models.Model]):
    """Refuses to save a form over what somebody else saved since it was opened."""

    actions = ("delete_selected",)
    change_form_template = "admin/row_change_form.html"
    delete_confirmation_template = "admin/row_delete_confirmation.html"
    delete_selected_confirmation_template = "admin/row_delete_selected.html"

    def can_add_again(self, request: HttpRequest) -> bool:
        """Whether a row that was deleted meanwhile can be added from its form."""
        return self.has_add_permission(request)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = extra_context or {}
        if object_id is not None and request.method != "POST":
            context = context | {"opened": self._opened_now(request, object_id)}
        elif object_id is not None:
            context = context | {"opened": request.POST.get("_opened", "")}
            conflict = self._conflict(request, object_id)
            if conflict:
                return self._conflict_page(request, object_id, conflict, context)
        return super().changeform_view(request, object_id, form_url, context)

    def delete_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Ask again before a row is deleted that somebody changed meanwhile."""
        row = self._row(request, object_id) if request.POST else None
        if row and not self.has_delete_permission(request, row):
            raise PermissionDenied
        if row:
            lock_rows(row, inline_tables(self, request, row))
        now = self._opened_now(request, object_id)
        context = (extra_context or {}) | {"opened": now}
        opened = OpenedForm.decode(request.POST.get("_opened", ""))
        current = OpenedForm.decode(now)
        is_older = bool(row) and opened != current
        if row and is_older:
            context["why"] = request.POST.get("_why", "")
            request.POST = QueryDict()
            changes = changes_of_row(self, request, row, opened, current)
            context |= {"is_older": True, "changes": changes}
        response = super().delete_view(request, object_id, context)
        if is_older:
            response.status_code = CONFLICT
        return response

    @admin.action(
        permissions=["delete"],
        description=gettext_lazy("Delete selected %(verbose_name_plural)s"),
    )
    def delete_selected(
        self, request: HttpRequest, queryset: models.QuerySet[models.Model]
    ) -> HttpResponse | None:
        """Ask again before rows are deleted of which somebody changed one meanwhile."""
        rows = self.model._base_manager.filter(pk__in=queryset.values("pk"))
        is_confirmed = "post" in request.POST
        if is_confirmed:
            lock_in_order(rows)
        digested = digested_fields(self, request, self.model())
        states = read_states(rows, digested)
        now = OpenedForm(inlines={self.opts.label_lower: states})
        opened = OpenedForm.decode(request.POST.get("_opened", ""))
        is_older = is_confirmed and opened != now
        if is_older:
            unconfirmed = request.POST.copy()
            del unconfirmed["post"]
            request.POST = unconfirmed  # type: ignore[assignment]
        response = delete_selected(self, request, queryset)
        if isinstance(response, TemplateResponse) and response.context_data is not None:
            why = request.POST.get("_why", "")
            response.context_data |= {"opened": now.encode(), "why": why}
            if is_older:
                changes = changes_of_selection(self, request, opened, now)
                response.context_data |= {"is_older": True, "changes": changes}
                response.status_code = CONFLICT
        return response

    def _opened_now(self, request: HttpRequest, object_id: str) -> str:
        """The state that a form carries. Read first: what it shows is never older.

        The state is read by the row's id, so that the row itself is read once.
        """
        key = parse_id(unquote(object_id))
        is_id = key is not None and TO_FIELD_VAR not in request.GET
        row = self.model(pk=key) if is_id else self._row(request, object_id)
        if row is None:
            return ""
        tables = inline_tables(self, request, row)
        digested = digested_fields(self, request, row)
        return read_opened_form(row, tables, digested).encode()

    def _row(self, request: HttpRequest, object_id: str) -> models.Model | None:
        to_field = request.POST.get(TO_FIELD_VAR, request.GET.get(TO_FIELD_VAR))
        if to_field and not self.to_field_allowed(request, to_field):
            raise DisallowedModelAdminToField
        return self.get_object(request, unquote(object_id), to_field)

    def _conflict(self, request: HttpRequest, object_id: str) -> EditConflict | None:
        """The conflict of a posted form; its rows are locked until it is saved."""
        if refusal_of(request):
            return None
        row = self._row(request, object_id)
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row:
            tables = inline_tables(self, request, row)
            lock_rows(row, tables)
            row = self._row(request, object_id)
        if row:
            digested = digested_fields(self, request, row)
            current = read_opened_form(row, tables, digested)
            return find_conflict(self, request, row.pk, row, current)
        key = parse_id(unquote(object_id))
        return find_conflict(self, request, key, None, OpenedForm()) if key else None

    def _conflict_page(
        self,
        request: HttpRequest,
        object_id: str,
        conflict: EditConflict,
        context: dict[str, Any],
    ) -> HttpResponse:
        """The differences above a form that can be saved again."""
        request.POST = conflict.data  # type: ignore[assignment]
        refuse(request, Refusal())
        context |= {"conflict": conflict, "opened": conflict.opened.encode()}
        view = super().changeform_view
        if not conflict.is_deleted:
            context |= {"original": conflict.row, "subtitle": conflict.name}
            response = view(request, object_id, "", context)
        elif self.can_add_again(request):
            add = admin_url(self.model, "add")
            response = view(request, None, add, context | {"opened": ""})
        else:
            response = self._deleted_page(request, context)
        response.status_code = CONFLICT
        return response

    def _deleted_page(
        self, request: HttpRequest, context: dict[str, Any]
    ) -> TemplateResponse:
        """What was typed into the form of a row that is gone, to copy it from."""
        title = _("Change %(row)s") % {"row": self.opts.verbose_name}
        page = self.admin_site.each_context(request) | context
        page |= {"opts": self.opts, "title": title, "why": request.POST.get("_why")}
        return TemplateResponse(request, "admin/row_deleted.html", page)
