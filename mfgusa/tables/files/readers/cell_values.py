"""What a cell of a workbook shows, as the text that a CSV file would hold."""

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
FORMAT_LITERAL = re.compile(
    r'"[^"]*"|\\.|\[[^\]]*\]|_.'
)  # Not part of a format's letters.
ISO_DATE_LENGTH = 10


class InvalidCell(ValueError):
    """A cell without a value: an error of the spreadsheet, or nothing calculated."""

    def about(self, column: int, row: int) -> str:
        """What is wrong, as a sentence that names the cell."""
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
    """The values of a workbook's cells: its texts, and its number formats by style.

    `shortened` is the first date of which only the year, or year and month, is shown.
    """

    def __init__(
        self,
        strings: SharedStrings,
        formats: list[str],
        epoch: datetime = WINDOWS_EPOCH,
    ) -> None:
        self.strings, self.epoch, self.first_truncated_date = strings, epoch, ""
        self.dates = {
            str(style): code
            for style, code in enumerate(formats)
            if is_date_format(code)
        }

    def read(self, raw: str, cell: dict[str, str]) -> str:
        """A cell's content as text, by the cell's attributes. Raises WrongCell."""
        kind = cell.get("t", "n")
        if kind == "s":
            return self.strings[int(raw)]
        if kind == "inlineStr":  # Our own export, which escapes nothing.
            return raw
        if kind == "n" and raw:
            return self._number(raw.strip(), cell.get("s", "0"))
        return convert_simple_value(raw, kind)

    def _number(self, raw: str, style: str) -> str:
        if style not in self.dates:
            return format_number(raw)
        text = format_datetime(raw, self.dates[style], self.epoch)
        if (
            len(text) < ISO_DATE_LENGTH
            and ":" not in text
            and not self.first_truncated_date
        ):
            self.first_truncated_date = text
        return text


def convert_simple_value(raw: str, kind: str) -> str:
    """What needs neither the texts nor the formats of the workbook."""
    if kind == "b" and raw:
        return "true" if raw.strip() in ("1", "true") else "false"
    if kind == "d":
        return MIDNIGHT_SUFFIX.sub("", raw)
    if kind == "str":
        return unescape_xml_characters(raw)
    raise InvalidCell(raw)


def format_number(raw: str) -> str:
    """A number with no exponent and no `.0`, as short as it can be."""
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
    """A date as precise as it is shown; with its time when it has one."""
    try:
        found = from_excel(float(raw), epoch, timedelta=is_timedelta_format(code))
    except (OverflowError, ValueError):
        raise InvalidCell(raw) from None
    if not isinstance(found, datetime):  # A time of day, or a span of time.
        return str(found)
    if found.time() != datetime.min.time():
        return found.isoformat()
    return format_date(found.date(), code)


def format_date(day: date, code: str) -> str:
    """2014-02 for the first of February when only its month and year are shown.

    Spreadsheets make a whole date of “2014-02” when it is typed.
    """
    letters = FORMAT_LITERAL.sub("", code.split(";")[0]).lower()
    hidden = "y" in letters and "d" not in letters and day.day == 1
    if hidden and "m" in letters:
        return f"{day:%Y-%m}"
    return f"{day:%Y}" if hidden and day.month == 1 else day.isoformat()
