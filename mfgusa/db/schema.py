"""Migrations of generated columns, which Django cannot alter by itself."""

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.postgresql import schema

SET_EXPRESSION = "ALTER TABLE {table} ALTER COLUMN {column} SET EXPRESSION AS ({sql})"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Changes the expression of a generated column in place (PostgreSQL 17).

    The table is rewritten; the indexes of the column stay. So `makemigrations` can be
    used after a change of `search_column`.
    """

    def alter_field(
        self,
        model: type[models.Model],
        old_field: "models.Field[Any, Any]",
        new_field: "models.Field[Any, Any]",
        strict: bool = False,
    ) -> None:
        if not self._has_new_expression(old_field, new_field):
            return super().alter_field(model, old_field, new_field, strict)
        assert isinstance(new_field, models.GeneratedField)
        assert new_field.column
        sql, params = new_field.generated_sql(self.connection)
        statement = SET_EXPRESSION.format(
            table=self.quote_name(model._meta.db_table),
            column=self.quote_name(new_field.column),
            sql=sql,
        )
        self.execute(statement, params)
        return None

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
