"""The displayed values of a workbook's cells, as text for a CSV file."""

import re
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from mfgusa.tables.files.readers.shared_strings import (
    SharedStrings,
    unescape_xml_characters,
)

INTEGER = re.compile(r"-?\d{1,400}", re.ASCII)
MIDNIGHT_SUFFIX = re.compile(r"T00:00:00(\.0+)?Z?$")
# The parts of a number format that are not date letters.
FORMAT_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
ISO_DATE_LENGTH = 10


class InvalidCell(ValueError):
    """A cell that holds an error value, or a formula without a result."""

    def describe(self, column: int, row: int) -> str:
        """A sentence that names the cell and what is wrong with it."""
        raw, cell = str(self)[:40], f"{get_column_letter(column)}{row}"
        text = _(
            "Cell %(cell)s holds %(value)s, which is no value; put it right in the "
            "spreadsheet program."
        )
        if not raw:
            text = _(
                "Cell %(cell)s holds a formula without a result; open the file in the "
                "spreadsheet program and save it first."
            )
        return text % {"cell": cell, "value": raw}


class CellValueReader:
    """Reads cells by the shared strings and the number formats of a workbook.

    `first_truncated_date` is the first date that is displayed without its day.
    """

    def __init__(
        self,
        strings: SharedStrings,
        formats: list[str],
        epoch: datetime = WINDOWS_EPOCH,
    ) -> None:
        self.strings, self.epoch = strings, epoch
        self.first_truncated_date = ""
        self.date_formats = {
            str(style): code
            for style, code in enumerate(formats)
            if is_date_format(code)
        }

    def read(self, raw: str, cell: dict[str, str]) -> str:
        """A cell's content as text, by the cell's attributes. Raises InvalidCell."""
        cell_type = cell.get("t", "n")
        if cell_type == "s":
            return self.strings[int(raw)]
        if cell_type == "inlineStr":  # Written by our export, without escapes.
            return raw
        if cell_type == "n" and raw:
            return self._number(raw.strip(), cell.get("s", "0"))
        return convert_simple_value(raw, cell_type)

    def _number(self, raw: str, style: str) -> str:
        if style not in self.date_formats:
            return canonical_number(raw)
        text = format_datetime(raw, self.date_formats[style], self.epoch)
        if len(text) < ISO_DATE_LENGTH and ":" not in text:
            self.first_truncated_date = self.first_truncated_date or text
        return text


def convert_simple_value(raw: str, cell_type: str) -> str:
    """A value that depends on nothing else in the workbook. Raises InvalidCell."""
    if cell_type == "b" and raw:
        return "true" if raw.strip() in ("1", "true") else "false"
    if cell_type == "d":
        return MIDNIGHT_SUFFIX.sub("", raw)
    if cell_type == "str":
        return unescape_xml_characters(raw)
    raise InvalidCell(raw)


def canonical_number(raw: str) -> str:
    """A number without exponent and trailing zeros. Raises InvalidCell."""
    if INTEGER.fullmatch(raw):
        return str(int(raw))
    try:
        value = Decimal(repr(float(raw)))
    except ValueError:
        raise InvalidCell(raw) from None
    if not value.is_finite():
        raise InvalidCell(raw)
    return f"{value.normalize():f}" if value else "0"


def format_datetime(raw: str, code: str, epoch: datetime) -> str:
    """A date as precise as displayed, with its time if any. Raises InvalidCell."""
    try:
        moment = from_excel(float(raw), epoch, timedelta=is_timedelta_format(code))
    except (OverflowError, ValueError):
        raise InvalidCell(raw) from None
    if not isinstance(moment, datetime):  # A time of day or a duration.
        return str(moment)
    if moment.time() != datetime.min.time():
        return moment.isoformat()
    return format_date(moment.date(), code)


def format_date(day: date, code: str) -> str:
    """A date in ISO 8601, or 2014-02 for a first of February displayed without day.

    Spreadsheets store “2014-02” as a complete date when it is typed.
    """
    letters = FORMAT_LITERAL.sub("", code.split(";")[0]).lower()
    is_day_hidden = "y" in letters and "d" not in letters and day.day == 1
    if is_day_hidden and "m" in letters:
        return f"{day:%Y-%m}"
    return f"{day:%Y}" if is_day_hidden and day.month == 1 else day.isoformat()
