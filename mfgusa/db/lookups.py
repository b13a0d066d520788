"""A lookup for many values as an array."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
class AnyOf(Lookup[Any]):
    """`filter(pk__any_of=[…])`: like `in`, with one parameter for all values.

    An `ArraySubquery` is evaluated once for the whole query, where a subquery of `in`
    may be joined for each row.
    """

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        sql, params = self.process_lhs(compiler, connection)
        if self.rhs_is_direct_value():
            return f"{sql} = ANY(%s)", (*params, list(self.rhs))
        array, array_params = self.process_rhs(compiler, connection)
        return f"{sql} = ANY({array})", (*params, *array_params)
