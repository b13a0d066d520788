"""A table as a workbook with typed cells.

openpyxl makes the empty workbook. The rows are streamed into the XML of its sheet, so
that memory use is constant and a hundred thousand rows take seconds.
"""

from collections.abc import Iterator
from html import escape
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from mfgusa.tables.files.writers.worksheet import new_workbook, workbook_parts
from mfgusa.tables.schema.columns import CONTROL_CHARACTERS, MAX_CELL_LENGTH, SEPARATOR
from mfgusa.tables.schema.references import format_key
from mfgusa.tables.schema.resource import RowSet, TableResource

SHEET_PATH = "xl/worksheets/sheet1.xml"
SHEET_DATA_END = b"</sheetData>"
MAX_ROWS = 1_048_575  # Below the header; Excel's limit.
MAX_EXACT_NUMBER = 10**15  # Excel keeps fifteen digits of a number.


class WorkbookLimitExceeded(ValueError):
    """The rows do not fit into a workbook; a file is never truncated."""


def xlsx_file(resource: TableResource, queryset: RowSet | None = None) -> IO[bytes]:
    """A workbook as an open temporary file. Raises WorkbookLimitExceeded."""
    rows = resource.model._default_manager.all() if queryset is None else queryset
    count = rows.count()
    if count > MAX_ROWS:
        raise _too_many(resource, count)
    book, sheet = new_workbook(resource)
    sheet.auto_filter.ref = f"A1:{sheet[1][-1].column_letter}{count + 1}"
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    try:
        _write_parts(file, book, _row_elements(resource, rows, _column_styles(sheet)))
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _too_many(resource: TableResource, count: int) -> WorkbookLimitExceeded:
    return WorkbookLimitExceeded(
        _("A sheet holds %(most)d rows at most; %(table)s has %(count)d. Take CSV.")
        % {"most": MAX_ROWS, "table": resource.table, "count": count}
    )


def _write_parts(file: IO[bytes], book: Workbook, rows: Iterator[str]) -> None:
    """Copy the parts of the workbook, and add the rows below the header."""
    parts = {info.filename: (info, data) for info, data in workbook_parts(book)}
    info, empty_sheet = parts.pop(SHEET_PATH)
    with ZipFile(file, "w", ZIP_DEFLATED) as full:
        for part in parts.values():
            full.writestr(*part)
        before, after = empty_sheet.split(SHEET_DATA_END)
        with full.open(info, "w") as sheet:
            sheet.write(_without_dimension(before))
            for row in rows:
                sheet.write(row.encode())
            sheet.write(SHEET_DATA_END + after)


def _without_dimension(xml: bytes) -> bytes:
    """Remove the dimension: readers trust it, and it covers the header alone."""
    before, rest = xml.split(b"<dimension ", 1)
    return before + rest.split(b"/>", 1)[1]


def _column_styles(sheet: Worksheet) -> list[tuple[str, int]]:
    """The letter and the style of each column."""
    dimensions = sheet.column_dimensions.items()
    return [(letter, column.style_id) for letter, column in dimensions]


def _row_elements(
    resource: TableResource, queryset: RowSet, styles: list[tuple[str, int]]
) -> Iterator[str]:
    for number, row in enumerate(resource.typed_rows(queryset), 2):
        cells = "".join(
            _cell_element(f'r="{letter}{number}" s="{style}"', value)
            for (letter, style), value in zip(styles, row.values(), strict=True)
        )
        element = f'<row r="{number}">{cells}</row>'
        if len(element) > MAX_CELL_LENGTH or CONTROL_CHARACTERS.search(element):
            _refuse_oversized_cell(resource, row)
        yield element


def _cell_element(attributes: str, value: object) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, bool):
        return f'<c {attributes} t="b"><v>{value:d}</v></c>'
    if isinstance(value, int | float) and abs(value) < MAX_EXACT_NUMBER:
        return f"<c {attributes}><v>{value}</v></c>"
    # XML readers turn a literal carriage return into a line feed.
    text = escape(_cell_text(value), quote=False).replace("\r", "&#13;")
    return (
        f'<c {attributes} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    )


def _cell_text(value: object) -> str:
    return SEPARATOR.join(value) if isinstance(value, list) else str(value)


def _refuse_oversized_cell(resource: TableResource, row: dict[str, object]) -> None:
    """Raise WorkbookLimitExceeded for the cell that a workbook cannot hold, if any."""
    for column, value in row.items():
        text = _cell_text(value)
        if len(text) > MAX_CELL_LENGTH or CONTROL_CHARACTERS.search(text):
            raise WorkbookLimitExceeded(
                _(
                    "%(table)s, %(key)s, column %(column)s: a cell of a workbook holds "
                    "%(most)d characters at most, and no control characters; this one "
                    "has %(count)d characters. Take CSV."
                )
                % {
                    "table": resource.table,
                    "key": format_key(row[name] or "" for name in resource.key),
                    "column": column,
                    "most": MAX_CELL_LENGTH,
                    "count": len(text),
                }
            )
