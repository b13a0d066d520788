"""Excel workbooks: which sheet is the table, and its rows as a CSV file beside it."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.cell_values import CellValueReader
from mfgusa.tables.files.readers.limits import (
    MAX_PARTS,
    MAX_UNPACKED_BYTES,
    MAX_WORKBOOK_RATIO,
)
from mfgusa.tables.files.readers.shape import open_table
from mfgusa.tables.files.readers.shared_strings import SharedStrings
from mfgusa.tables.files.readers.table_file import FileRow, TableFile
from mfgusa.tables.files.readers.workbook_parts import SheetPart, WorkbookParts
from mfgusa.tables.files.readers.worksheet import WorksheetReader
from mfgusa.tables.files.readers.zip_archive import ZipArchive
from mfgusa.tables.schema.resource import TableResource

MAX_SHEET_NAME = 31  # Of a sheet.


def read_workbook(
    path: Path, name: str, resource: TableResource, folder: Path
) -> TableFile:
    """The sheet of a workbook that is the table. Raises UnreadableFile.

    The sheet is turned into a CSV file in `folder` once; lines are read from there.
    """
    copy = folder / f"{resource.table}.rows"
    with ZipArchive(path, name) as archive:
        archive.check(MAX_PARTS, MAX_WORKBOOK_RATIO)
        with archive.damage_as_unreadable():
            assumptions = convert_sheet(archive, resource, copy)
    file = open_table(resource, name, lambda: read_rows(copy))
    file.kind = "xlsx"
    file.assumptions[:0] = assumptions
    return file


def convert_sheet(
    archive: ZipArchive, resource: TableResource, copy: Path
) -> list[str]:
    """Write the rows of the table's sheet to `copy`; return what was assumed."""
    parts = WorkbookParts(archive)
    chosen = select_sheet(resource, parts.sheets)
    with SharedStrings(copy.with_suffix(".texts")) as strings:
        if parts.strings in archive.members:
            with archive.open(parts.strings) as file:
                strings.load(file)
        values = CellValueReader(strings, parts.formats(), parts.epoch)
        with archive.open(chosen.path) as file:
            rows = WorksheetReader(archive.name, values).rows(file)
            write_rows(copy, limit_size(rows, archive))
    return [
        *sheet_notes(chosen, parts.sheets),
        *date_notes(values.first_truncated_date),
    ]


def select_sheet(resource: TableResource, sheets: list[SheetPart]) -> SheetPart:
    """The sheet named like the table; else the first one that can be seen."""
    wanted = resource.table[:MAX_SHEET_NAME].casefold()
    named = [one for one in sheets if one.name.strip().casefold() == wanted]
    seen = [one for one in sheets if not one.hidden]
    return [*named, *seen, *sheets][0]


def sheet_notes(chosen: SheetPart, sheets: list[SheetPart]) -> list[str]:
    """What to say about the sheet: nothing when there is one only."""
    if len(sheets) == 1:
        return []
    said = {"sheet": chosen.name, "count": len(sheets)}
    return [_("The sheet “%(sheet)s” was read, of %(count)d.") % said]


def date_notes(first_truncated_date: str) -> list[str]:
    """What to say about dates of which only the year or month is shown."""
    if not first_truncated_date:
        return []
    text = _("Dates were read as precise as they are shown, for example “%(date)s”.")
    return [text % {"date": first_truncated_date}]


def limit_size(rows: Iterator[FileRow], archive: ZipArchive) -> Iterator[FileRow]:
    """The rows, as long as their texts are no more than a file may hold.

    A long text that many cells share takes little room in a workbook.
    """
    size = 0
    for row in rows:
        size += sum(map(len, row.cells))
        if size > MAX_UNPACKED_BYTES:
            raise archive.too_large()
        yield row


def write_rows(path: Path, rows: Iterator[FileRow]) -> None:
    """Each row with its number and what is wrong with it in front."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([row.number, row.problem, *row.cells] for row in rows)


def read_rows(path: Path) -> Iterator[FileRow]:
    """The rows that `write` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, problem, *cells in csv.reader(file):
            yield FileRow(int(number), cells, problem)
