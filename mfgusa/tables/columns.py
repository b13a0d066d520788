"""How a value of the database stands in a cell of a table, and how it comes back.

Each column is an import_export widget: `render` writes the one canonical form of a
value, `clean` reads a cell, forgiving what is clear and refusing what is not.
`data` is the typed value for JSON and spreadsheets.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget, Widget

from mfgusa.partial_dates import PartialDate

SEPARATOR = ";"
KEY_SEPARATOR = ":"


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`, or nothing."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    guess = nearest(word, known)
    return _(" Did you mean “%(guess)s”?") % {"guess": guess} if guess else ""


def plain(value: Any) -> str:
    """A cell as text: composed (NFC), without space around it. Refuses NUL."""
    text = unicodedata.normalize("NFC", str("" if value is None else value)).strip()
    if "\x00" in text:
        raise ValueError(_("A cell cannot hold a NUL character."))
    return text


class Text(Widget):
    """Words, kept as they are but for space around them."""

    json_type = "string"

    def select(self, path: str) -> Any:
        return F(path)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = plain(value)
        return self.read(text) if text else self.blank()

    def blank(self) -> Any:
        return ""

    def read(self, text: str) -> Any:
        return text

    def key_text(self, cell: Any) -> str:
        """The canonical text of a cell that is part of a key; as it is when wrong."""
        try:
            return self.render(self.clean(cell))
        except ValueError:
            return str(cell)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)

    def data(self, value: Any) -> Any:
        return None if value in ("", None) else value


class Value(Text):
    """A column whose blank cells are null."""

    def blank(self) -> Any:
        return None


class Whole(Value):
    """A whole number."""

    json_type = "integer"

    def read(self, text: str) -> int:
        try:
            return int(text)
        except ValueError:
            raise ValueError(
                _("“%(text)s” is not a whole number; write it like 1200000.")
                % {"text": text}
            ) from None


class Number(Value):
    """A decimal number, without trailing zeros."""

    json_type = "number"

    def read(self, text: str) -> Decimal:
        try:
            number = Decimal(text)
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise ValueError(
                _("“%(text)s” is not a number; write it like 1234.5.") % {"text": text}
            )
        return number

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else f"{Decimal(value).normalize():f}"

    def data(self, value: Any) -> Any:
        if value is None:
            return None
        return int(value) if value == value.to_integral_value() else float(value)


class YesNo(Value):
    """`true` or `false`."""

    json_type = "boolean"
    words = {"true": True, "yes": True, "1": True}
    words |= {"false": False, "no": False, "0": False}

    def read(self, text: str) -> bool:
        try:
            return self.words[text.lower()]
        except KeyError:
            raise ValueError(
                _("“%(text)s” should be true or false.") % {"text": text}
            ) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value).lower()


class DateCell(Value):
    """A date as precise as it is known: 2014, 2014-02 or 2014-02-25."""

    def read(self, text: str) -> PartialDate:
        try:
            return PartialDate(text)
        except ValueError:
            raise ValueError(
                _("“%(text)s” is not a date; write 2014, 2014-02 or 2014-02-25.")
                % {"text": text}
            ) from None


class Choice(Text):
    """One of a few words."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__()
        self.allowed = [word for word in allowed if word]

    def read(self, text: str) -> str:
        if text not in self.allowed:
            raise ValueError(
                _("“%(text)s” is not one of: %(allowed)s.")
                % {"text": text, "allowed": ", ".join(self.allowed)}
                + did_you_mean(text, self.allowed)
            )
        return text


class Words(Text):
    """A list of words in one cell, separated by semicolons."""

    json_type = "array"

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        words = (word.strip() for word in plain(value).split(SEPARATOR))
        return [word for word in words if word]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return SEPARATOR.join(value or [])

    def data(self, value: Any) -> list[str]:
        return list(value or [])


def key_paths(model: type[models.Model], path: str = "") -> list[str]:
    """Where the natural key of `model` stands, seen from `path`: one path a part."""
    prefix = f"{path}__" if path else ""
    paths: list[str] = []
    for name in model.natural_key_fields:
        target = model._meta.get_field(name).related_model
        part = f"{prefix}{name}"
        paths += key_paths(target, part) if target else [part]
    return paths


def key_expression(model: type[models.Model], path: str = "") -> Any:
    """The natural key of `model` as one text, seen from `path`; null where none is."""
    first, *rest = (Cast(p, models.TextField()) for p in key_paths(model, path))
    if not rest:
        return first
    parts = [part for other in rest for part in (models.Value(KEY_SEPARATOR), other)]
    return models.Case(
        models.When(**{f"{path}__isnull" if path else "pk__isnull": True}, then=None),
        default=Concat(first, *parts, output_field=models.TextField()),
    )


class Reference(Value):
    """The natural key of a row of another table (`network` may stand for none)."""

    def __init__(self, model: Any, *, none: str = "") -> None:
        super().__init__()
        self.model, self.none = model, none
        self.found: dict[str, models.Model] = {}

    def __deepcopy__(self, memo: Any) -> "Reference":
        return type(self)(self.model, none=self.none)

    def target(self, cells: dict[str, str]) -> type[models.Model] | None:
        """The table that the cell of this row refers to."""
        return self.model

    def select(self, path: str) -> Any:
        return key_expression(self.model, path)

    def canonical(self, value: Any) -> str:
        """The cell as export would write it, whether or not the row exists."""
        text = plain(value)
        if self.none and not text:
            raise ValueError(
                _("Say the institute's key, or “%(none)s” for the whole network.")
                % {"none": self.none}
            )
        return text

    def key_text(self, cell: Any) -> str:
        return plain(cell)

    def read(self, text: str) -> models.Model | None:
        if text == self.none:
            return None
        if text not in self.found:
            self.found[text] = self._get(text)
        return self.found[text]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = self.canonical(value)
        return self.read(text) if text else self.blank()

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if isinstance(value, models.Model):
            key = value.natural_key()
            return KEY_SEPARATOR.join(map(str, key))
        return self.none if value is None else str(value)

    def data(self, value: Any) -> Any:
        return self.render(value) or None

    def _get(self, text: str) -> models.Model:
        rows = self.model._default_manager
        try:
            return rows.get_by_natural_key(*text.split(KEY_SEPARATOR))
        except (self.model.DoesNotExist, TypeError, ValueError, ValidationError):
            raise ValueError(self.unknown(text, ())) from None

    def unknown(self, text: str, known: Iterable[str]) -> str:
        kind = self.model._meta.verbose_name
        return _("There is no %(kind)s “%(text)s”.") % {
            "kind": kind,
            "text": text,
        } + did_you_mean(text, known)


class References(Words, ManyToManyWidget):
    """The natural keys of several rows of another table, in order."""

    def __init__(self, field: models.ManyToManyField) -> None:
        super().__init__(field.related_model, separator=SEPARATOR)
        self.relation, self.through = field, field.remote_field.through

    def __deepcopy__(self, memo: Any) -> "References":
        return type(self)(self.relation)

    @property
    def own_name(self) -> str:
        return self.relation.m2m_field_name()

    @property
    def other_name(self) -> str:
        return self.relation.m2m_reverse_field_name()

    def select(self, path: str) -> Any:
        key = key_paths(self.model, self.other_name)[0]
        links = self.through.objects.filter(**{self.own_name: OuterRef("pk")})
        return ArraySubquery(links.order_by(key).values(key))

    def keys(self, value: Any) -> list[str]:
        return sorted(set(super().clean(value)))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[models.Model]:
        rows = self.model._default_manager
        found = []
        for key in self.keys(value):
            try:
                found.append(rows.get_by_natural_key(key))
            except self.model.DoesNotExist:
                raise ValueError(self.unknown(key, ())) from None
        return found

    unknown = Reference.unknown

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if hasattr(value, "all"):
            value = sorted(row.natural_key()[0] for row in value.all())
        elif value and isinstance(value[0], models.Model):
            value = sorted(row.natural_key()[0] for row in value)
        return super().render(value)
