"""Temporary tables with the columns of a resource's own table, for planned rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model

from mfgusa.db.copy import copy_rows_into
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource
from mfgusa.tables.schema.snapshots import stored_fields

ANALYZE_THRESHOLD = 500  # Rows after which a table is analyzed at once.


@dataclass(slots=True)
class StagedRow:
    """A planned row with typed `values` by column of the resource.

    The other columns of a `new` row have their defaults. `bad` names columns whose
    cells are invalid; they have no value.
    """

    position: int
    row_id: int | None
    new: bool
    values: dict[str, Any]  # Of whatever type the column has.
    cells: dict[str, str]
    bad: Iterable[str] = ()


class Staging:
    """The staged rows of one table, dropped at the end of the transaction."""

    def __init__(self, resource: TableResource) -> None:
        self.resource = resource
        self.table = resource.model._meta.db_table
        self.name = f"staged_{resource.table}"
        self.fields = [f for f in stored_fields(resource.model) if not f.primary_key]
        self.columns = [connection.ops.quote_name(f.column) for f in self.fields]
        self.defaults = {f.attname: f.get_default() for f in self.fields}
        self.setters = {
            name: resource.fields[name].assign
            for name, column in resource.columns.items()
            if not isinstance(column, ReferenceListColumn)
        }

    def create(self) -> None:
        """Create the temporary table."""
        columns = ", ".join(["id", *self.columns])
        execute(f"DROP TABLE IF EXISTS {self.name}")
        execute(
            f"CREATE TEMPORARY TABLE {self.name} ON COMMIT DROP AS SELECT"
            f" NULL::integer AS position, NULL::text[] AS touched, NULL::text[] AS bad,"
            f" {columns} FROM {self.table} WITH NO DATA"
        )

    def copy(self, rows: Iterable[StagedRow]) -> None:
        """Add rows with one COPY."""
        columns = ", ".join(["position", "touched", "bad", "id", *self.columns])
        with copy_rows_into(self.name, columns) as copy:
            for row in rows:
                copy.write_row(self._record(row))

    def _record(self, row: StagedRow) -> list[Any]:
        values: dict[str, Any] = {}
        for name, value in row.values.items():
            if name in self.setters:
                self.setters[name](values, value, row.cells)
        touched = None if row.new else list(values)
        bad = self.resource.attnames(row.bad) if row.bad else None
        if row.new:
            values = self.defaults | values
        stored = [values.get(f.attname) for f in self.fields]
        return [row.position, touched, bad, row.row_id, *stored]

    def complete(self) -> None:
        """Fill the columns of updated rows that the plan leaves unchanged."""
        assignments = ", ".join(
            f"{quoted} = CASE WHEN '{field.attname}' = ANY(staged.touched)"
            f" THEN staged.{quoted} ELSE stored.{quoted} END"
            for field, quoted in zip(self.fields, self.columns, strict=True)
        )
        execute(
            f"UPDATE {self.name} staged SET {assignments} FROM {self.table} stored"
            " WHERE staged.id = stored.id AND staged.touched IS NOT NULL"
        )
        execute(f"ANALYZE {self.name}")


def execute(sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    """Execute one SQL statement and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def analyze(models: Iterable[type[Model]], *, row_count: int) -> None:
    """Update the planner's statistics of tables into which many rows were written."""
    if row_count >= ANALYZE_THRESHOLD:
        names = [connection.ops.quote_name(m._meta.db_table) for m in models]
        execute(f"ANALYZE {', '.join(names)}")
