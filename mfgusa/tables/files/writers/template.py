"""A blank workbook to fill in, with all that is allowed in it on a second sheet."""

from io import BytesIO
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from mfgusa.tables.files.writers import column_help
from mfgusa.tables.files.writers.worksheet import new_workbook, set_text
from mfgusa.tables.schema.columns import (
    CONTROL_CHARACTERS,
    BooleanColumn,
    ChoiceColumn,
    ListColumn,
)
from mfgusa.tables.schema.resource import TableResource

KEY_FILL = PatternFill("solid", fgColor="FFE08A")
REQUIRED_FILL = PatternFill("solid", fgColor="FFF3CC")
GUIDE_WIDTHS = (24, 44, 16, 8, 32, 60)
LAST_ROW = 1_048_576


def template_file(resource: TableResource) -> IO[bytes]:
    """The workbook as an open file; the sheet to fill in is named like the table."""
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
    book.save(file)
    file.seek(0)
    return file


def _style_header(cell: Any, resource: TableResource, name: str) -> None:
    """The header says what belongs below it, in color and in a comment."""
    words = [
        column_help.describe_type(resource.columns[name]),
        column_help.describe_requirement(resource, name),
    ]
    if name in resource.key:
        words.append(_("part of the key, which names the row"))
        cell.fill = KEY_FILL
    elif name in resource.required:
        cell.fill = REQUIRED_FILL
    if help_text := getattr(resource.model_field(name), "help_text", ""):
        words.append(str(help_text))
    cell.comment = Comment("\n".join(words), "", width=320, height=120)


def _create_guide(book: Any) -> Any:
    """The second sheet, with its header."""
    guide = book.create_sheet(_("allowed values")[:31])
    guide.freeze_panes = "A2"
    titles = [_("Column"), _("Holds"), _("Required"), _("Key"), _("Value"), _("Means")]
    for number, (title, width) in enumerate(zip(titles, GUIDE_WIDTHS, strict=True), 1):
        set_text(guide.cell(1, number), title).font = Font(bold=True)
        guide.column_dimensions[get_column_letter(number)].width = width
    return guide


def _describe_column(guide: Any, resource: TableResource, name: str) -> tuple[int, int]:
    """One line for each allowed value; returns the first and the last, if any."""
    column = resource.columns[name]
    words = (
        column_help.describe_type(column),
        column_help.describe_requirement(resource, name),
    )
    is_key = _("yes") if name in resource.key else ""
    values = column_help.allowed_values(resource, name)
    top = guide.max_row + 1
    for row, value in enumerate(
        values or [("", column_help.describe_key_table(column))], top
    ):
        for number, text in enumerate((name, *words, is_key, *value), 1):
            set_text(guide.cell(row, number), CONTROL_CHARACTERS.sub("", text))
    return top, top + len(values) - 1


def _add_choice_list(sheet: Any, number: int, column: Any, values: str) -> None:
    """The allowed values as a list to choose from; a list of words takes several."""
    if isinstance(column, ListColumn):
        return
    # A key may belong to a row that does not exist yet.
    strict = isinstance(column, ChoiceColumn | BooleanColumn)
    choice = DataValidation("list", values, allow_blank=True, showErrorMessage=True)
    choice.errorStyle = "stop" if strict else "warning"
    letter = get_column_letter(number)
    choice.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(choice)
