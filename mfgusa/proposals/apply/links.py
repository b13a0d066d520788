"""The links of a many-to-many column, as planned."""

from collections.abc import Iterable

from mfgusa.db.copy import copy_rows_into
from mfgusa.proposals.staging import StagedRow, execute
from mfgusa.tables.schema.references import ReferenceListColumn


class LinkStaging:
    """Staged links of one column: links that are not staged are deleted."""

    def __init__(self, column_name: str, column: ReferenceListColumn) -> None:
        self.column_name = column_name
        self.through = column.through._meta.db_table
        self.source, self.target = column.source_column, column.target_column
        self.name = f"staged_{self.through}"

    def create(self) -> None:
        """Create the temporary table."""
        execute(f"DROP TABLE IF EXISTS {self.name}")
        execute(
            f"CREATE TEMPORARY TABLE {self.name} (source bigint, target bigint)"
            " ON COMMIT DROP"
        )

    def copy(self, rows: Iterable[StagedRow]) -> None:
        """Stage the links of rows; a null target marks a row as touched."""
        with copy_rows_into(self.name, "source, target") as copy:
            for row in rows:
                if self.column_name in row.values:
                    for target in (None, *row.values[self.column_name]):
                        copy.write_row((row.row_id, target))

    def write(self) -> None:
        """Delete the links of touched rows that are not staged, and add new ones."""
        execute(f"ANALYZE {self.name}")
        execute(
            f"DELETE FROM {self.through} stored USING {self.name} touched"
            f" WHERE touched.target IS NULL AND touched.source = stored.{self.source}"
            f" AND NOT EXISTS (SELECT FROM {self.name} kept"
            f" WHERE kept.source = touched.source"
            f" AND kept.target = stored.{self.target})"
        )
        execute(
            f"INSERT INTO {self.through} ({self.source}, {self.target})"
            f" SELECT source, target FROM {self.name} staged WHERE target IS NOT NULL"
            f" AND NOT EXISTS (SELECT FROM {self.through} stored"
            f" WHERE stored.{self.source} = staged.source"
            f" AND stored.{self.target} = staged.target)"
            " ORDER BY source, target"
        )

    def delete(self, ids_sql: str, params: list[int | str]) -> None:
        """Delete all links of the rows with these ids, a subquery."""
        where = f"{self.source} IN {ids_sql}"
        execute(f"DELETE FROM {self.through} WHERE {where}", params)
