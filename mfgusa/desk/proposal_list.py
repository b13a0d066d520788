"""The list of imports: their files, their users and their status."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import truncatechars
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.desk import permissions
from mfgusa.desk.summary import proposal_name, proposal_status
from mfgusa.proposals.models import PlannedRow, Proposal

Action = PlannedRow.Action


class TableFilter(admin.SimpleListFilter):
    """Imports that have rows of one table."""

    title = gettext_lazy("table")
    parameter_name = "table"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]
    ) -> list[tuple[str, str]]:
        return [
            (table, permissions.table_title(table))
            for table in permissions.viewable_tables(request.user)
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Proposal]
    ) -> QuerySet[Proposal]:
        table = self.value()
        return queryset.filter(tables__contains=[table]) if table else queryset


class ProposalList(admin.ModelAdmin[Proposal]):
    """Imports of tables that the user may view; nobody edits or deletes them."""

    list_display = ["what", "state_chip", "rows", "brought_in"]
    list_filter = ["state", "kind", TableFilter]
    list_per_page = 50
    search_fields = ["file_name", "why", "user_name", "sha256__startswith"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        user = permissions.signed_in_user(request)
        visible = Proposal.objects.in_tables(permissions.viewable_tables(user))
        if not user.is_superuser:  # An unreadable file is shown to its owner only.
            visible = visible.exclude(~Q(user=user), tables=[])
        reverts = Proposal.objects.filter(
            reverts=OuterRef("pk"), state=Proposal.State.COMMITTED
        )
        return visible.with_people().annotate(is_reverted=Exists(reverts))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(permissions.viewable_tables(request.user))

    def has_view_permission(
        self, request: HttpRequest, obj: Proposal | None = None
    ) -> bool:
        return bool(permissions.viewable_tables(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(permissions.importable_tables(request.user))

    def has_change_permission(
        self, request: HttpRequest, obj: Proposal | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Proposal | None = None
    ) -> bool:
        return False

    @admin.display(description=gettext_lazy("file"), ordering="file_name")
    def what(self, proposal: Proposal) -> str:
        """The name of the import."""
        return proposal_name(proposal)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_chip(self, proposal: Proposal) -> SafeString:
        """The status as a chip."""
        status = proposal_status(proposal)
        return format_html(
            '<span class="chip {}">{}</span>', status.css_class, status.label
        )

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, proposal: Proposal) -> SafeString:
        """The tables, and the number of rows by action."""
        counts = [(proposal.count(action), label) for action, label in Action.choices]
        parts = [(intcomma(count), label) for count, label in counts if count]
        numbers = format_html_join("", '<span class="count">{} <i>{}</i></span>', parts)
        tables = self.tables(proposal)
        return format_html('<span class="of">{}</span>{}', tables, numbers)

    def tables(self, proposal: Proposal) -> str:
        """The titles of the first tables, and the number of the others."""
        titles = [permissions.table_title(table) for table in proposal.tables[:3]]
        more = len(proposal.tables) - len(titles)
        if more > 0:
            titles.append(_("%(n)d more") % {"n": more})
        return ", ".join(titles)

    @admin.display(description=gettext_lazy("brought in"), ordering="created_at")
    def brought_in(self, proposal: Proposal) -> SafeString:
        """The time, the user and the reason."""
        at = date_format(localtime(proposal.created_at), "SHORT_DATETIME_FORMAT")
        why = truncatechars(proposal.why, 80)
        return format_html(
            '<span class="at">{}</span> {}<span class="why">{}</span>',
            at,
            proposal.user_name,
            why,
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, context | (extra_context or {}))
