"""A table as CSV: the database writes the lines; formulas are quoted here."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections

from mfgusa.tables.files.formulas import (
    ESCAPED_FORMULA,
    FORMULA,
    escape_for_csv,
    escape_for_spreadsheet,
)
from mfgusa.tables.schema.resource import TableResource


def csv_lines(
    resource: TableResource, queryset: Any = None, *, spreadsheet: bool = False
) -> Iterator[str]:
    """The header and one line a row; `spreadsheet` makes formulas harmless."""
    yield _format_line(resource.columns)
    safe, pattern = (
        (escape_for_spreadsheet, FORMULA)
        if spreadsheet
        else (escape_for_csv, ESCAPED_FORMULA)
    )
    suspect = re.compile(f'[,"]{pattern.pattern}').search
    for line in _copy_lines(resource.texts(queryset)):
        yield _escape_line(line, safe) if suspect(f",{line}") else line


def _copy_lines(rows: Any) -> Iterator[str]:
    """The lines of a values_list as PostgreSQL writes them, while it finds them."""
    try:
        query = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return
    connection = connections[rows.db]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        select = connection.ops.compose_sql(*query)
        with cursor.copy(f"COPY ({select}) TO STDOUT (FORMAT csv)") as lines:
            for line in lines:
                yield str(line, "utf-8")


def _escape_line(line: str, safe: Callable[[str], str]) -> str:
    (cells,) = csv.reader([line], strict=True)
    return _format_line(map(safe, cells))


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _format_line(cells: Iterable[str]) -> str:
    # The writer quotes what its own line ends are made of, so CR is quoted too.
    line: str = csv.writer(_Echo(), lineterminator="\r\n").writerow(cells)
    return f"{line[:-2]}\n"
