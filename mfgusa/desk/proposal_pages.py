"""The pages of imports: the list, and each one's plan, actions and outcome."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from mfgusa.desk import summary
from mfgusa.desk.admin_urls import admin_url, admin_url_name, table_model
from mfgusa.desk.imports import import_page, permission_denied_page
from mfgusa.desk.permissions import signed_in_user
from mfgusa.desk.preview import preview_rows
from mfgusa.desk.proposal_list import ProposalList
from mfgusa.desk.row_filter import Pager, RowFilter
from mfgusa.proposals import actions, tasks
from mfgusa.proposals.annotated_file import annotated_file
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.permissions import NotAllowed, missing_permissions
from mfgusa.tables.files.readers.table_file import UnreadableFile
from mfgusa.text import parse_id

TEMPLATES = "admin/proposals/proposal"


@admin.register(Proposal)
class ProposalAdmin(ProposalList):
    """One import: its plan, the buttons that act on it, and its outcome."""

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponseBase]] = {
            "progress": self.progress_view,
            "errors": self.errors_view,
            "commit": self.commit_view,
            "again": self.plan_again_view,
            "undo": self.revert_view,
        }
        urls = [self._url(f"<int:pk>/{n}/", n, view) for n, view in views.items()]
        row = self._url("<int:pk>/rows/<int:position>/", "row", self.row_view)
        return [*urls, row, *super().get_urls()]

    def _url(
        self, route: str, name: str, view: Callable[..., HttpResponseBase]
    ) -> URLPattern:
        view = self.admin_site.admin_view(view)
        return path(route, view, name=admin_url_name(Proposal, name))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.has_add_permission(request):
            return import_page(request, self.admin_site)
        why = _("To import you need the rights to add and to change rows of a table.")
        back = reverse("admin:index")
        return permission_denied_page(request, self.admin_site, why, back)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        proposal = self.visible(request, parse_id(object_id) or 0)
        form = RowFilter(proposal, request.GET)
        pager = Pager(form)
        context = self.context(request, proposal) | {
            "form": form,
            "pager": pager,
            "rows": preview_rows(pager.rows),
            "numbers": summary.rows_by_action(proposal, form),
            "total": summary.totals_by_action(proposal, form),
            "columns": summary.changed_cells(proposal, form),
        }
        return TemplateResponse(request, f"{TEMPLATES}/page.html", context)

    def context(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """What the page needs in every state."""
        panel = panel_name(proposal)
        return self.admin_site.each_context(request) | {
            "title": summary.proposal_name(proposal),
            "proposal": proposal,
            "status": summary.proposal_status(proposal),
            "descriptions": summary.describe_changes(proposal),
            "errors": proposal.count("error"),
            "reading": [file for file in proposal.reading if file.get("assumed")],
            "plan": summary.plan_version(proposal),
            "missing": missing_permissions(request.user, proposal),
            "reverted_by": proposal.reverted_by.order_by("-pk").first(),
            "upload_url": upload_url(proposal),
            "panel": f"{TEMPLATES}/_{panel}.html",
            "is_moving": panel == "moving",
            **self.progress(request, proposal),
        }

    def progress(self, request: HttpRequest, proposal: Proposal) -> dict[str, Any]:
        """The progress of a worker, and whether it is to be read aloud now."""
        quarter = summary.progress_quarter(proposal)
        param = request.GET.get("looks", "")
        looks = int(param[:6]) if param.isdecimal() else 0
        is_waiting = summary.is_waiting(proposal)
        running = tasks.running_proposal() if is_waiting else None
        return {
            "quarter": quarter,
            "is_news": request.GET.get("said") != str(quarter),
            "looks": looks + 1,
            "is_waiting": is_waiting,
            "running": running,
            "is_overdue": not running and summary.is_overdue(proposal, looks),
        }

    def visible(self, request: HttpRequest, pk: int) -> Proposal:
        """A proposal whose every table the user may view. Raises Http404."""
        return get_object_or_404(self.get_queryset(request), pk=pk)

    @method_decorator(require_safe)
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The progress bar; once the work is done, the page is loaded again."""
        proposal = self.visible(request, pk)
        if not proposal.is_busy or actions.is_interrupted(proposal):
            return HttpResponseClientRefresh()
        context = {"proposal": proposal, "is_fragment": True}
        context |= self.progress(request, proposal)
        return TemplateResponse(request, f"{TEMPLATES}/_progress.html", context)

    @method_decorator(require_safe)
    def row_view(
        self, request: HttpRequest, pk: int, position: int
    ) -> HttpResponseBase:
        """One planned row in full: a page, or its cells for htmx."""
        proposal = self.visible(request, pk)
        planned = get_object_or_404(proposal.rows, proposal_id=pk, position=position)
        [row] = preview_rows([planned], in_full=True)
        context = {"row": row, "proposal": proposal}
        if request.headers.get("HX-Request") == "true":
            return TemplateResponse(request, f"{TEMPLATES}/_cells.html", context)
        context |= self.context(request, proposal)
        return TemplateResponse(request, f"{TEMPLATES}/row.html", context)

    @method_decorator(require_safe)
    def errors_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The uploaded file with its errors, as a download."""
        proposal = self.visible(request, pk)
        try:
            if not proposal.parts.exists():
                raise UnreadableFile(_("The file of this import is not kept any more."))
            file, name, content_type = annotated_file(proposal)
        except UnreadableFile as error:
            raise Http404(str(error)) from error
        return FileResponse(
            file, as_attachment=True, filename=name, content_type=content_type
        )

    @method_decorator(require_POST)
    def commit_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Commit the plan that the user has seen."""
        proposal = self.visible(request, pk)
        if request.POST.get("plan") != summary.plan_version(proposal):
            message = _("The plan was made anew since you looked. Please look again.")
            messages.warning(request, message)
            return redirect_to(proposal)
        why = request.POST.get("why", "")
        return self.run(request, proposal, actions.commit, why=why)

    @method_decorator(require_POST)
    def plan_again_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Plan the file again."""
        return self.run(request, self.visible(request, pk), actions.plan_again)

    @method_decorator(require_POST)
    def revert_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Plan the revert of a committed import."""
        proposal, why = self.visible(request, pk), request.POST.get("why", "")
        return self.run(request, proposal, actions.revert, why=why)

    def run(
        self,
        request: HttpRequest,
        proposal: Proposal,
        action: Callable[..., Proposal],
        **options: str,
    ) -> HttpResponseBase:
        """Show the proposal that an action returns, or the missing permission."""
        try:
            user = signed_in_user(request)
            return redirect_to(action(proposal, by=user, **options))
        except NotAllowed as error:
            back = admin_url(Proposal, "change", proposal.pk)
            return permission_denied_page(request, self.admin_site, str(error), back)


def redirect_to(proposal: Proposal) -> HttpResponseRedirect:
    """A redirect to the page of a proposal."""
    return HttpResponseRedirect(admin_url(Proposal, "change", proposal.pk))


def panel_name(proposal: Proposal) -> str:
    """The panel that shows the state and the possible actions."""
    if proposal.forgotten_at:
        return "forgotten"
    if proposal.failure:
        return "failed"
    if not proposal.is_busy:
        return proposal.state
    return "interrupted" if actions.is_interrupted(proposal) else "moving"


def upload_url(proposal: Proposal) -> str:
    """The address where a corrected file is uploaded."""
    model = table_model(proposal.table)
    return admin_url(model, "import") if model else admin_url(Proposal, "add")
