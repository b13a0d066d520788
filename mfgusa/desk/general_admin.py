"""The admin of a table that has no admin class of its own."""

from django.db import models

from mfgusa.desk.table_admin import TableAdmin
from mfgusa.tables.schema.resource import TableResource, resource_for

COLUMNS = 6  # Of a row in the list.


def build_admin(
    resource: type[TableResource], base: type[TableAdmin]
) -> type[TableAdmin]:
    """Derive an admin from a table: its first columns, searched by its key."""
    table = resource()
    fields = [field for field in map(table.model_field, table.columns) if field]
    columns = [field.name for field in fields if not field.many_to_many]
    attributes = {
        "list_display": columns[:COLUMNS],
        "search_fields": list(search_paths(table)),
    }
    return type(f"{table.model.__name__}Admin", (base,), attributes)


def search_paths(table: TableResource) -> list[str]:
    """The texts that name a row, as paths from it: its key, or the keys it names."""
    paths: list[str] = []
    for name in table.key:
        field = table.model_field(name)
        if isinstance(field, models.ForeignKey):
            related = resource_for(field.related_model)()
            paths += [f"{field.name}__{path}" for path in search_paths(related)]
        elif isinstance(field, models.CharField):
            paths.append(field.name)
    return paths
