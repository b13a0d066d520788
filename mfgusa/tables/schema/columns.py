"""Columns: how a database value is written in a cell, and how a cell is read.

Each column is an import_export widget. `render` returns the canonical text of a
value; `clean` reads a cell, accepting every unambiguous spelling and raising
ValueError for the rest. `typed_value` is the value for JSON and spreadsheets.
"""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Func, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from import_export.widgets import Widget

from mfgusa.fields.partial_dates import PartialDate
from mfgusa.tables.schema.dates import AmbiguousDate, iso_date
from mfgusa.text import did_you_mean, shorten

SEPARATOR = ";"
CONTROL_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
)
MAX_CELL_LENGTH = 32_767
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)


def clean_text(value: object) -> str:
    """A cell as text: NFC, lines ended by `\\n`, no surrounding space.

    Raises ValueError for text that no spreadsheet can hold.
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


def normalize_text(text: str) -> str:
    """Text in NFC with `\\n` line ends. Raises ValueError for control characters."""
    text = unicodedata.normalize("NFC", text).strip()
    if CONTROL_CHARACTERS.search(text):
        raise ValueError(_("A cell cannot hold control characters (NUL and the like)."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def replace_control_characters(text: str) -> str:
    """Text that can be stored and displayed: U+FFFD for each control character."""
    return CONTROL_CHARACTERS.sub("\N{REPLACEMENT CHARACTER}", text)


class TextColumn(Widget):
    """Text, kept as it is except for surrounding space."""

    null_text = ""  # The text of a null value.

    def expression(self, path: str) -> Combinable:
        """The SQL expression whose value `render` and `typed_value` take."""
        return F(path)

    def text_expression(self, path: str) -> Combinable:
        """The SQL expression of the rendered text; a null may stay null."""
        return Cast(self.expression(path), TextField())

    def clean(self, value: object, row: object = None, **kwargs: Any) -> Any:
        """The value of a cell. Raises ValueError for a cell that cannot be read."""
        text = clean_text(value)
        return self.parse(text) if text else self.blank_value()

    def blank_value(self) -> str | None:
        """The value of a blank cell."""
        return ""

    def parse(self, text: str) -> object:
        """The value of a cell that is not blank. Raises ValueError."""
        return text

    def key_text(self, cell: object) -> str:
        """The canonical text of a cell of the key; an invalid cell as it is."""
        try:
            return self.canonical_key(cell)
        except ValueError:
            return replace_control_characters(str(cell))

    def canonical_key(self, cell: object) -> str:
        """The canonical text of a cell of the key. Raises ValueError."""
        return self.render(self.clean(cell))

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        """The canonical text of a value."""
        return "" if value is None else str(value)

    def typed_value(self, value: Any) -> object:
        """The value for JSON and spreadsheets; None for a blank one."""
        return None if value in ("", None) else value


class NullableColumn(TextColumn):
    """A column whose blank cells are null."""

    def blank_value(self) -> None:
        return None


class IntegerColumn(NullableColumn):
    """A whole number."""

    def parse(self, text: str) -> int:
        if not INTEGER.fullmatch(text) or len(text) > 20:
            raise ValueError(
                _("“%(text)s” is not a whole number; write it like 1200000.")
                % {"text": shorten(text)}
            )
        return int(text)


class DecimalColumn(NullableColumn):
    """A decimal number, without trailing zeros."""

    def text_expression(self, path: str) -> Combinable:
        trimmed = Func(self.expression(path), function="trim_scale")
        return Cast(trimmed, TextField())

    def parse(self, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise ValueError(
                _("“%(text)s” is not a number; write it like 1234.5.")
                % {"text": shorten(text)}
            )
        return number

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def typed_value(self, value: Decimal | None) -> int | float | str | None:
        """A number where JSON holds it exactly; text where it has too many digits."""
        if value is None:
            return None
        if value == value.to_integral_value():
            return int(value)
        number = float(value)
        return number if Decimal(repr(number)) == value else self.render(value)


class BooleanColumn(NullableColumn):
    """`true` or `false`."""

    spellings = {"true": True, "yes": True, "1": True}
    spellings |= {"false": False, "no": False, "0": False}

    def parse(self, text: str) -> bool:
        try:
            return self.spellings[text.lower()]
        except KeyError:
            raise ValueError(
                _("“%(text)s” should be true or false.") % {"text": shorten(text)}
            ) from None

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return "" if value is None else str(value).lower()


class PartialDateColumn(NullableColumn):
    """A date of any precision: 2014, 2014-02 or 2014-02-25.

    2014/2/25 and 2/25/2014 are unambiguous and are accepted; 3/4/2014 is not.
    """

    def parse(self, text: str) -> PartialDate:
        try:
            return PartialDate(iso_date(text))
        except AmbiguousDate:
            raise
        except ValueError:
            raise ValueError(
                _("“%(text)s” is not a date; write 2014, 2014-02 or 2014-02-25.")
                % {"text": shorten(text)}
            ) from None


class ChoiceColumn(TextColumn):
    """One of the values of a field with choices."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = [value for value in allowed if value]

    def parse(self, text: str) -> str:
        if text not in self.allowed:
            raise ValueError(
                _("“%(text)s” is not one of: %(allowed)s.")
                % {"text": shorten(text), "allowed": ", ".join(self.allowed)}
                + did_you_mean(text, self.allowed)
            )
        return text


class ListColumn(TextColumn):
    """A list of texts, separated by semicolons."""

    def text_expression(self, path: str) -> Combinable:
        joined = f"array_to_string(%(expressions)s, '{SEPARATOR}')"
        return Func(self.expression(path), template=joined, output_field=TextField())

    def clean(self, value: object, row: object = None, **kwargs: Any) -> list[str]:
        items = (item.strip() for item in clean_text(value).split(SEPARATOR))
        return [item for item in items if item]

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return SEPARATOR.join(value or [])

    def typed_value(self, value: list[str] | None) -> list[str]:
        return list(value or [])
