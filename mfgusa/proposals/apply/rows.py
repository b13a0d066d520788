"""The stored rows of a plan as typed values."""

from collections.abc import Iterator

from django.db import connection

from mfgusa.proposals.batching import batched
from mfgusa.proposals.models import PlannedRow, Proposal
from mfgusa.proposals.models.rows import PlannedRowQuerySet
from mfgusa.proposals.plan.lines import Cells
from mfgusa.proposals.problem import ProposalProblem
from mfgusa.proposals.staging import StagedRow, execute
from mfgusa.tables.schema.cell_readers import (
    cell_readers,
    error_message,
    read_value,
)
from mfgusa.tables.schema.natural_keys import KeyLookup, referenced_keys
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource

FIELDS = ("position", "number", "action", "row_id", "after")
PlannedValues = tuple[int, int, str, int | None, Cells]


class PlannedRowReader:
    """Reads the created and updated rows of one table; `problems` are the failures."""

    def __init__(
        self, proposal: Proposal, resource: TableResource, keys: KeyLookup
    ) -> None:
        self.proposal, self.resource, self.keys = proposal, resource, keys
        self.problems: list[ProposalProblem] = []
        self.readers = cell_readers(resource, resource.columns, keys)
        self.references = {
            name: column
            for name, column in resource.columns.items()
            if isinstance(column, ReferenceListColumn)
        }

    def queryset(self) -> PlannedRowQuerySet:
        """The rows to be created or updated."""
        rows = PlannedRow.objects.in_table(self.proposal, self.resource.table)
        return rows.with_action("create", "update").order_by("position")

    def assign_ids(self) -> Iterator[int]:
        """Reserve ids for the rows to be created, and let other rows refer to them."""
        created = self.queryset().with_action("create").values_list("key", "row_id")
        ids_by_key = list(created)  # A restored row has the id that it had.
        missing = sum(pk is None for _key, pk in ids_by_key)
        reserved = iter(reserve_ids(self.resource, missing))
        ids = [pk or next(reserved) for _key, pk in ids_by_key]
        keys = [key for key, _pk in ids_by_key]
        self.keys.add(self.resource.model, dict(zip(keys, ids, strict=True)))
        return iter(ids)

    def batches(self, ids: Iterator[int]) -> Iterator[list[StagedRow]]:
        """The rows with their values, in batches; `ids` are those of the new rows."""
        rows = self.queryset().values_list(*FIELDS)
        for batch in batched(rows.iterator()):
            cells = [after for *_fields, after in batch]
            for model, texts in referenced_keys(self.readers.values(), cells).items():
                self.keys.load(model, texts)
            yield [self._staged(row, ids) for row in batch]

    def _staged(self, row: PlannedValues, ids: Iterator[int]) -> StagedRow:
        position, number, action, row_id, after = row
        new = action == PlannedRow.Action.CREATE
        values = {}
        for name in after:
            try:
                values[name] = read_value(self.readers, name, after)
            except ValueError as error:
                self.problems.append(
                    ProposalProblem(
                        self.resource.table, number, name, error_message(error)
                    )
                )
        pk = next(ids) if new else row_id
        return StagedRow(position, pk, new, values, after)


def reserve_ids(resource: TableResource, count: int) -> list[int]:
    """Ids that no other row will get, so that new rows can refer to each other."""
    if not count:
        return []
    rows = execute(
        "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
        [connection.ops.quote_name(resource.model._meta.db_table), count],
    )
    return [pk for (pk,) in rows]
