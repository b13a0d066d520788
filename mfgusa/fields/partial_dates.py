"""Dates as precise as the source states them: `2014`, `2014-02` or `2014-02-25`.

They sort as text in the C collation, and are never padded to a false precision.
"""

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


class PartialDate(str):
    """A year, a month or a day. Raises ValueError for any other text."""

    __slots__ = ()

    def __new__(cls, text: str) -> "PartialDate":
        match = SHAPE.fullmatch(text)
        if not match:
            raise ValueError(text)
        year, month, day = match.groups()
        date(int(year), int(month or 1), int(day or 1))
        return super().__new__(cls, text)

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def first_day(self) -> date:
        """The earliest day that the date includes."""
        return date.fromisoformat(self + "-01-01"[len(self) - 4 :])

    @property
    def last_day(self) -> date:
        """The latest day that the date includes."""
        first = self.first_day
        month = 12 if len(self) == 4 else first.month
        end = calendar.monthrange(first.year, month)[1]
        return first if len(self) == 10 else date(first.year, month, end)

    @property
    def display(self) -> str:
        """The date in words, in the language of the page."""
        return _format(self, get_language())


@lru_cache(maxsize=5_000)
def _format(day: PartialDate, _language: str | None) -> str:
    style = {4: "Y", 7: "F Y", 10: "j F Y"}[len(day)]
    return formats.date_format(day.first_day, style)


def end_of_year(year: int) -> str:
    """The last day of a calendar year; every partial date within it sorts before."""
    return f"{year:04}-12-31"


class PartialDateField(models.CharField[str | None, PartialDate | None]):
    """A PartialDate in the database, checked there too; null is "not recorded"."""

    description = _("Year, month or day")
    default_error_messages = {
        "invalid": _(
            "“%(value)s” is not a date. Write 2014, 2014-02 or 2014-02-25, "
            "as precise as the source is."
        )
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 10, "db_collation": "C"}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["db_collation"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str | None:
        column = connection.ops.quote_name(self.column)
        return (
            f"{column} ~ '^(?!0000)[0-9]{{4}}(-(0[1-9]|1[0-2])(-[0-9]{{2}})?)?$' AND "
            f"(length({column}) < 10 OR {column}::date IS NOT NULL)"
        )

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        return None if value is None else PartialDate(value)

    def to_python(self, value: Any) -> PartialDate | None:
        if value in (None, ""):
            return None
        try:
            return PartialDate(str(value).strip())
        except ValueError as problem:
            raise ValidationError(
                self.error_messages["invalid"], "invalid", {"value": value}
            ) from problem

    def get_prep_value(self, value: Any) -> str | None:
        # Lookups compare with prefixes too, so only blanks are normalized here.
        prepared: str | None = super().get_prep_value(None if value == "" else value)
        return prepared

    def formfield(self, **kwargs: Any) -> Any:
        text = _("2014, 2014-02 or 2014-02-25, as precise as the source is")
        widget = forms.TextInput(attrs={"size": 12, "placeholder": "YYYY-MM-DD"})
        return super().formfield(
            **{"help_text": self.help_text or text, "widget": widget} | kwargs
        )


def end_after_start_check(
    start: str, end: str, *, name: str, message: "StrOrPromise"
) -> models.CheckConstraint:
    """A check on two partial dates: `2014-02` to `2014` is fine, `2013` is not."""
    latest = Concat(F(end), models.Value("~"), output_field=models.TextField())
    return models.CheckConstraint(
        condition=Q(**{f"{start}__isnull": True})
        | Q(**{f"{end}__isnull": True})
        | Q(models.lookups.GreaterThanOrEqual(latest, F(start))),
        name=name,
        violation_error_message=message,
    )
