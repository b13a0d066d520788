"""A proposal in words and numbers: its standing, what it writes, how far it is."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from mfgusa.desk.permissions import table_title
from mfgusa.desk.row_filter import RowFilter
from mfgusa.proposals.models import PlannedRow, Proposal

Action = PlannedRow.Action
State = Proposal.State
PATIENCE = timedelta(seconds=10)
FEW = 4  # Tables that a sentence each is not too much for.


@dataclass(frozen=True)
class Standing:
    """Where a proposal stands, in a word, and the look of its chip."""

    word: str | Promise
    look: str


STANDINGS = {
    State.WAITING: Standing(gettext_lazy("waiting"), "busy"),
    State.PLANNING: Standing(gettext_lazy("being planned"), "busy"),
    State.REFUSED: Standing(gettext_lazy("could not be read"), "bad"),
    State.COMMITTING: Standing(gettext_lazy("being committed"), "busy"),
    State.COMMITTED: Standing(gettext_lazy("committed"), "good"),
    State.STALE: Standing(gettext_lazy("data had changed"), "warn"),
}
ERRORS = Standing(gettext_lazy("errors to correct"), "bad")
READY = Standing(gettext_lazy("ready to commit"), "ready")
NOTHING = Standing(gettext_lazy("nothing to change"), "still")
UNDONE = Standing(gettext_lazy("undone"), "still")

TO_DO = {
    "create": ngettext_lazy("create %(n)s row", "create %(n)s rows", "count"),
    "update": ngettext_lazy("change %(n)s row", "change %(n)s rows", "count"),
    "delete": ngettext_lazy("remove %(n)s row", "remove %(n)s rows", "count"),
}
DONE = {
    "create": ngettext_lazy("created %(n)s row", "created %(n)s rows", "count"),
    "update": ngettext_lazy("changed %(n)s row", "changed %(n)s rows", "count"),
    "delete": ngettext_lazy("removed %(n)s row", "removed %(n)s rows", "count"),
}


def name(proposal: Proposal) -> str:
    """What an import is called: its file, or what it takes back."""
    if proposal.kind == Proposal.Kind.REVERT:
        return _("Undo of import %(number)s") % {"number": proposal.reverts_id}
    return proposal.file_name or str(capfirst(proposal.get_kind_display()))


def standing(proposal: Proposal) -> Standing:
    """The chip of a proposal, which may come with `is_undone` from its query."""
    if getattr(proposal, "is_undone", False):
        return UNDONE
    if proposal.state != State.PLANNED:
        return STANDINGS[State(proposal.state)]
    if proposal.problems or proposal.count(Action.ERROR):
        return ERRORS
    return READY if proposal.changes else NOTHING


def told(counts: dict[str, int], words: dict[str, Any]) -> str:
    """What happens in a table: “create 12 rows and remove 1 row”."""
    parts = [
        text % {"count": counts[action], "n": intcomma(counts[action])}
        for action, text in words.items()
        if counts.get(action)
    ]
    return get_text_list(parts, _("and"))


def by_table(proposal: Proposal, numbers: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is counted by table, in the order in which the tables are written."""
    tables = [table for table in proposal.tables if table in numbers]
    return [(table, numbers[table]) for table in tables]


def sentences(proposal: Proposal) -> list[str]:
    """What is to be, or was, written: a sentence a table, or one for many tables."""
    words = DONE if proposal.state == State.COMMITTED else TO_DO
    told_of = {
        table: what
        for table, counts in by_table(proposal, proposal.counts)
        if (what := told(counts, words))
    }
    if len(told_of) > FEW:
        what = told({action: proposal.count(action) for action in words}, words)
        names = {"what": what, "n": len(told_of)}
        return [capfirst(_("%(what)s in %(n)d tables") % names)]
    return [
        capfirst(
            _("%(what)s in %(table)s") % {"what": what, "table": table_title(table)}
        )
        for table, what in told_of.items()
    ]


def rows_by_action(proposal: Proposal, form: RowFilter) -> list[dict[str, Any]]:
    """Per table, how many rows there are of each action, and the link to see them."""
    counted = by_table(proposal, proposal.counts)
    return [_numbers(form, table, counts) for table, counts in counted]


def all_rows(proposal: Proposal, form: RowFilter) -> dict[str, Any]:
    """The same for all tables together."""
    return _numbers(
        form, "", {action: proposal.count(action) for action in Action.values}
    )


def _numbers(form: RowFilter, table: str, counts: dict[str, int]) -> dict[str, Any]:
    numbers = [
        {
            "action": action,
            "label": label,
            "count": counts.get(action, 0),
            "address": form.address(table=table, action=action, column="", q=""),
            "chosen": form.shows(table=table, action=action, column=""),
        }
        for action, label in Action.choices
    ]
    return {"title": table_title(table), "numbers": numbers}


def changed_cells(proposal: Proposal, form: RowFilter) -> list[dict[str, Any]]:
    """Per table, how many cells of each column change, most first."""
    return [
        {"title": table_title(table), "columns": _cells(form, table, Counter(columns))}
        for table, columns in by_table(proposal, proposal.columns)
        if columns
    ]


def _cells(form: RowFilter, table: str, counts: Counter[str]) -> list[dict[str, Any]]:
    here = {"table": table, "action": "update"}
    return [
        {
            "name": column,
            "count": count,
            "address": form.address(**here, column=column, q=""),
            "chosen": form.shows(**here, column=column),
        }
        for column, count in counts.most_common()
    ]


def is_waiting(proposal: Proposal) -> bool:
    """Whether no worker has taken it in hand yet."""
    queued = proposal.state == State.COMMITTING and not proposal.started_at
    return proposal.state == State.WAITING or queued


def waits_long(proposal: Proposal, looks: int) -> bool:
    """Whether a worker should have taken it by now; one looks once a second."""
    since = timezone.now() - proposal.created_at
    new = proposal.state == State.WAITING and since > PATIENCE
    return is_waiting(proposal) and (new or looks > PATIENCE.seconds)


def quarter(proposal: Proposal) -> int:
    """How much is done, in steps that are worth reading aloud: 0, 25, 50, 75."""
    return 25 * min(3, 4 * proposal.done // proposal.total) if proposal.total else 0


def plan_of(proposal: Proposal) -> str:
    """Which plan this is: another one, made later, has another name."""
    return proposal.planned_at.isoformat() if proposal.planned_at else ""
