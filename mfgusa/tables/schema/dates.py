"""Dates as spreadsheets write them, read where they can only mean one day."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
DAY_NUMBER = re.compile(r"[2-6]\d{4}", re.ASCII)  # Years 1954 to 2091.


class AmbiguousDate(ValueError):
    """A date that cannot be read without guessing."""


def iso_date(text: str) -> str:
    """A numeric date as year, month and day; any other text as it is.

    Raises Unclear when it would have to guess.
    """
    if found := YEAR_FIRST.fullmatch(text):
        return f"{found[1]}-{found[3]:0>2}-{found[4]:0>2}"
    if DAY_NUMBER.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(text))
        raise AmbiguousDate(
            _(
                "“%(text)s” is a day as spreadsheets count them, perhaps %(day)s; "
                "give the column a date format, or write the date."
            )
            % {"text": text, "day": day}
        )
    if not (found := YEAR_LAST.fullmatch(text)):
        return text
    first, second, year = found[1], found[3], found[4]
    if int(first) > 12:
        first, second = second, first
    elif int(second) <= 12 and int(first) != int(second):
        days = f"{year}-{first:0>2}-{second:0>2}", f"{year}-{second:0>2}-{first:0>2}"
        raise AmbiguousDate(
            _("“%(text)s” may be two days; write %(one)s or %(other)s.")
            % {"text": text, "one": days[0], "other": days[1]}
        )
    return f"{year}-{first:0>2}-{second:0>2}"
