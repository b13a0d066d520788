"""Migrations of generated columns and of events, which Django cannot alter alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.postgresql import schema

SET_EXPRESSION = "ALTER TABLE {table} ALTER COLUMN {column} SET EXPRESSION AS ({sql})"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Changes the expression of a generated column in place (PostgreSQL 17).

    The table is rewritten; the indexes of the column stay. So `makemigrations` can be
    used after a change of `search_column`. A table of events refuses updates, except
    those that Django makes to alter a column.
    """

    def alter_field(
        self,
        model: type[models.Model],
        old_field: "models.Field[Any, Any]",
        new_field: "models.Field[Any, Any]",
        strict: bool = False,
    ) -> None:
        if self._has_new_expression(old_field, new_field):
            self._set_expression(model, new_field)
        elif is_history(model):
            with self._without_triggers(model):
                super().alter_field(model, old_field, new_field, strict)
        else:
            super().alter_field(model, old_field, new_field, strict)

    @contextmanager
    def _without_triggers(self, model: type[models.Model]) -> Iterator[None]:
        """Switch the triggers of a table off; an error rolls that back."""
        table = self.quote_name(model._meta.db_table)
        self.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        self.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def _set_expression(
        self, model: type[models.Model], new_field: "models.Field[Any, Any]"
    ) -> None:
        assert isinstance(new_field, models.GeneratedField)
        assert new_field.column
        sql, params = new_field.generated_sql(self.connection)
        statement = SET_EXPRESSION.format(
            table=self.quote_name(model._meta.db_table),
            column=self.quote_name(new_field.column),
            sql=sql,
        )
        self.execute(statement, params)

    def _has_new_expression(
        self, old_field: "models.Field[Any, Any]", new_field: "models.Field[Any, Any]"
    ) -> bool:
        """Whether both are generated columns that differ in their expression only."""
        fields = old_field, new_field
        if not all(isinstance(field, models.GeneratedField) for field in fields):
            return False
        try:
            old, new = (field.generated_sql(self.connection) for field in fields)  # type: ignore[attr-defined]
        except FieldError:  # The expression names a field that was renamed.
            return False
        types = {field.db_type(self.connection) for field in fields}
        return old != new and len(types) == 1


def is_history(model: type[models.Model]) -> bool:
    """Whether a model, also one of a migration, holds the events of another."""
    return any(field.name == "pgh_label" for field in model._meta.fields)
