"""The stored rows of a plan as values for the database."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from mfgusa.proposals.chunks import chunks
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.problems import Problem
from mfgusa.proposals.staging import StagedRow, execute
from mfgusa.tables.schema.cell_readers import cell_readers, error_message
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource

FIELDS = ("position", "number", "key", "action", "row_id", "after")


class PlanRows:
    """Creations and changes of one table, in chunks; `problems` gathers what fails."""

    def __init__(
        self, proposal: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.proposal, self.resource, self.keys = proposal, resource, keys
        self.problems: list[Problem] = []
        self.readers = cell_readers(resource, resource.columns, keys)
        self.links = {
            name: column
            for name, column in resource.columns.items()
            if isinstance(column, ReferenceListColumn)
        }

    def stored(self) -> Any:
        rows = PlannedRow.objects.of(self.proposal, self.resource.table)
        return rows.having("create", "update").order_by("position")

    def announce(self) -> Iterator[int]:
        """The ids of the rows to be created, which others may refer to from now on."""
        rows = self.stored().having("create")
        known = list(rows.values_list("key", "row_id"))
        fresh = iter(reserve_ids(self.resource, sum(pk is None for _, pk in known)))
        ids = [pk or next(fresh) for _, pk in known]
        self.keys.add(self.resource.model, dict(zip((k for k, _ in known), ids)))  # noqa: B905
        return iter(ids)

    def chunks(self, ids: Iterator[int]) -> Iterator[list[StagedRow]]:
        """The rows by value; `ids` are those of the new ones."""
        for some in chunks(self.stored().values_list(*FIELDS).iterator()):
            for model, texts in self._wanted(some).items():
                self.keys.load(model, texts)
            yield [self._staged(row, ids) for row in some]

    def _wanted(self, rows: Iterable[Any]) -> dict[Any, Any]:
        return referenced_keys(self.readers.values(), [after for *_, after in rows])

    def _staged(self, row: Any, ids: Iterator[int]) -> StagedRow:
        position, number, _key, action, row_id, after = row
        new = action == PlannedRow.Action.CREATE
        values = {}
        for name in after:
            try:
                values[name] = self.readers[name].read(after)[1]
            except ValueError as problem:
                table = self.resource.table
                self.problems.append(
                    Problem(table, number, name, error_message(problem))
                )
        return StagedRow(position, next(ids) if new else row_id, new, values, after)


def reserve_ids(resource: TableResource, count: int) -> list[int]:
    """Ids that no other row will get, so that new rows can refer to each other."""
    if not count:
        return []
    rows = execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [connection.ops.quote_name(resource.model._meta.db_table), count],
    )
    return [pk for (pk,) in rows]
