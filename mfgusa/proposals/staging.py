"""A temporary table like a resource's own, holding the rows of a plan by value."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from mfgusa.db.copy import copy_rows_into
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import stored_fields

MANY = 500  # Rows after which PostgreSQL is not left to notice them by itself.


@dataclass(slots=True)
class StagedRow:
    """`values` by column of the resource; of a `new` row the others are defaults.

    `bad` names columns whose cells are wrong; they have no value.
    """

    position: int
    row_id: int
    new: bool
    values: dict[str, Any]
    cells: dict[str, str]
    bad: Iterable[str] = ()


class Staging:
    """The staged rows of one table; they are gone when the transaction ends."""

    def __init__(self, resource: TableResource) -> None:
        self.resource = resource
        self.table = resource.model._meta.db_table
        self.name = f"staged_{resource.table}"
        self.fields = [f for f in stored_fields(resource.model) if not f.primary_key]
        self.columns = [connection.ops.quote_name(f.column) for f in self.fields]
        self.defaults = {f.attname: f.get_default() for f in self.fields}
        self.puts = {
            name: resource.fields[name].put
            for name, column in resource.columns.items()
            if not isinstance(column, ReferenceListColumn)
        }

    def create(self) -> None:
        columns = ", ".join(["id", *self.columns])
        execute(f"DROP TABLE IF EXISTS {self.name}")
        execute(
            f"CREATE TEMPORARY TABLE {self.name} ON COMMIT DROP AS SELECT"
            f" NULL::integer AS position, NULL::text[] AS touched, NULL::text[] AS bad,"
            f" {columns} FROM {self.table} WITH NO DATA"
        )

    def copy(self, rows: Iterable[StagedRow]) -> None:
        """Add rows, in one COPY."""
        columns = ", ".join(["position", "touched", "bad", "id", *self.columns])
        with copy_rows_into(self.name, columns) as copy:
            for row in rows:
                copy.write_row(self._line(row))

    def _line(self, row: StagedRow) -> list[Any]:
        values: dict[str, Any] = {}
        for name, value in row.values.items():
            if name in self.puts:
                self.puts[name](values, value, row.cells)
        touched = None if row.new else list(values)
        bad = self.resource.attributes(row.bad) if row.bad else None
        if row.new:
            values = self.defaults | values
        stored = [values.get(f.attname) for f in self.fields]
        return [row.position, touched, bad, row.row_id, *stored]

    def complete(self) -> None:
        """Give changed rows the values that the plan leaves as they are."""
        cells = ", ".join(
            f"{quoted} = CASE WHEN '{field.attname}' = ANY(s.touched)"
            f" THEN s.{quoted} ELSE t.{quoted} END"
            for field, quoted in zip(self.fields, self.columns, strict=True)
        )
        execute(
            f"UPDATE {self.name} s SET {cells} FROM {self.table} t"
            " WHERE s.id = t.id AND s.touched IS NOT NULL"
        )
        execute(f"ANALYZE {self.name}")


def execute(sql: str, params: Any = None) -> list[tuple[Any, ...]]:
    """Run one statement; its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def measure(models: Iterable[type[Model]], *, written: int) -> None:
    """Let PostgreSQL look at tables that got many rows; plans for few are slow ones."""
    if written >= MANY:
        names = [connection.ops.quote_name(m._meta.db_table) for m in models]
        execute(f"ANALYZE {', '.join(names)}")
