"""A blank workbook to fill in, whose second sheet lists the allowed values."""

from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from mfgusa.tables.files.writers import column_help
from mfgusa.tables.files.writers.worksheet import new_workbook, set_text, workbook_parts
from mfgusa.tables.schema.columns import (
    CONTROL_CHARACTERS,
    BooleanColumn,
    ChoiceColumn,
    ListColumn,
    TextColumn,
)
from mfgusa.tables.schema.resource import TableResource

KEY_FILL = PatternFill("solid", fgColor="FFE08A")
REQUIRED_FILL = PatternFill("solid", fgColor="FFF3CC")
GUIDE_WIDTHS = (24, 44, 16, 8, 32, 60)
LAST_ROW = 1_048_576


def template_file(resource: TableResource) -> IO[bytes]:
    """The workbook as an open file; the sheet to fill in has the table's name."""
    book, sheet = new_workbook(resource)
    guide = _create_guide(book)
    for number, name in enumerate(resource.columns, 1):
        _style_header(sheet.cell(1, number), resource, name)
        first, last = _describe_column(guide, resource, name)
        if first <= last:
            values = f"'{guide.title}'!$E${first}:$E${last}"
            _add_choice_list(sheet, number, resource.columns[name], values)
    guide.auto_filter.ref = guide.dimensions
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as template:
        for part in workbook_parts(book):
            template.writestr(*part)
    file.seek(0)
    return file


def _style_header(cell: Cell, resource: TableResource, name: str) -> None:
    """Describe the column by the color of its header and a comment."""
    lines = [
        column_help.describe_type(resource.columns[name]),
        column_help.describe_requirement(resource, name),
    ]
    if name in resource.key:
        lines.append(_("part of the key, which names the row"))
        cell.fill = KEY_FILL
    elif name in resource.required:
        cell.fill = REQUIRED_FILL
    if help_text := getattr(resource.model_field(name), "help_text", ""):
        lines.append(str(help_text))
    cell.comment = Comment("\n".join(lines), "", width=320, height=120)


def _create_guide(book: Workbook) -> Worksheet:
    """Add the second sheet, with its header."""
    guide = book.create_sheet(_("allowed values")[:31])
    guide.freeze_panes = "A2"
    titles = [_("Column"), _("Holds"), _("Required"), _("Key"), _("Value"), _("Means")]
    for number, (title, width) in enumerate(zip(titles, GUIDE_WIDTHS, strict=True), 1):
        set_text(guide.cell(1, number), title).font = Font(bold=True)
        guide.column_dimensions[get_column_letter(number)].width = width
    return guide


def _describe_column(
    guide: Worksheet, resource: TableResource, name: str
) -> tuple[int, int]:
    """Add a line for each allowed value; return the numbers of the first and last."""
    column = resource.columns[name]
    description = (
        column_help.describe_type(column),
        column_help.describe_requirement(resource, name),
    )
    is_key = _("yes") if name in resource.key else ""
    values = column_help.allowed_values(resource, name)
    top = guide.max_row + 1
    hint = column_help.AllowedValue("", column_help.describe_key_table(column))
    for row, value in enumerate(values or [hint], top):
        for number, text in enumerate((name, *description, is_key, *value), 1):
            set_text(guide.cell(row, number), CONTROL_CHARACTERS.sub("", text))
    return top, top + len(values) - 1


def _add_choice_list(
    sheet: Worksheet, number: int, column: TextColumn, values: str
) -> None:
    """Offer the allowed values in a drop-down, except where a cell holds several."""
    if isinstance(column, ListColumn):
        return
    # A key may belong to a row that does not exist yet.
    strict = isinstance(column, ChoiceColumn | BooleanColumn)
    choice = DataValidation("list", values, allow_blank=True, showErrorMessage=True)
    choice.errorStyle = "stop" if strict else "warning"
    letter = get_column_letter(number)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)
