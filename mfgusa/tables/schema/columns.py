"""How a value of the database stands in a cell of a table, and how it comes back.

Each column is an import_export widget: `render` writes the one canonical form of a
value, `clean` reads a cell, forgiving what is clear and refusing what is not.
`data` is the typed value for JSON and spreadsheets.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Func, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from mfgusa.fields.partial_dates import PartialDate
from mfgusa.tables.schema.dates import AmbiguousDate, iso_date
from mfgusa.text import did_you_mean, in_short

SEPARATOR = ";"
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)
MAX_CELL_LENGTH = 32_767
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


def clean_text(value: Any) -> str:
    """A cell as text: composed (NFC), lines ended by `\\n`, no space around it.

    Raises ValueError for what no spreadsheet can hold.
    """
    text = str("" if value is None else value).strip()
    if not (text.isascii() and text.isprintable()):
        text = normalize_text(text)
    if len(text) > MAX_CELL_LENGTH:
        raise ValueError(
            _("A cell holds %(most)d characters at most, as in Excel; this has %(n)d.")
            % {"most": MAX_CELL_LENGTH, "n": len(text)}
        )
    return text


def replace_control_characters(text: str) -> str:
    """A text that can be stored and shown: what no cell can hold becomes U+FFFD."""
    return CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


def normalize_text(text: str) -> str:
    text = unicodedata.normalize("NFC", text).strip()
    if CONTROL_CHARACTERS.search(text):
        raise ValueError(_("A cell cannot hold control characters (NUL and the like)."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TextColumn(Widget):
    """Words, kept as they are but for space around them."""

    def select(self, path: str) -> Any:
        return F(path)

    def text(self, path: str) -> Any:
        """What `render` makes of the column, made by the database; null is blank."""
        return Cast(self.select(path), TextField())

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = clean_text(value)
        return self.read(text) if text else self.blank()

    def blank(self) -> Any:
        return ""

    def read(self, text: str) -> Any:
        return text

    def key_text(self, cell: Any) -> str:
        """The canonical text of a cell that is part of a key; as it is when wrong."""
        try:
            return self.canonical_key(cell)
        except ValueError:
            return replace_control_characters(str(cell))

    def canonical_key(self, cell: Any) -> str:
        return self.render(self.clean(cell))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def data(self, value: Any) -> Any:
        return None if value in ("", None) else value


class NullableColumn(TextColumn):
    """A column whose blank cells are null."""

    def blank(self) -> Any:
        return None


class IntegerColumn(NullableColumn):
    """A whole number."""

    def read(self, text: str) -> int:
        if not INTEGER.fullmatch(text) or len(text) > 20:
            raise ValueError(
                _("“%(text)s” is not a whole number; write it like 1200000.")
                % {"text": in_short(text)}
            )
        return int(text)


class DecimalColumn(NullableColumn):
    """A decimal number, without trailing zeros."""

    def text(self, path: str) -> Any:
        return Cast(Func(self.select(path), function="trim_scale"), TextField())

    def read(self, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise ValueError(
                _("“%(text)s” is not a number; write it like 1234.5.")
                % {"text": in_short(text)}
            )
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def data(self, value: Any) -> Any:
        if value is None:
            return None
        if value == value.to_integral_value():
            return int(value)
        number = float(value)  # What has more digits than that holds stays text.
        return number if Decimal(repr(number)) == value else self.render(value)


class BooleanColumn(NullableColumn):
    """`true` or `false`."""

    words = {"true": True, "yes": True, "1": True}
    words |= {"false": False, "no": False, "0": False}

    def read(self, text: str) -> bool:
        try:
            return self.words[text.lower()]
        except KeyError:
            raise ValueError(
                _("“%(text)s” should be true or false.") % {"text": in_short(text)}
            ) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value).lower()


class PartialDateColumn(NullableColumn):
    """A date as precise as it is known: 2014, 2014-02 or 2014-02-25.

    2014/2/25 and 2/25/2014 can only mean one day and are read so; 3/4/2014 is not.
    """

    def read(self, text: str) -> PartialDate:
        try:
            return PartialDate(iso_date(text))
        except AmbiguousDate:
            raise
        except ValueError:
            raise ValueError(
                _("“%(text)s” is not a date; write 2014, 2014-02 or 2014-02-25.")
                % {"text": in_short(text)}
            ) from None


class ChoiceColumn(TextColumn):
    """One of a few words."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = [word for word in allowed if word]

    def read(self, text: str) -> str:
        if text not in self.allowed:
            raise ValueError(
                _("“%(text)s” is not one of: %(allowed)s.")
                % {"text": in_short(text), "allowed": ", ".join(self.allowed)}
                + did_you_mean(text, self.allowed)
            )
        return text


class ListColumn(TextColumn):
    """A list of words in one cell, separated by semicolons."""

    def text(self, path: str) -> Any:
        joined = f"array_to_string(%(expressions)s, '{SEPARATOR}')"
        return Func(self.select(path), template=joined, output_field=TextField())

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        words = (word.strip() for word in clean_text(value).split(SEPARATOR))
        return [word for word in words if word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return SEPARATOR.join(value or [])

    def data(self, value: Any) -> list[str]:
        return list(value or [])
