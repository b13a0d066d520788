"""Natural keys: lower-case slugs that are stable for ever and are the addresses."""

from typing import Any, Protocol, TypeVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

_Row = TypeVar("_Row", bound=models.Model, covariant=True)

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*\Z"


class SlugKeyField(models.CharField[str, str]):
    """A unique slug such as `america-makes`, checked in the database too."""

    description = _("Key")
    default_validators = [
        RegexValidator(
            SLUG,
            _(
                "A key has lower-case letters, digits and single hyphens only, "
                "such as “america-makes”."
            ),
        )
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        defaults = {"unique": True, "max_length": 80}  # A history table has repeats.
        super().__init__(*args, **defaults | kwargs | {"db_collation": "C"})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["db_collation"]
        kwargs["unique"] = self.unique
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        column = connection.ops.quote_name(self.column)
        return f"{column} ~ '{SLUG}'" + (f" OR {column} = ''" if self.blank else "")


class _KeyedRows(Protocol[_Row]):
    """What `NaturalKeyMixin` needs of a QuerySet."""

    @property
    def model(self) -> Any: ...

    def get(self, *args: Any, **kwargs: Any) -> _Row: ...


class NaturalKeyMixin:
    """Lets a QuerySet find rows by natural key, in code and in fixtures."""

    def get_by_natural_key(self: _KeyedRows[_Row], *key: object) -> _Row:
        """Return the row with this key: the values of `natural_key_fields`."""
        return self.get(**dict(zip(self.model.natural_key_fields, key, strict=True)))
