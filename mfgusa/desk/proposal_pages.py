"""Imports: the list of them, and the page of one with its plan and its outcome."""

from typing import Any

from django.contrib import admin, messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from mfgusa.desk import summary
from mfgusa.desk.imports import import_page, refused
from mfgusa.desk.preview import page_of
from mfgusa.desk.proposal_list import BatchList
from mfgusa.desk.row_filter import Pager, RowFilter
from mfgusa.tables import actions
from mfgusa.tables.annotated import annotated_file
from mfgusa.tables.files.readers.table_file import NotATable
from mfgusa.tables.models import Batch
from mfgusa.tables.schema.resource import registry


@admin.register(Batch)
class BatchAdmin(BatchList):
    """One import: what it would do, the buttons that do it, and what became of it."""

    def get_urls(self) -> list[Any]:
        pages = {
            "progress": self.progress_view,
            "errors": self.errors_view,
            "commit": self.commit_view,
            "again": self.again_view,
            "undo": self.undo_view,
        }
        own = [
            path(f"<int:pk>/{name}/", self._page(view), name=f"tables_batch_{name}")
            for name, view in pages.items()
        ]
        row = path(
            "<int:pk>/rows/<int:position>/",
            self._page(self.row_view),
            name="tables_batch_row",
        )
        return [*own, row, *super().get_urls()]

    def _page(self, view: Any) -> Any:
        return self.admin_site.admin_view(view)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_add_permission(request):
            return import_page(request, self.admin_site)
        why = _("To import you need the rights to add and to change rows of a table.")
        return refused(request, self.admin_site, why, reverse("admin:index"))

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        batch = self.visible(request, int(object_id) if object_id.isdigit() else 0)
        form = RowFilter(batch, request.GET)
        context = self.context(request, batch) | {
            "form": form,
            "pager": (pager := Pager(form)),
            "rows": page_of(pager.rows),
            "numbers": summary.rows_by_action(batch, form),
            "total": summary.all_rows(batch, form),
            "columns": summary.changed_cells(batch, form),
        }
        return TemplateResponse(request, "admin/tables/batch/page.html", context)

    def context(self, request: HttpRequest, batch: Batch) -> dict[str, Any]:
        """What every state of the page needs."""
        panel = panel_of(batch)
        return self.admin_site.each_context(request) | {
            "title": summary.name(batch),
            "batch": batch,
            "standing": summary.standing(batch),
            "sentences": summary.sentences(batch),
            "errors": batch.count("error"),
            "reading": [file for file in batch.reading if file.get("assumed")],
            "plan": summary.plan_of(batch),
            "missing": actions.missing_rights(request.user, batch),
            "undone_by": batch.undone_by.order_by("-pk").first(),
            "upload_address": upload_address(batch),
            "panel": f"admin/tables/batch/_{panel}.html",
            "is_moving": panel == "moving",
            **self.progress(request, batch),
        }

    def progress(self, request: HttpRequest, batch: Batch) -> dict[str, Any]:
        """How far a worker is, and whether that is to be read aloud now."""
        quarter, asked = summary.quarter(batch), request.GET.get("looks", "")
        looks = int(asked[:6]) if asked.isdecimal() else 0
        return {
            "quarter": quarter,
            "is_news": request.GET.get("said") != str(quarter),
            "looks": looks + 1,
            "is_waiting": summary.is_waiting(batch),
            "waits_long": summary.waits_long(batch, looks),
        }

    def visible(self, request: HttpRequest, pk: int) -> Batch:
        """A batch whose every table the person may view; any other is not found."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.visible(request, pk)
        if not batch.is_busy or actions.is_interrupted(batch):
            return HttpResponseClientRefresh()
        context = {"batch": batch, "is_fragment": True}
        context |= self.progress(request, batch)
        return TemplateResponse(request, "admin/tables/batch/_progress.html", context)

    @method_decorator(require_safe)
    def row_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        batch = self.visible(request, pk)
        [row] = page_of(
            [get_object_or_404(batch.rows, batch_id=pk, position=position)], whole=True
        )
        context = {"row": row, "batch": batch}
        name = "_cells" if request.htmx else "row"
        if not request.htmx:
            context |= self.context(request, batch)
        return TemplateResponse(request, f"admin/tables/batch/{name}.html", context)

    @method_decorator(require_safe)
    def errors_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.visible(request, pk)
        try:
            if not batch.parts.exists():
                raise NotATable(_("The file of this import is not kept any more."))
            file, name, content_type = annotated_file(batch)
        except NotATable as problem:
            raise Http404(str(problem)) from problem
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=content_type
        )

    @method_decorator(require_POST)
    def commit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.visible(request, pk)
        if request.POST.get("plan") != summary.plan_of(batch):
            anew = _("The plan was made anew since you looked. Please look again.")
            messages.warning(request, anew)
            return self.shown(batch)
        return self.done(request, batch, actions.commit, why=request.POST.get("why"))

    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.done(request, self.visible(request, pk), actions.plan_again)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.visible(request, pk)
        return self.done(request, batch, actions.undo, why=request.POST.get("why", ""))

    def done(
        self, request: HttpRequest, batch: Batch, action: Any, **wishes: Any
    ) -> HttpResponse:
        """Do it, and show the batch that comes of it; or say which right is missing."""
        try:
            return self.shown(action(batch, by=request.user, **wishes))
        except actions.NotAllowed as problem:
            back = reverse("admin:tables_batch_change", args=[batch.pk])
            return refused(request, self.admin_site, str(problem), back)

    def shown(self, batch: Batch) -> HttpResponse:
        address = reverse("admin:tables_batch_change", args=[batch.pk])
        return HttpResponseRedirect(address)


def panel_of(batch: Batch) -> str:
    """Which panel says what is to be done now."""
    if not batch.is_busy:
        return batch.state
    return "interrupted" if actions.is_interrupted(batch) else "moving"


def upload_address(batch: Batch) -> str:
    """Where a corrected file is brought in."""
    if batch.table not in registry:
        return reverse("admin:tables_batch_add")
    opts = registry[batch.table]._meta.model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_import")
