"""Excel workbooks: the sheet that is the table, converted to rows on disk."""

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

MAX_SHEET_NAME = 31


def read_workbook(
    path: Path, name: str, resource: TableResource, folder: Path
) -> TableFile:
    """The sheet of a workbook that holds the table. Raises UnreadableFile.

    The sheet is converted once to a CSV file in `folder`, from which lines are read.
    """
    copy = folder / f"{resource.table}.rows"
    with ZipArchive(path, name) as archive:
        archive.check(MAX_PARTS, MAX_WORKBOOK_RATIO)
        with archive.damage_as_unreadable():
            assumptions = convert_sheet(archive, resource, copy)
    file = open_table(resource, name, lambda: read_rows(copy))
    file.format = "xlsx"
    file.assumptions[:0] = assumptions
    return file


def convert_sheet(
    archive: ZipArchive, resource: TableResource, copy: Path
) -> list[str]:
    """Write the rows of the table's sheet to `copy`; return what was assumed."""
    parts = WorkbookParts(archive)
    sheet = select_sheet(resource, parts.sheets)
    with SharedStrings(copy.with_suffix(".texts")) as strings:
        if parts.strings in archive.members:
            with archive.open(parts.strings) as file:
                strings.load(file)
        values = CellValueReader(strings, parts.formats(), parts.epoch)
        with archive.open(sheet.path) as file:
            rows = WorksheetReader(archive.name, values).rows(file)
            write_rows(copy, limit_size(rows, archive))
    return [
        *sheet_notes(sheet, parts.sheets),
        *date_notes(values.first_truncated_date),
    ]


def select_sheet(resource: TableResource, sheets: list[SheetPart]) -> SheetPart:
    """The sheet with the table's name, or else the first visible one."""
    name = resource.table[:MAX_SHEET_NAME].casefold()
    namesakes = [sheet for sheet in sheets if sheet.name.strip().casefold() == name]
    visible = [sheet for sheet in sheets if not sheet.is_hidden]
    return [*namesakes, *visible, *sheets][0]


def sheet_notes(sheet: SheetPart, sheets: list[SheetPart]) -> list[str]:
    """The sentence on which sheet was read, if there are several."""
    if len(sheets) == 1:
        return []
    params = {"sheet": sheet.name, "count": len(sheets)}
    return [_("The sheet “%(sheet)s” was read, of %(count)d.") % params]


def date_notes(first_truncated_date: str) -> list[str]:
    """The sentence on dates that are displayed without their day, if any are."""
    if not first_truncated_date:
        return []
    text = _("Dates were read as precise as they are shown, for example “%(date)s”.")
    return [text % {"date": first_truncated_date}]


def limit_size(rows: Iterator[FileRow], archive: ZipArchive) -> Iterator[FileRow]:
    """The rows. Raises UnreadableFile when their texts exceed the limit of a file.

    A shared string takes little room in a workbook, however many cells hold it.
    """
    size = 0
    for row in rows:
        size += sum(map(len, row.cells))
        if size > MAX_UNPACKED_BYTES:
            raise archive.too_large()
        yield row


def write_rows(path: Path, rows: Iterator[FileRow]) -> None:
    """Write each row after its number and its problem."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([row.number, row.problem, *row.cells] for row in rows)


def read_rows(path: Path) -> Iterator[FileRow]:
    """The rows that `write_rows` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, problem, *cells in csv.reader(file):
            yield FileRow(int(number), cells, problem)
