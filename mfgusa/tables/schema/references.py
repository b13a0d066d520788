"""Columns that refer to rows of other tables, by their natural keys."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from import_export.widgets import ManyToManyWidget

from mfgusa.tables.schema.columns import (
    SEPARATOR,
    ListColumn,
    NullableColumn,
    clean_text,
)
from mfgusa.text import did_you_mean, in_short

KEY_SEPARATOR = ":"


def format_key(key: Iterable[object]) -> str:
    """A natural key as a cell that refers to it: its parts with colons between."""
    return KEY_SEPARATOR.join(map(str, key))


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


def unknown_key_message(
    model: type[models.Model], key: str, known: Iterable[str] = ()
) -> str:
    """That no row has this key, and which of those `known` is nearest."""
    names = {"kind": model._meta.verbose_name, "key": in_short(key)}
    return _("There is no %(kind)s “%(key)s”.") % names + did_you_mean(key, known)


class ReferenceColumn(NullableColumn):
    """The natural key of a row of another table (`network` may stand for none).

    `told_by` names the column, if any, that tells which table the cell refers to.
    """

    discriminator = ""

    def __init__(self, model: Any, *, none: str = "") -> None:
        super().__init__()
        self.model, self.none = model, none
        self.found: dict[str, models.Model] = {}

    def __deepcopy__(self, memo: Any) -> "ReferenceColumn":
        return type(self)(self.model, none=self.none)

    def target(self, cells: dict[str, str]) -> type[models.Model] | None:
        """The table that the cell of this row refers to."""
        return self.model

    def select(self, path: str) -> Any:
        return key_expression(self.model, path)

    def text(self, path: str) -> Any:
        key = super().text(path)
        none = models.Value(self.none, models.TextField())
        return Coalesce(key, none) if self.none else key

    def canonical(self, value: Any) -> str:
        """The cell as export would write it, whether or not the row exists."""
        text = clean_text(value)
        if self.none and not text:
            raise ValueError(
                _("Say the institute's key, or “%(none)s” for the whole network.")
                % {"none": self.none}
            )
        return text

    def canonical_key(self, cell: Any) -> str:
        return clean_text(cell)

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
            return format_key(value.natural_key())
        return self.none if value is None else str(value)

    def data(self, value: Any) -> Any:
        return self.render(value) or None

    def _get(self, text: str) -> models.Model:
        rows = self.model._default_manager
        try:
            return rows.get_by_natural_key(*text.split(KEY_SEPARATOR))
        except (self.model.DoesNotExist, TypeError, ValueError, ValidationError):
            raise ValueError(unknown_key_message(self.model, text)) from None


class ReferenceListColumn(ListColumn, ManyToManyWidget):
    """The natural keys of several rows of another table, in order."""

    def __init__(self, field: models.ManyToManyField) -> None:
        super().__init__(field.related_model, separator=SEPARATOR)
        self.relation, self.through = field, field.remote_field.through

    def __deepcopy__(self, memo: Any) -> "ReferenceListColumn":
        return type(self)(self.relation)

    @property
    def source_field_name(self) -> str:
        return self.relation.m2m_field_name()

    @property
    def target_field_name(self) -> str:
        return self.relation.m2m_reverse_field_name()

    @property
    def source_column(self) -> str:
        """The column of the links that holds the id of the row itself."""
        return self.relation.m2m_column_name()

    @property
    def target_column(self) -> str:
        return self.relation.m2m_reverse_name()

    def select(self, path: str) -> Any:
        key = key_paths(self.model, self.target_field_name)[0]
        links = self.through.objects.filter(**{self.source_field_name: OuterRef("pk")})
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
                raise ValueError(unknown_key_message(self.model, key)) from None
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if hasattr(value, "all"):
            value = sorted(row.natural_key()[0] for row in value.all())
        elif value and isinstance(value[0], models.Model):
            value = sorted(row.natural_key()[0] for row in value)
        return super().render(value)
