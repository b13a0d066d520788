"""After a write of any kind to any table, each index is that of the tables."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from mfgusa.catalogue.filters.filterset import catalogues

TABLES = sorted(
    model._meta.db_table
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.split(".")[0] in ("institutes", "roadmaps", "pillars")
    or model._meta.label == "provenance.Source"
    if not model._meta.proxy and "event" not in model._meta.model_name
)
MODELS = {
    model._meta.db_table: model
    for model in apps.get_models(include_auto_created=True)
    if not model._meta.proxy
}
STORED = "SELECT id FROM {table} ORDER BY id LIMIT {count}"


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


def plain_columns(table):
    """The columns of a table that a statement may set, its key aside."""
    return [
        field
        for field in MODELS[table]._meta.concrete_fields
        if not isinstance(field, models.GeneratedField) and not field.primary_key
    ]


def set_to_that_of_another_row(table, field):
    """Rows get the value of the next row, which the column then accepts."""
    column = connection.ops.quote_name(field.column)
    run(
        f"UPDATE {table} SET {column} = other.value FROM ("
        f"  SELECT id, lead({column}) OVER (ORDER BY id) AS value FROM {table}"
        f") AS other WHERE other.id = {table}.id AND other.value IS NOT NULL"
    )


def set_to_nothing(table, field):
    column = connection.ops.quote_name(field.column)
    nothing = "NULL" if field.null else "''"
    run(f"UPDATE {table} SET {column} = {nothing} WHERE id % 2 = 0")


def delete_some(table):
    run(f"DELETE FROM {table} WHERE id IN ({STORED.format(table=table, count=5)})")


def truncate(table):
    run(f"TRUNCATE {table} CASCADE")


def writes(table):
    yield "delete", lambda: delete_some(table)
    yield "truncate", lambda: truncate(table)
    for field in plain_columns(table):
        if not field.unique:
            yield (
                f"next {field.name}",
                lambda field=field: set_to_that_of_another_row(table, field),
            )
        if field.null:
            yield f"no {field.name}", lambda field=field: set_to_nothing(table, field)


def readers_of(table):
    """The catalogues whose sets are made from a table."""
    for catalogue in catalogues:
        definition = catalogue.definition()
        if re.search(rf'"{table}"', str(definition._query(definition.rows).query)):
            yield catalogue


@pytest.mark.parametrize("table", TABLES)
def test_a_write_reaches_each_index(facts, table):
    readers = list(readers_of(table))
    for catalogue in readers:
        catalogue.follower().read()
    for name, write in writes(table):
        try:
            with transaction.atomic():
                write()
                for catalogue in readers:
                    expected = catalogue.definition().load()
                    assert catalogue.follower().read() == expected, (catalogue, name)
                raise Undone
        except (Undone, IntegrityError):  # A rule of the table may refuse a write.
            pass


class Undone(Exception):
    """The write is taken back."""
