"""The links of a many-to-many column, as the plan wants them."""

from collections.abc import Iterable

from mfgusa.db.copy import copy_rows_into
from mfgusa.proposals.staging import StagedRow, execute
from mfgusa.tables.schema.references import ReferenceListColumn


class Links:
    """Wanted links, staged beside their rows: what is missing comes, the rest goes."""

    def __init__(self, name: str, column: ReferenceListColumn) -> None:
        self.column_name, self.column = name, column
        self.through = column.through._meta.db_table
        self.own, self.other = column.source_column, column.target_column
        self.name = f"staged_{self.through}"

    def create(self) -> None:
        execute(f"DROP TABLE IF EXISTS {self.name}")
        execute(
            f"CREATE TEMPORARY TABLE {self.name} (own bigint, other bigint)"
            " ON COMMIT DROP"
        )

    def copy(self, rows: Iterable[StagedRow]) -> None:
        """Stage the links of rows; a null stands for having been touched at all."""
        with copy_rows_into(self.name, "own, other") as copy:
            for row in rows:
                if self.column_name in row.values:
                    for other in (None, *row.values[self.column_name]):
                        copy.write_row((row.row_id, other))

    def write(self) -> None:
        """Remove the links that are not wanted, then add those that are missing."""
        execute(f"ANALYZE {self.name}")
        execute(
            f"DELETE FROM {self.through} l USING {self.name} w"
            f" WHERE w.other IS NULL AND w.own = l.{self.own} AND NOT EXISTS"
            f" (SELECT FROM {self.name} k"
            f" WHERE k.own = w.own AND k.other = l.{self.other})"
        )
        execute(
            f"INSERT INTO {self.through} ({self.own}, {self.other})"
            f" SELECT own, other FROM {self.name} w WHERE other IS NOT NULL"
            f" AND NOT EXISTS (SELECT FROM {self.through} l"
            f" WHERE l.{self.own} = w.own AND l.{self.other} = w.other)"
            " ORDER BY own, other"
        )
