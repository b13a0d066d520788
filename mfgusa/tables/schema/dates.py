"""Numeric dates as spreadsheets write them, where they are unambiguous."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
SERIAL_DAY = re.compile(r"[2-6]\d{4}", re.ASCII)  # Years 1954 to 2091.


class AmbiguousDate(ValueError):
    """A date that may be more than one day."""


def iso_date(text: str) -> str:
    """A numeric date in ISO 8601; any other text unchanged. Raises AmbiguousDate."""
    if match := YEAR_FIRST.fullmatch(text):
        return f"{match[1]}-{match[3]:0>2}-{match[4]:0>2}"
    if SERIAL_DAY.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(text))
        raise AmbiguousDate(
            _(
                "“%(text)s” is a day as spreadsheets count them, perhaps %(day)s; "
                "give the column a date format, or write the date."
            )
            % {"text": text, "day": day}
        )
    if match := YEAR_LAST.fullmatch(text):
        return _iso_from_year_last(text, match[1], match[3], match[4])
    return text


def _iso_from_year_last(text: str, first: str, second: str, year: str) -> str:
    """The date, whose day comes first where only that is possible."""
    if int(first) > 12:
        first, second = second, first
    elif int(second) <= 12 and int(first) != int(second):
        days = f"{year}-{first:0>2}-{second:0>2}", f"{year}-{second:0>2}-{first:0>2}"
        raise AmbiguousDate(
            _("“%(text)s” may be two days; write %(one)s or %(other)s.")
            % {"text": text, "one": days[0], "other": days[1]}
        )
    return f"{year}-{first:0>2}-{second:0>2}"
