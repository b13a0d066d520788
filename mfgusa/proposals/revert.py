"""The plan that takes a committed proposal back."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from mfgusa.proposals.chunks import chunks
from mfgusa.proposals.models import PlannedRow, Proposal, WrittenRow
from mfgusa.proposals.plan.cross_table import settle
from mfgusa.proposals.plan.key_index import key_maker
from mfgusa.proposals.plan.lines import Action, Planned
from mfgusa.proposals.plan.removals import Gone
from mfgusa.proposals.plan.row_checks import RuleCheck
from mfgusa.proposals.plan.store import Store
from mfgusa.tables.schema.cell_readers import cell_readers, error_message
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.resource import TableResource, tables
from mfgusa.tables.schema.snapshots import Snapshot, snapshots

INVERSE = {
    Action.CREATE: Action.DELETE,
    Action.UPDATE: Action.UPDATE,
    Action.DELETE: Action.CREATE,
}


def plan(proposal: Proposal, report: Callable[[int, int], None]) -> None:
    """Store in the proposal what restores the rows that another wrote (`undoes`).

    A row that somebody has changed since is an error. The proposal is not saved.
    """
    undone = proposal.undoes
    resources = [r for r in tables() if r.table in undone.tables]
    store, keys, gone = Store(proposal), KeyLookup(), _gone(undone, resources)
    undos = [TableUndo(undone, resource, keys) for resource in resources]
    for undo in undos:
        undo.announce()
    proposal.total = undone.changes
    for undo in undos:
        undo.run(store, gone, lambda: report(store.position, proposal.total))
    proposal.tables, proposal.problems = undone.tables, []
    settle(proposal, store, [undo.check for undo in undos])


def _gone(undone: Proposal, resources: Iterable[TableResource]) -> Gone:
    """The rows that go again, since the proposal made them."""
    ids = dict(
        WrittenRow.objects.filter(proposal=undone).values_list("position", "row_id")
    )
    rows = PlannedRow.objects.filter(proposal=undone).having("create")
    gone: dict[str, set[int]] = {}
    for table, position in rows.values_list("table", "position").iterator():
        gone.setdefault(table, set()).add(ids[position])
    return {r.model: gone[r.table] for r in resources if r.table in gone}


class TableUndo:
    """Takes back what a proposal wrote into one table."""

    def __init__(
        self, undone: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.undone, self.resource, self.keys = undone, resource, keys
        self.readers = cell_readers(resource, resource.columns, keys)
        self.key_of = key_maker(resource)

    def announce(self) -> None:
        """Tell which rows come back, so that others may refer to them."""
        rows = self._rows().having("delete").values_list("key", "row_id")
        self.keys.add(self.resource.model, dict(rows))

    def _rows(self) -> Any:
        rows = PlannedRow.objects.of(self.undone, self.resource.table)
        return rows.having("create", "update", "delete").order_by("position")

    def run(self, store: Store, gone: Gone, report: Callable[[], None]) -> None:
        check = self.check = RuleCheck(self.resource)
        for some in chunks(self._rows().iterator()):
            rows = list(self._inverses(some))
            check.add(store.position, rows)
            store.write(self.resource.table, rows)
            report()
        going = sorted(gone.get(self.resource.model, ()))
        store.refuse(self.resource.table, check.errors(going))

    def _inverses(self, rows: list[PlannedRow]) -> Iterator[Planned]:
        written = self._written(rows)
        now = snapshots(self.resource, [pk for pk, _version in written.values()])
        taken = self._taken(rows)
        cells = [row.before for row in rows if row.before]
        for model, texts in referenced_keys(self.readers.values(), cells).items():
            self.keys.load(model, texts)
        for row in rows:
            pk, version = written[row.position]
            planned = Planned(row.number, row.key, INVERSE[row.action], pk)
            if row.after is None:
                self._restore(planned, row.before, taken)
            else:
                self._take_back(planned, row, now.get(pk), version)
            yield planned

    def _written(self, rows: list[PlannedRow]) -> dict[int, tuple[int, int]]:
        """The id of each row, by position, and its version when it was written."""
        positions = [row.position for row in rows]
        marks = WrittenRow.objects.filter(
            proposal=self.undone, position__any_of=positions
        )
        return {
            p: (pk, v)
            for p, pk, v in marks.values_list("position", "row_id", "version")
        }

    def _taken(self, rows: list[PlannedRow]) -> set[str]:
        """Keys of removed rows that other rows have by now, in words."""
        keys = {self.key_of(row.before): row.key for row in rows if row.after is None}
        return {keys[key] for key in self.resource.find(keys)} if keys else set()

    def _restore(self, planned: Planned, cells: Any, taken: set[str]) -> None:
        if planned.key in taken:
            planned.refuse("", "", _("There is a new row of this key by now."))
        planned.after = cells
        self._read(planned)

    def _take_back(
        self, planned: Planned, row: PlannedRow, now: Snapshot | None, version: int
    ) -> None:
        if now is None:
            planned.refuse("", "", _("It has been removed since."))
            return
        planned.version, cells = now
        if planned.version != version:
            planned.refuse("", "", _("It has been changed since."))
        planned.before, planned.after = row.after, row.before
        if row.before is None:
            planned.before = cells
        else:
            self._read(planned)

    def _read(self, planned: Planned) -> None:
        """The values of the cells; what they refer to may be gone."""
        cells = planned.after or {}
        for name, cell in cells.items():
            try:
                planned.values[name] = self.readers[name].read(cells)[1]
            except ValueError as problem:
                planned.refuse(name, cell, error_message(problem))
