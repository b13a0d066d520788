"""Rows as they are: their cells, and a version that tells whether they change."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource

Snapshot = tuple[int, dict[str, str]]


def version_sql(resource: TableResource, alias: str) -> str:
    """SQL of a number that changes when a row or its links do (a 64-bit hash)."""
    quote = connection.ops.quote_name
    row = ", ".join(f"{quote(alias)}.{quote(c)}" for c in stored_columns(resource))
    parts = [f"ROW({row})::text"]
    for column in resource.columns.values():
        if isinstance(column, ReferenceListColumn):
            own, other = column.source_column, column.target_column
            parts.append(
                f"(SELECT string_agg({other}::text, ' ' ORDER BY {other})"
                f" FROM {column.through._meta.db_table}"
                f" WHERE {own} = {quote(alias)}.id)"
            )
    return f"hashtextextended(concat_ws(' / ', {', '.join(parts)}), 0)"


def stored_columns(resource: TableResource) -> list[str]:
    """The columns of the database's table that are written, the id first."""
    return [field.column for field in stored_fields(resource.model)]


def stored_fields(model: type[models.Model]) -> list[Any]:
    """The fields of a model that are written, not generated."""
    return [f for f in model._meta.concrete_fields if not f.generated]


def snapshots(resource: TableResource, ids: Iterable[int]) -> dict[int, Snapshot]:
    """The version and the cells of each row that is there, by its id: one query."""
    if not (ids := list(ids)):
        return {}
    table = resource.model._meta.db_table
    version = RawSQL(version_sql(resource, table), [])
    texts = {
        f"column_{name}": widget.text(resource.fields[name].attribute)
        for name, widget in resource.columns.items()
    }
    rows = resource.model._default_manager.filter(pk__any_of=ids).order_by()
    values = rows.annotate(row_version=version, **texts).values_list(
        "pk", "row_version", *texts
    )
    names = list(resource.columns)
    return {
        pk: (version, {n: c or "" for n, c in zip(names, cells, strict=True)})
        for pk, version, *cells in values
    }
