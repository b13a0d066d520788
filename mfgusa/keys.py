"""Natural keys: lower-case slugs that are stable for ever and are the addresses."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"


class KeyField(models.CharField):
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
        kwargs |= {"unique": True, "db_collation": "C"}
        super().__init__(*args, **{"max_length": 80} | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_collation", None)
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> str:
        return f"{connection.ops.quote_name(self.column)} ~ '{SLUG}'"


class KeyedQuerySet(models.QuerySet):
    """Rows that can be found by their natural key, in code and in fixtures."""

    def get_by_natural_key(self, *key: object) -> models.Model:
        return self.get(**dict(zip(self.model.natural_key_fields, key, strict=True)))
