"""Excel workbooks: which sheet is the table, and its rows as a CSV file beside it."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mfgusa.tables.files.readers.cell_values import Values
from mfgusa.tables.files.readers.limits import (
    MOST_BYTES,
    MOST_PARTS,
    MOST_WORKBOOK_RATIO,
)
from mfgusa.tables.files.readers.shape import table_file
from mfgusa.tables.files.readers.shared_strings import Strings
from mfgusa.tables.files.readers.table_file import Row, TableFile
from mfgusa.tables.files.readers.workbook_parts import Parts, SheetPart
from mfgusa.tables.files.readers.worksheet import Sheet
from mfgusa.tables.files.readers.zip_archive import Archive
from mfgusa.tables.schema.resource import TableResource

LONGEST_NAME = 31  # Of a sheet.


def read_workbook(
    path: Path, name: str, resource: TableResource, folder: Path
) -> TableFile:
    """The sheet of a workbook that is the table. Raises NotATable.

    The sheet is turned into a CSV file in `folder` once; lines are read from there.
    """
    copy = folder / f"{resource.table}.rows"
    with Archive(path, name) as archive:
        archive.check(MOST_PARTS, MOST_WORKBOOK_RATIO)
        with archive.told_as_damage():
            assumed = convert(archive, resource, copy)
    file = table_file(resource, name, lambda: converted(copy))
    file.kind = "xlsx"
    file.assumed[:0] = assumed
    return file


def convert(archive: Archive, resource: TableResource, copy: Path) -> list[str]:
    """Write the rows of the table's sheet to `copy`; return what was assumed."""
    parts = Parts(archive)
    chosen = sheet_for(resource, parts.sheets)
    with Strings(copy.with_suffix(".texts")) as strings:
        if parts.strings in archive.members:
            with archive.open(parts.strings) as file:
                strings.load(file)
        values = Values(strings, parts.formats(), parts.epoch)
        with archive.open(chosen.path) as file:
            rows = Sheet(archive.name, values).rows(file)
            write(copy, not_too_much(rows, archive))
    return [*choice(chosen, parts.sheets), *precision(values.shortened)]


def sheet_for(resource: TableResource, sheets: list[SheetPart]) -> SheetPart:
    """The sheet named like the table; else the first one that can be seen."""
    wanted = resource.table[:LONGEST_NAME].casefold()
    named = [one for one in sheets if one.name.strip().casefold() == wanted]
    seen = [one for one in sheets if not one.hidden]
    return [*named, *seen, *sheets][0]


def choice(chosen: SheetPart, sheets: list[SheetPart]) -> list[str]:
    """What to say about the sheet: nothing when there is one only."""
    if len(sheets) == 1:
        return []
    said = {"sheet": chosen.name, "count": len(sheets)}
    return [_("The sheet “%(sheet)s” was read, of %(count)d.") % said]


def precision(shortened: str) -> list[str]:
    """What to say about dates of which only the year or month is shown."""
    if not shortened:
        return []
    text = _("Dates were read as precise as they are shown, for example “%(date)s”.")
    return [text % {"date": shortened}]


def not_too_much(rows: Iterator[Row], archive: Archive) -> Iterator[Row]:
    """The rows, as long as their texts are no more than a file may hold.

    A long text that many cells share takes little room in a workbook.
    """
    size = 0
    for row in rows:
        size += sum(map(len, row.cells))
        if size > MOST_BYTES:
            raise archive.too_much()
        yield row


def write(path: Path, rows: Iterator[Row]) -> None:
    """Each row with its number and what is wrong with it in front."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([row.number, row.problem, *row.cells] for row in rows)


def converted(path: Path) -> Iterator[Row]:
    """The rows that `write` wrote."""
    with path.open(encoding="utf-8", newline="") as file:
        for number, problem, *cells in csv.reader(file):
            yield Row(int(number), cells, problem)
