"""Rows of a table as CSV, XLSX or JSON, written as they are read: nothing is cut."""

import csv
import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from mfgusa.tables.cells import to_csv, to_spreadsheet
from mfgusa.tables.columns import SEPARATOR
from mfgusa.tables.resources import TableResource


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    resource: TableResource, queryset: Any = None, *, spreadsheet: bool = False
) -> Iterator[str]:
    """The header and one line a row; `spreadsheet` makes formulas harmless."""
    safe = to_spreadsheet if spreadsheet else to_csv
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(list(resource.columns))
    for cells in resource.cells(queryset):
        yield writer.writerow([safe(cell) for cell in cells])


def json_lines(
    rows: Iterable[dict[str, Any]], opening: str, close: str
) -> Iterator[str]:
    """One JSON document around the rows, each on a line of its own."""
    yield opening
    separator = "\n"
    for row in rows:
        yield separator + json.dumps(row, ensure_ascii=False)
        separator = ",\n"
    yield close


def xlsx_file(resource: TableResource, queryset: Any = None) -> IO[bytes]:
    """A workbook with typed cells and a frozen header, as an open temporary file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(resource.table[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_bold(sheet, name) for name in resource.columns])
    for row in resource.data(queryset):
        sheet.append([_cell(sheet, value) for value in row.values()])
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return file


def _bold(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, list):
        value = SEPARATOR.join(value)
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # Never a formula, whatever it begins with.
    return cell
