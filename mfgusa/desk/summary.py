"""A proposal in words and numbers: its status, its changes, its progress."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypedDict, TypeVar

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mfgusa.desk.permissions import table_title
from mfgusa.desk.row_filter import RowFilter
from mfgusa.proposals.models import PlannedRow, Proposal

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Action = PlannedRow.Action
State = Proposal.State
PATIENCE = timedelta(seconds=10)
MAX_TABLES = 4  # Tables that are described by a sentence each.
Value = TypeVar("Value")


@dataclass(frozen=True)
class ProposalStatus:
    """The status of a proposal as a label, and the CSS class of its chip."""

    label: "StrOrPromise"
    css_class: str


STATUSES = {
    State.WAITING: ProposalStatus(gettext_lazy("waiting"), "busy"),
    State.PLANNING: ProposalStatus(gettext_lazy("being planned"), "busy"),
    State.REFUSED: ProposalStatus(gettext_lazy("could not be read"), "bad"),
    State.COMMITTING: ProposalStatus(gettext_lazy("being committed"), "busy"),
    State.COMMITTED: ProposalStatus(gettext_lazy("committed"), "good"),
    State.STALE: ProposalStatus(gettext_lazy("data had changed"), "warn"),
}
FAILED = ProposalStatus(gettext_lazy("to be planned again"), "warn")
ERRORS = ProposalStatus(gettext_lazy("errors to correct"), "bad")
READY = ProposalStatus(gettext_lazy("ready to commit"), "ready")
NO_CHANGES = ProposalStatus(gettext_lazy("nothing to change"), "still")
REVERTED = ProposalStatus(gettext_lazy("undone"), "still")

PLANNED_TEXTS = {
    "create": ngettext_lazy("create %(n)s row", "create %(n)s rows", "count"),
    "update": ngettext_lazy("change %(n)s row", "change %(n)s rows", "count"),
    "delete": ngettext_lazy("remove %(n)s row", "remove %(n)s rows", "count"),
}
COMMITTED_TEXTS = {
    "create": ngettext_lazy("created %(n)s row", "created %(n)s rows", "count"),
    "update": ngettext_lazy("changed %(n)s row", "changed %(n)s rows", "count"),
    "delete": ngettext_lazy("removed %(n)s row", "removed %(n)s rows", "count"),
}


class ActionCount(TypedDict):
    """A number of rows, and the link that shows them."""

    action: str
    label: "StrOrPromise"
    count: int
    url: str
    is_selected: bool


class TableCounts(TypedDict):
    """The numbers of a table's rows, by action."""

    title: str
    numbers: list[ActionCount]


class ColumnCount(TypedDict):
    """A number of changed cells, and the link that shows their rows."""

    name: str
    count: int
    url: str
    is_selected: bool


class TableColumns(TypedDict):
    """The numbers of a table's changed cells, by column."""

    title: str
    columns: list[ColumnCount]


def proposal_name(proposal: Proposal) -> str:
    """The name of an import: its file, or what it reverts."""
    if proposal.kind == Proposal.Kind.REVERT:
        return _("Undo of import %(number)s") % {"number": proposal.reverts_id}
    return proposal.file_name or capfirst(proposal.get_kind_display())


def proposal_status(proposal: Proposal) -> ProposalStatus:
    """The status of a proposal, which a query may annotate with `is_reverted`."""
    if getattr(proposal, "is_reverted", False):
        return REVERTED
    if proposal.failure:
        return FAILED
    if proposal.state != State.PLANNED:
        return STATUSES[State(proposal.state)]
    if proposal.problems or proposal.count(Action.ERROR):
        return ERRORS
    return READY if proposal.changes else NO_CHANGES


def describe_counts(
    counts: Mapping[str, int], texts: Mapping[str, "StrOrPromise"]
) -> str:
    """The changes in a table: “create 12 rows and remove 1 row”."""
    parts = [
        str(text % {"count": counts[action], "n": intcomma(counts[action])})
        for action, text in texts.items()
        if counts.get(action)
    ]
    return get_text_list(parts, _("and"))


def in_table_order(
    proposal: Proposal, values: Mapping[str, Value]
) -> list[tuple[str, Value]]:
    """The items of a mapping by table, in the order in which tables are written."""
    return [(table, values[table]) for table in proposal.tables if table in values]


def describe_changes(proposal: Proposal) -> list[str]:
    """The planned or written changes: a sentence a table, or one for many tables."""
    is_committed = proposal.state == State.COMMITTED
    texts = COMMITTED_TEXTS if is_committed else PLANNED_TEXTS
    descriptions = {
        table: description
        for table, counts in in_table_order(proposal, proposal.counts)
        if (description := describe_counts(counts, texts))
    }
    if len(descriptions) > MAX_TABLES:
        totals = {action: proposal.count(action) for action in texts}
        names = {"what": describe_counts(totals, texts), "n": len(descriptions)}
        return [capfirst(_("%(what)s in %(n)d tables") % names)]
    return [
        capfirst(
            _("%(what)s in %(table)s")
            % {"what": description, "table": table_title(table)}
        )
        for table, description in descriptions.items()
    ]


def rows_by_action(proposal: Proposal, form: RowFilter) -> list[TableCounts]:
    """The number of rows by action, for each table."""
    by_table = in_table_order(proposal, proposal.counts)
    return [_table_counts(form, table, counts) for table, counts in by_table]


def totals_by_action(proposal: Proposal, form: RowFilter) -> TableCounts:
    """The number of rows by action, for all tables together."""
    totals = {action: proposal.count(action) for action in Action.values}
    return _table_counts(form, "", totals)


def _table_counts(
    form: RowFilter, table: str, counts: Mapping[str, int]
) -> TableCounts:
    numbers: list[ActionCount] = [
        {
            "action": action,
            "label": label,
            "count": counts.get(action, 0),
            "url": form.query_string(table=table, action=action, column="", q=""),
            "is_selected": form.has_params(table=table, action=action, column=""),
        }
        for action, label in Action.choices
    ]
    return {"title": table_title(table), "numbers": numbers}


def changed_cells(proposal: Proposal, form: RowFilter) -> list[TableColumns]:
    """The number of changed cells by column for each table, largest first."""
    return [
        {
            "title": table_title(table),
            "columns": _column_counts(form, table, Counter(columns)),
        }
        for table, columns in in_table_order(proposal, proposal.columns)
        if columns
    ]


def _column_counts(
    form: RowFilter, table: str, counts: Counter[str]
) -> list[ColumnCount]:
    params = {"table": table, "action": "update"}
    return [
        {
            "name": column,
            "count": count,
            "url": form.query_string(**params, column=column, q=""),
            "is_selected": form.has_params(**params, column=column),
        }
        for column, count in counts.most_common()
    ]


def is_waiting(proposal: Proposal) -> bool:
    """Whether no worker has begun to process it yet."""
    is_queued = proposal.state == State.COMMITTING and not proposal.started_at
    return proposal.state == State.WAITING or is_queued


def is_overdue(proposal: Proposal, looks: int) -> bool:
    """Whether a worker should have begun by now; the page looks once a second."""
    age = timezone.now() - proposal.created_at
    is_late = proposal.state == State.WAITING and age > PATIENCE
    return is_waiting(proposal) and (is_late or looks > PATIENCE.seconds)


def progress_quarter(proposal: Proposal) -> int:
    """The progress in steps that are worth reading aloud: 0, 25, 50, 75."""
    return 25 * min(3, 4 * proposal.done // proposal.total) if proposal.total else 0


def plan_version(proposal: Proposal) -> str:
    """A text that differs for each plan of a proposal."""
    return proposal.planned_at.isoformat() if proposal.planned_at else ""
