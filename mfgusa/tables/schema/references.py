"""Columns that refer to rows of other tables by their natural keys."""

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from mfgusa.tables.schema.columns import ListColumn, NullableColumn, clean_text
from mfgusa.text import shorten

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEY_SEPARATOR = ":"


def format_key(key: Iterable[object]) -> str:
    """A natural key as the text of a reference: its parts, separated by colons."""
    return KEY_SEPARATOR.join(map(str, key))


def natural_key_paths(model: type[models.Model], path: str = "") -> list[str]:
    """The lookup path of each part of the natural key of `model`, below `path`."""
    prefix = f"{path}__" if path else ""
    paths: list[str] = []
    names: list[str] = getattr(model, "natural_key_fields", [])
    for name in names:
        target = model._meta.get_field(name).related_model
        part = f"{prefix}{name}"
        paths += (
            [part] if not isinstance(target, type) else natural_key_paths(target, part)
        )
    return paths


def key_expression(model: type[models.Model], path: str = "") -> Combinable:
    """The natural key of `model` as one text, below `path`; null for no row."""
    first, *rest = (Cast(p, models.TextField()) for p in natural_key_paths(model, path))
    if not rest:
        return first
    parts = [part for text in rest for part in (models.Value(KEY_SEPARATOR), text)]
    return models.Case(
        models.When(**{f"{path}__isnull" if path else "pk__isnull": True}, then=None),
        default=Concat(first, *parts, output_field=models.TextField()),
    )


def unknown_key_message(model: type[models.Model], key: str, guess: str = "") -> str:
    """The sentence for a key that no row has, and the key that was meant, if any."""
    names = {"kind": model._meta.verbose_name, "key": shorten(key), "guess": guess}
    if not guess:
        return _("There is no %(kind)s “%(key)s”.") % names
    return _("There is no %(kind)s “%(key)s”. Did you mean “%(guess)s”?") % names


class ReferenceColumn(NullableColumn):
    """The natural key of a row of another table.

    `null_text`, if any, is the word that stands for no row; a blank cell is then
    refused with `blank_message`, whose `%(none)s` is that word.
    `discriminator` names the column, if any, that says which table a cell refers to.
    """

    discriminator = ""

    def __init__(
        self,
        model: type[models.Model],
        *,
        null_text: str = "",
        blank_message: "StrOrPromise" = "",
    ) -> None:
        super().__init__()
        self.model, self.null_text = model, null_text
        self.blank_message = blank_message

    def __deepcopy__(self, memo: object) -> "ReferenceColumn":
        return copy(self)

    def target(self, cells: dict[str, str]) -> type[models.Model] | None:
        """The model that the cell of a row refers to; None when it cannot be told."""
        return self.model

    def target_models(self) -> list[type[models.Model]]:
        """Every model that a cell may refer to."""
        return [self.model]

    def expression(self, path: str) -> Combinable:
        return key_expression(self.model, path)

    def text_expression(self, path: str) -> Combinable:
        key = super().text_expression(path)
        null_text = models.Value(self.null_text, models.TextField())
        return Coalesce(key, null_text) if self.null_text else key

    def clean(self, value: object, row: object = None, **kwargs: Any) -> str:
        """The canonical text of the cell, whether or not the row exists."""
        text = clean_text(value)
        if self.null_text and not text:
            raise ValueError(str(self.blank_message) % {"none": self.null_text})
        return text

    def canonical_key(self, cell: object) -> str:
        return clean_text(cell)

    def render(self, value: Any, obj: object = None, **kwargs: Any) -> str:
        return self.null_text if value is None else str(value)

    def typed_value(self, value: Any) -> str | None:
        return self.render(value) or None


class ReferenceListColumn(ListColumn):
    """The natural keys of several rows of another table, in order."""

    def __init__(self, field: "models.ManyToManyField[Any, Any]") -> None:
        super().__init__()
        self.field = field
        self.model: type[models.Model] = field.remote_field.model
        through = field.remote_field.through
        assert through is not None  # Django sets it when it prepares the model.
        self.through: type[models.Model] = through

    def __deepcopy__(self, memo: object) -> "ReferenceListColumn":
        return copy(self)

    def target_models(self) -> list[type[models.Model]]:
        """The model that every key refers to."""
        return [self.model]

    @property
    def source_field_name(self) -> str:
        """The field of the through model that refers to the row itself."""
        return self.field.m2m_field_name()

    @property
    def target_field_name(self) -> str:
        """The field of the through model that refers to the other row."""
        return self.field.m2m_reverse_field_name()

    @property
    def source_column(self) -> str:
        """The database column of `source_field_name`."""
        return self.field.m2m_column_name()

    @property
    def target_column(self) -> str:
        """The database column of `target_field_name`."""
        return self.field.m2m_reverse_name()

    def expression(self, path: str) -> Combinable:
        key = natural_key_paths(self.model, self.target_field_name)[0]
        links = self.through._default_manager.filter(
            **{self.source_field_name: OuterRef("pk")}
        )
        return ArraySubquery(links.order_by(key).values(key))

    def clean(self, value: object, row: object = None, **kwargs: Any) -> list[str]:
        """The keys, sorted and without repetition, whether or not the rows exist."""
        return sorted(set(super().clean(value)))
