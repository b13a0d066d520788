"""The plan that reverts a committed proposal."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.proposals.batching import batched
from mfgusa.proposals.models import AppliedRow, PlannedRow, Proposal
from mfgusa.proposals.models.rows import PlannedRowQuerySet
from mfgusa.proposals.plan.cross_table import check_cross_table
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.plan.lines import Action, PlannedLine
from mfgusa.proposals.plan.package import Report
from mfgusa.proposals.plan.removals import Removals
from mfgusa.proposals.plan.row_checks import RowChecks
from mfgusa.proposals.plan.store import PlanStore
from mfgusa.proposals.versions import (
    covered_columns,
    lost_column_problems,
    record_columns,
)
from mfgusa.tables.schema.cell_readers import (
    cell_readers,
    error_message,
    read_value,
)
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.resource import TableResource, tables
from mfgusa.tables.schema.snapshots import Snapshot, row_versions, snapshots

INVERSE = {
    Action.CREATE: Action.DELETE,
    Action.UPDATE: Action.UPDATE,
    Action.DELETE: Action.CREATE,
}


def plan_revert(proposal: Proposal, report: Report) -> None:
    """Store in a proposal the plan that restores the rows it `reverts`.

    A row that somebody has changed since is an error. The proposal is not saved.
    """
    reverted = proposal.reverts
    if reverted is None:
        raise ValueError(f"Proposal {proposal.pk} reverts nothing.")
    resources = [r for r in tables() if r.table in reverted.tables]
    proposal.tables = reverted.tables
    record_columns(proposal, resources)
    lost = lost_column_problems(reverted, resources)
    proposal.problems = [problem.as_dict() for problem in lost]
    if not lost:
        _plan_rows(proposal, reverted, resources, report)


def _plan_rows(
    proposal: Proposal,
    reverted: Proposal,
    resources: list[TableResource],
    report: Report,
) -> None:
    store, keys = PlanStore(proposal), KeyLookup()
    removals = _created_rows(reverted, resources)
    planners = [TableReverter(reverted, resource, keys) for resource in resources]
    for planner in planners:
        planner.add_keys()
    proposal.total = reverted.changes
    for planner in planners:
        planner.run(store, removals, lambda: report(store.position, proposal.total))
    check_cross_table(proposal, store, [planner.checks for planner in planners])


def _created_rows(reverted: Proposal, resources: Iterable[TableResource]) -> Removals:
    """The rows that the reverted proposal created, which are to be deleted."""
    applied = AppliedRow.objects.filter(proposal=reverted)
    ids = dict(applied.values_list("position", "row_id"))
    created = PlannedRow.objects.filter(proposal=reverted).with_action("create")
    created_ids: dict[str, set[int]] = {}
    for table, position in created.values_list("table", "position").iterator():
        created_ids.setdefault(table, set()).add(ids[position])
    return {r.model: created_ids[r.table] for r in resources if r.table in created_ids}


class TableReverter:
    """Plans the revert of what a proposal wrote into one table."""

    def __init__(
        self, reverted: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.reverted, self.resource, self.keys = reverted, resource, keys
        self.readers = cell_readers(resource, resource.columns, keys)
        self.key_of = key_maker(resource)
        self.checks = RowChecks(resource)
        self.columns = covered_columns(reverted, resource)

    def add_keys(self) -> None:
        """Add the keys of the rows to be restored, to which other rows may refer."""
        rows = self._rows().with_action("delete").values_list("key", "row_id")
        self.keys.add(
            self.resource.model, {key: pk for key, pk in rows if pk is not None}
        )

    def _rows(self) -> PlannedRowQuerySet:
        rows = PlannedRow.objects.in_table(self.reverted, self.resource.table)
        return rows.with_action("create", "update", "delete").order_by("position")

    def run(
        self, store: PlanStore, removals: Removals, report: Callable[[], None]
    ) -> None:
        """Store the inverse of every row, and the errors of the rules it violates."""
        self.checks.create()
        for batch in batched(self._rows().iterator()):
            lines = list(self._inverses(batch))
            self.checks.add(store.position, lines)
            store.write(self.resource.table, lines)
            report()
        removed = sorted(removals.get(self.resource.model, ()))
        store.add_errors(self.resource.table, self.checks.errors(removed))

    def _inverses(self, rows: list[PlannedRow]) -> Iterator[PlannedLine]:
        applied = self._applied(rows)
        ids = [pk for pk, _version in applied.values()]
        current = snapshots(self.resource, ids)
        versions = row_versions(self.resource, ids, self.columns)
        reused = self._reused_keys(rows)
        cells = [row.before for row in rows if row.before]
        for model, texts in referenced_keys(self.readers.values(), cells).items():
            self.keys.load(model, texts)
        for row in rows:
            pk, version = applied[row.position]
            action = INVERSE[PlannedRow.Action(row.action)]
            line = PlannedLine(row.number, row.key, action, pk)
            if row.after is None:
                self._restore(line, row.before, reused)
            else:
                is_changed = versions.get(pk) != version
                self._revert(line, row, current.get(pk), is_changed=is_changed)
            yield line

    def _applied(self, rows: list[PlannedRow]) -> dict[int, tuple[int, int | None]]:
        """The id and the written version of each row, by position."""
        positions = [row.position for row in rows]
        applied = AppliedRow.objects.filter(
            proposal=self.reverted, position__any_of=positions
        )
        return {
            position: (pk, version)
            for position, pk, version in applied.values_list(
                "position", "row_id", "version"
            )
        }

    def _reused_keys(self, rows: list[PlannedRow]) -> set[str]:
        """Keys of deleted rows, as text, that new rows have by now."""
        keys = {
            self.key_of(row.before): row.key
            for row in rows
            if row.after is None and row.before
        }
        return {keys[key] for key in self.resource.find_ids(keys)} if keys else set()

    def _restore(self, line: PlannedLine, cells: Any, reused: set[str]) -> None:
        if line.key in reused:
            line.add_error("", "", _("There is a new row of this key by now."))
        line.after = cells
        self._read(line)

    def _revert(
        self,
        line: PlannedLine,
        row: PlannedRow,
        current: Snapshot | None,
        *,
        is_changed: bool,
    ) -> None:
        if current is None:
            line.add_error("", "", _("It has been removed since."))
            return
        line.version, cells = current
        if is_changed:
            line.add_error("", "", _("It has been changed since."))
        line.before, line.after = row.after, row.before
        if row.before is None:
            line.before = cells
        else:
            self._read(line)

    def _read(self, line: PlannedLine) -> None:
        """Read the values of the cells; the rows they refer to may be missing."""
        cells = line.after or {}
        for name, cell in cells.items():
            try:
                line.values[name] = read_value(self.readers, name, cells)
            except ValueError as error:
                column = name if name in self.readers else ""
                line.add_error(column, cell, error_message(error))
