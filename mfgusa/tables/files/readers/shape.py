"""The check of every row's shape, so that reading the lines later cannot fail."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.headers import Header, parse_header
from mfgusa.tables.files.readers.limits import MAX_COLUMNS, MAX_ROW_NUMBER
from mfgusa.tables.files.readers.table_file import (
    FileRow,
    RowReader,
    TableFile,
    UnreadableFile,
    filled_width,
    skip_blank_rows,
)
from mfgusa.tables.schema.resource import TableResource


def open_table(resource: TableResource, name: str, rows: RowReader) -> TableFile:
    """The rows of one file as a table. Raises UnreadableFile."""
    header = validate_shape(resource, name, rows())
    return TableFile(
        resource,
        name,
        header.names,
        rows,
        header.positions,
        header.width,
        header.assumptions,
    )


def validate_shape(
    resource: TableResource, name: str, rows: Iterator[FileRow]
) -> Header:
    """The header of a file, all of whose rows fit below it.

    Raises UnreadableFile for the first row that is too low, too wide or has a value
    in a column without a name.
    """
    filled_rows = skip_blank_rows(rows)
    header_row = _check_header(next(filled_rows, None), name)
    header = parse_header(header_row.cells, resource)
    for row in filled_rows:
        _refuse_long(row, name)
        _refuse_wide(row, name)
        _refuse_unnamed(row, header, name)
    return header


def _check_header(row: FileRow | None, name: str) -> FileRow:
    if row is None:
        raise UnreadableFile(
            _("%(file)s is empty; its first line should name the columns.")
            % {"file": name}
        )
    if row.problem:
        raise UnreadableFile(f"{name}: {row.problem}")
    _refuse_wide(row, name)
    return row


def _refuse_long(row: FileRow, name: str) -> None:
    if row.number > MAX_ROW_NUMBER:
        raise UnreadableFile(
            _(
                "%(file)s has more than %(most)s lines, which no spreadsheet program "
                "opens. Split it into several files."
            )
            % {"file": name, "most": f"{MAX_ROW_NUMBER:,}"}
        )


def _refuse_wide(row: FileRow, name: str) -> None:
    if len(row.cells) > MAX_COLUMNS and filled_width(row.cells) > MAX_COLUMNS:
        raise UnreadableFile(
            _(
                "%(file)s has something in column %(column)d of line %(line)d; a table "
                "has %(most)d columns at most. Delete what stands to the right of the "
                "table and try again."
            )
            % {
                "file": name,
                "column": filled_width(row.cells),
                "line": row.number,
                "most": MAX_COLUMNS,
            }
        )


def _refuse_unnamed(row: FileRow, header: Header, name: str) -> None:
    for position in header.unnamed:
        if any(map(str.strip, row.cells[position : position + 1])):
            raise UnreadableFile(
                _(
                    "Column %(column)d of %(file)s has no name in the header, but line "
                    "%(line)d has something in it. Name the column or delete it."
                )
                % {"column": position + 1, "file": name, "line": row.number}
            )
