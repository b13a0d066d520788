"""One look at every row, so that reading the lines later cannot fail."""

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.headers import Header, header_of
from mfgusa.tables.files.readers.limits import MOST_COLUMNS
from mfgusa.tables.files.readers.table_file import (
    NotATable,
    Row,
    Rows,
    TableFile,
    filled,
    last_filled,
)
from mfgusa.tables.schema.resource import TableResource


def table_file(resource: TableResource, name: str, rows: Rows) -> TableFile:
    """The rows of one file as a table. Raises NotATable when they are none."""
    remaining = filled(rows())
    header = header_of(_first(next(remaining, None), name).cells, resource)
    for row in remaining:
        _refuse_wide(row, name)
        _refuse_nameless(row, header, name)
    return TableFile(
        resource, name, header.names, rows, header.places, header.width, header.assumed
    )


def _first(row: Row | None, name: str) -> Row:
    if row is None:
        raise NotATable(
            _("%(file)s is empty; its first line should name the columns.")
            % {"file": name}
        )
    if row.problem:
        raise NotATable(f"{name}: {row.problem}")
    _refuse_wide(row, name)
    return row


def _refuse_wide(row: Row, name: str) -> None:
    if len(row.cells) > MOST_COLUMNS and last_filled(row.cells) > MOST_COLUMNS:
        raise NotATable(
            _(
                "%(file)s has something in column %(column)d of line %(line)d; a table "
                "has %(most)d columns at most. Delete what stands to the right of the "
                "table and try again."
            )
            % {
                "file": name,
                "column": last_filled(row.cells),
                "line": row.number,
                "most": MOST_COLUMNS,
            }
        )


def _refuse_nameless(row: Row, header: Header, name: str) -> None:
    for place in header.nameless:
        if any(map(str.strip, row.cells[place : place + 1])):
            raise NotATable(
                _(
                    "Column %(column)d of %(file)s has no name in the header, but line "
                    "%(line)d has something in it. Name the column or delete it."
                )
                % {"column": place + 1, "file": name, "line": row.number}
            )
