"""The cells of stored rows, with a version that changes when a row does."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL

from mfgusa.fields.derived import is_derived
from mfgusa.tables.schema.references import ReferenceListColumn
from mfgusa.tables.schema.resource import RowSet, TableResource

Snapshot = tuple[int, dict[str, str]]


def version_columns(resource: TableResource) -> list[str]:
    """The names that a row version covers today: stored columns, then lists of links.

    Whoever stores versions stores these names with them, since an upgrade may add more.
    """
    links = [
        name
        for name, column in resource.columns.items()
        if isinstance(column, ReferenceListColumn)
    ]
    return [*(field.column for field in stored_fields(resource.model)), *links]


def lost_columns(resource: TableResource, names: Iterable[str]) -> list[str]:
    """Those of the names that the table has no longer."""
    present = version_columns(resource)
    return [name for name in names if name not in present]


def version_sql(resource: TableResource, alias: str, names: Iterable[str]) -> str:
    """SQL for a 64-bit hash of the named columns and links of a row."""
    quote = connection.ops.quote_name
    columns, parts = [], []
    for name in names:
        column = resource.columns.get(name)
        if isinstance(column, ReferenceListColumn):
            parts.append(_links_sql(column, quote(alias)))
        else:
            columns.append(f"{quote(alias)}.{quote(name)}")
    row = f"ROW({', '.join(columns)})::text"
    return f"hashtextextended(concat_ws(' / ', {', '.join([row, *parts])}), 0)"


def _links_sql(column: ReferenceListColumn, alias: str) -> str:
    source, target = column.source_column, column.target_column
    return (
        f"(SELECT string_agg({target}::text, ' ' ORDER BY {target})"
        f" FROM {column.through._meta.db_table} WHERE {source} = {alias}.id)"
    )


def stored_fields(model: type[models.Model]) -> list[Any]:
    """The concrete fields of a model that are not derived."""
    return [f for f in model._meta.concrete_fields if not is_derived(f)]


def snapshots(resource: TableResource, ids: Iterable[int]) -> dict[int, Snapshot]:
    """The version and the cells of each existing row by its id: one query."""
    if not (ids := list(ids)):
        return {}
    texts = {
        f"column_{name}": column.text_expression(resource.fields[name].attribute)
        for name, column in resource.columns.items()
    }
    rows = _versioned_rows(resource, ids, version_columns(resource))
    values = rows.annotate(**texts).values_list("pk", "row_version", *texts)
    names = list(resource.columns)
    return {
        pk: (version, {n: c or "" for n, c in zip(names, cells, strict=True)})
        for pk, version, *cells in values
    }


def row_versions(
    resource: TableResource, ids: Iterable[int], names: Iterable[str]
) -> dict[int, int]:
    """The version of each existing row by its id, over the named columns: one query."""
    return dict(_versioned_rows(resource, ids, names).values_list("pk", "row_version"))


def _versioned_rows(
    resource: TableResource, ids: Iterable[int], names: Iterable[str]
) -> RowSet:
    version = version_sql(resource, resource.model._meta.db_table, names)
    rows = resource.model._default_manager.filter(pk__any_of=list(ids)).order_by()
    versioned: RowSet = rows.annotate(row_version=RawSQL(version, []))
    return versioned
