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
from mfgusa.desk.proposal_list import ProposalList
from mfgusa.desk.row_filter import Pager, RowFilter
from mfgusa.proposals import actions, permissions
from mfgusa.proposals.annotated_file import annotated_file
from mfgusa.proposals.models import Proposal
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.tables.schema.resource import registry


@admin.register(Proposal)
class ProposalAdmin(ProposalList):
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
            path(
                f"<int:pk>/{name}/", self._page(view), name=f"proposals_proposal_{name}"
            )
            for name, view in pages.items()
        ]
        row = path(
            "<int:pk>/rows/<int:position>/",
            self._page(self.row_view),
            name="proposals_proposal_row",
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
        proposal = self.visible(request, int(object_id) if object_id.isdigit() else 0)
        form = RowFilter(proposal, request.GET)
        context = self.context(request, proposal) | {
            "form": form,
            "pager": (pager := Pager(form)),
            "rows": page_of(pager.rows),
            "numbers": summary.rows_by_action(proposal, form),
            "total": summary.all_rows(proposal, form),
            "columns": summary.changed_cells(proposal, form),
        }
        return TemplateResponse(request, "admin/proposals/proposal/page.html", context)

    def context(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """What every state of the page needs."""
        panel = panel_of(proposal)
        return self.admin_site.each_context(request) | {
            "title": summary.name(proposal),
            "proposal": proposal,
            "standing": summary.standing(proposal),
            "sentences": summary.sentences(proposal),
            "errors": proposal.count("error"),
            "reading": [file for file in proposal.reading if file.get("assumed")],
            "plan": summary.plan_of(proposal),
            "missing": permissions.missing_permissions(request.user, proposal),
            "reverted_by": proposal.reverted_by.order_by("-pk").first(),
            "upload_address": upload_address(proposal),
            "panel": f"admin/proposals/proposal/_{panel}.html",
            "is_moving": panel == "moving",
            **self.progress(request, proposal),
        }

    def progress(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """How far a worker is, and whether that is to be read aloud now."""
        quarter, asked = summary.quarter(proposal), request.GET.get("looks", "")
        looks = int(asked[:6]) if asked.isdecimal() else 0
        return {
            "quarter": quarter,
            "is_news": request.GET.get("said") != str(quarter),
            "looks": looks + 1,
            "is_waiting": summary.is_waiting(proposal),
            "waits_long": summary.waits_long(proposal, looks),
        }

    def visible(self, request: HttpRequest, pk: int) -> Proposal:
        """A proposal whose every table the person may view; any other is not found."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.visible(request, pk)
        if not proposal.is_busy or actions.is_interrupted(proposal):
            return HttpResponseClientRefresh()
        context = {"proposal": proposal, "is_fragment": True}
        context |= self.progress(request, proposal)
        return TemplateResponse(
            request, "admin/proposals/proposal/_progress.html", context
        )

    @method_decorator(require_safe)
    def row_view(self, request: HttpRequest, pk: int, position: int) -> HttpResponse:
        proposal = self.visible(request, pk)
        [row] = page_of(
            [get_object_or_404(proposal.rows, proposal_id=pk, position=position)],
            whole=True,
        )
        context = {"row": row, "proposal": proposal}
        name = "_cells" if request.htmx else "row"
        if not request.htmx:
            context |= self.context(request, proposal)
        return TemplateResponse(
            request, f"admin/proposals/proposal/{name}.html", context
        )

    @method_decorator(require_safe)
    def errors_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.visible(request, pk)
        try:
            if not proposal.parts.exists():
                raise UnreadableFile(_("The file of this import is not kept any more."))
            file, name, content_type = annotated_file(proposal)
        except UnreadableFile as problem:
            raise Http404(str(problem)) from problem
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=content_type
        )

    @method_decorator(require_POST)
    def commit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.visible(request, pk)
        if request.POST.get("plan") != summary.plan_of(proposal):
            anew = _("The plan was made anew since you looked. Please look again.")
            messages.warning(request, anew)
            return self.shown(proposal)
        return self.done(request, proposal, actions.commit, why=request.POST.get("why"))

    @method_decorator(require_POST)
    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.done(request, self.visible(request, pk), actions.plan_again)

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        proposal = self.visible(request, pk)
        return self.done(
            request, proposal, actions.revert, why=request.POST.get("why", "")
        )

    def done(
        self, request: HttpRequest, proposal: Proposal, action: Any, **wishes: Any
    ) -> HttpResponse:
        """Do it and show the proposal that comes of it, or which right is missing."""
        try:
            return self.shown(action(proposal, by=request.user, **wishes))
        except permissions.NotAllowed as problem:
            back = reverse("admin:proposals_proposal_change", args=[proposal.pk])
            return refused(request, self.admin_site, str(problem), back)

    def shown(self, proposal: Proposal) -> HttpResponse:
        address = reverse("admin:proposals_proposal_change", args=[proposal.pk])
        return HttpResponseRedirect(address)


def panel_of(proposal: Proposal) -> str:
    """Which panel says what is to be done now."""
    if not proposal.is_busy:
        return proposal.state
    return "interrupted" if actions.is_interrupted(proposal) else "moving"


def upload_address(proposal: Proposal) -> str:
    """Where a corrected file is brought in."""
    if proposal.table not in registry:
        return reverse("admin:proposals_proposal_add")
    opts = registry[proposal.table]._meta.model._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_import")
