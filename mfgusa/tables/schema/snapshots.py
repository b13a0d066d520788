"""The cells of stored rows, with a version that changes when a row does."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import TableResource

Snapshot = tuple[int, dict[str, str]]


def version_sql(resource: TableResource, alias: str) -> str:
    """SQL for a 64-bit hash of a row and its links."""
    quote = connection.ops.quote_name
    row = ", ".join(f"{quote(alias)}.{quote(c)}" for c in stored_columns(resource))
    parts = [f"ROW({row})::text"]
    for column in resource.columns.values():
        if isinstance(column, ReferenceListColumn):
            source, target = column.source_column, column.target_column
            parts.append(
                f"(SELECT string_agg({target}::text, ' ' ORDER BY {target})"
                f" FROM {column.through._meta.db_table}"
                f" WHERE {source} = {quote(alias)}.id)"
            )
    return f"hashtextextended(concat_ws(' / ', {', '.join(parts)}), 0)"


def stored_columns(resource: TableResource) -> list[str]:
    """The database columns that are written, the id first."""
    return [field.column for field in stored_fields(resource.model)]


def stored_fields(model: type[models.Model]) -> list[Any]:
    """The concrete fields of a model that are not generated."""
    return [f for f in model._meta.concrete_fields if not f.generated]


def snapshots(resource: TableResource, ids: Iterable[int]) -> dict[int, Snapshot]:
    """The version and the cells of each existing row by its id: one query."""
    if not (ids := list(ids)):
        return {}
    table = resource.model._meta.db_table
    version = RawSQL(version_sql(resource, table), [])
    texts = {
        f"column_{name}": column.text_expression(resource.fields[name].attribute)
        for name, column in resource.columns.items()
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
