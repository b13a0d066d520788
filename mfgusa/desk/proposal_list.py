"""The list of imports: what came in, who brought it, where it stands."""

from typing import Any

from django.contrib import admin
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mfgusa.desk import permissions
from mfgusa.desk.summary import name, standing
from mfgusa.proposals.models import PlannedRow, Proposal

Action = PlannedRow.Action


class TableFilter(admin.SimpleListFilter):
    """Imports that have rows of one table."""

    title = gettext_lazy("table")
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (table, permissions.table_title(table))
            for table in permissions.viewable_tables(request.user)
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        table = self.value()
        return queryset.filter(tables__contains=[table]) if table else queryset


class ProposalList(admin.ModelAdmin):
    """Imports of tables that one may view; they are made, never typed or deleted."""

    list_display = ["what", "state_chip", "rows", "brought_in"]
    list_filter = ["state", "kind", TableFilter]
    list_per_page = 50
    search_fields = ["file_name", "why", "user_name", "sha256__startswith"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_queryset(self, request: HttpRequest) -> Any:
        visible = Proposal.objects.in_tables(permissions.viewable_tables(request.user))
        if not request.user.is_superuser:  # What nobody could read is its owner's.
            visible = visible.exclude(~Q(user=request.user), tables=[])
        undo = Proposal.objects.filter(
            reverts=OuterRef("pk"), state=Proposal.State.COMMITTED
        )
        return visible.with_people().annotate(is_undone=Exists(undo))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(permissions.viewable_tables(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(permissions.viewable_tables(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(permissions.importable_tables(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("file"), ordering="file_name")
    def what(self, proposal: Proposal) -> str:
        return name(proposal)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_chip(self, proposal: Proposal) -> SafeString:
        state = standing(proposal)
        return format_html('<span class="chip {}">{}</span>', state.look, state.word)

    @admin.display(description=gettext_lazy("rows"))
    def rows(self, proposal: Proposal) -> SafeString:
        """Its tables, and how many rows there are of each action."""
        counts = [(proposal.count(action), label) for action, label in Action.choices]
        parts = [(intcomma(count), label) for count, label in counts if count]
        shown = format_html_join("", '<span class="count">{} <i>{}</i></span>', parts)
        return format_html('<span class="of">{}</span>{}', self.tables(proposal), shown)

    def tables(self, proposal: Proposal) -> str:
        few = [permissions.table_title(table) for table in proposal.tables[:3]]
        more = len(proposal.tables) - len(few)
        return ", ".join([*few, _("%(n)d more") % {"n": more}] if more > 0 else few)

    @admin.display(description=gettext_lazy("brought in"), ordering="created_at")
    def brought_in(self, proposal: Proposal) -> SafeString:
        """When, by whom and why."""
        at = date_format(localtime(proposal.created_at), "SHORT_DATETIME_FORMAT")
        why = truncatechars(proposal.why, 80)
        return format_html(
            '<span class="at">{}</span> {}<span class="why">{}</span>',
            at,
            proposal.user_name,
            why,
        )

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        titled = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, titled | (extra_context or {}))
