"""A table as CSV: PostgreSQL writes the lines, and formulas are escaped here."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations

from mfgusa.tables.files.formulas import (
    ESCAPED_FORMULA,
    FORMULA,
    escape_for_csv,
    escape_for_spreadsheet,
)
from mfgusa.tables.schema.resource import RowSet, TableResource


def csv_lines(
    resource: TableResource,
    queryset: RowSet | None = None,
    *,
    spreadsheet: bool = False,
) -> Iterator[str]:
    """The header and one line a row; `spreadsheet` makes formulas harmless."""
    yield _format_line(resource.columns)
    escape = escape_for_spreadsheet if spreadsheet else escape_for_csv
    pattern = FORMULA if spreadsheet else ESCAPED_FORMULA
    may_need_escape = re.compile(f'[,"]{pattern.pattern}').search
    for line in _copy_lines(resource.text_values(queryset)):
        yield _escape_line(line, escape) if may_need_escape(f",{line}") else line


def _copy_lines(rows: RowSet) -> Iterator[str]:
    """The lines of a values_list as PostgreSQL streams them."""
    try:
        query = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return
    connection = connections[rows.db]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        select = DatabaseOperations(connection).compose_sql(*query)
        with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as lines:
            for line in lines:
                yield str(line, "utf-8")


def _escape_line(line: str, escape: Callable[[str], str]) -> str:
    (cells,) = csv.reader([line], strict=True)
    return _format_line(map(escape, cells))


class _Echo:
    """A file whose `write` returns the text."""

    def write(self, text: str) -> str:
        return text


def _format_line(cells: Iterable[str]) -> str:
    # The writer quotes what its own line ends are made of, so CR is quoted too.
    line: str = csv.writer(_Echo(), lineterminator="\r\n").writerow(cells)
    return f"{line[:-2]}\n"
