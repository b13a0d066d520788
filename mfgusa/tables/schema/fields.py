"""Fields of a table resource: a column, and the attribute that holds its value."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from import_export.fields import Field

from mfgusa.fields.partial_dates import PartialDateField
from mfgusa.tables.schema import columns, references

UNUSED = ("clean", "export", "get_value", "save")  # Of import_export's Field.


class TableField(Field):
    """The model's attribute behind a column, and the column as its widget."""

    def __init__(
        self, attribute: str, column: columns.TextColumn, *, column_name: str = ""
    ) -> None:
        super().__init__(
            attribute=attribute, widget=column, column_name=column_name or None
        )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name in UNUSED:
            if name in vars(cls):
                raise ImproperlyConfigured(
                    f"{cls.__name__}.{name} has no effect in a table; override "
                    "`assign`, or `clean` and `render` of its column."
                )

    def assign(self, row: dict[str, Any], value: Any, cells: dict[str, str]) -> None:
        """Set the value in a row, a dict by attribute; a reference is an id."""
        is_reference = isinstance(self.widget, references.ReferenceColumn)
        row[f"{self.attribute}_id" if is_reference else self.attribute] = value


def column_for_field(field: Any) -> columns.TextColumn:
    """The column of a model's field."""
    if isinstance(field, models.ForeignKey):
        return references.ReferenceColumn(field.remote_field.model)
    if isinstance(field, models.ManyToManyField):
        return references.ReferenceListColumn(field)
    if field.choices:
        return columns.ChoiceColumn(value for value, _label in field.choices)
    column_types: dict[type[Any], type[columns.TextColumn]] = {
        PartialDateField: columns.PartialDateColumn,
        ArrayField: columns.ListColumn,
        models.DecimalField: columns.DecimalColumn,
        models.IntegerField: columns.IntegerColumn,
        models.BooleanField: columns.BooleanColumn,
    }
    matches = (column for t, column in column_types.items() if isinstance(field, t))
    return next(matches, columns.TextColumn)()
