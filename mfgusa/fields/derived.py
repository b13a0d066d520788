"""Columns that the database computes: they are no facts, and nobody writes them.

Forms, table files, history and row versions leave them out.
"""

from typing import Any

from django.db import models

from mfgusa.fields.partial_dates import PartialDateField


class DerivedDateField(PartialDateField):
    """A partial date that triggers compute from other columns, also of other tables.

    A generated column cannot read other tables. The triggers come from a migration.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"null": True, "editable": False})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["null"], kwargs["editable"]
        return name, path, args, kwargs

    def db_check(self, connection: Any) -> None:
        """Return no check: the columns that it is computed from have theirs."""


def is_derived(field: "models.Field[Any, Any]") -> bool:
    """Whether the database computes a column, as a generated one or by triggers."""
    return field.generated or isinstance(field, DerivedDateField)
