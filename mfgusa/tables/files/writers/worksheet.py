"""The empty workbook of a table: a frozen header and a format for each column.

A workbook holds no moment, so that the same rows have the same bytes.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from mfgusa.tables.schema.columns import DecimalColumn, IntegerColumn
from mfgusa.tables.schema.resource import TableResource

TEXT_FORMAT = "@"  # Cells keep what is typed: 2014-02, 007.
MOMENTS = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
MIN_WIDTH, MAX_WIDTH = 12, 48


def new_workbook(resource: TableResource) -> tuple[Workbook, Worksheet]:
    """A workbook and its only sheet, which has the table's name."""
    book = Workbook()
    sheet = book.active
    sheet.title = resource.table[:31]
    sheet.freeze_panes = "A2"
    for number, name in enumerate(resource.columns, 1):
        set_text(sheet.cell(1, number), name).font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = _column_width(resource, name)
        if not isinstance(resource.columns[name], DecimalColumn | IntegerColumn):
            column.number_format = TEXT_FORMAT
    return book, sheet


def workbook_parts(book: Workbook) -> Iterator[tuple[ZipInfo, bytes]]:
    """The parts of a workbook as they stand in its file."""
    file = BytesIO()
    book.save(file)
    with ZipFile(file) as parts:
        for name in parts.namelist():
            yield part_info(name), MOMENTS.sub(b"", parts.read(name))


def part_info(name: str) -> ZipInfo:
    """A part without a moment: a zip file says 1980 then."""
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    return info


def set_text(cell: Cell, text: str) -> Cell:
    """Set a text that is never a formula, whatever it begins with."""
    cell.value = text
    cell.data_type = "s"
    return cell


def _column_width(resource: TableResource, name: str) -> int:
    """The width in characters: enough for the name, and for values up to a limit."""
    is_number = isinstance(resource.columns[name], DecimalColumn | IntegerColumn)
    field = resource.model_field(name)
    longest = getattr(field, "max_length", None) or MAX_WIDTH
    room = MIN_WIDTH if is_number else min(max(longest, MIN_WIDTH), MAX_WIDTH)
    return max(len(name) + 4, room)
