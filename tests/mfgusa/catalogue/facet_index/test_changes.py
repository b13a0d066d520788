"""After a write of any kind to any table, each index is that of the tables."""

import re
from contextlib import suppress
from functools import partial

import pytest
from django.apps import apps
from django.db import DataError, IntegrityError, connection, models, transaction

from mfgusa.catalogue.facet_index.follower import Followed, IndexFollower
from mfgusa.catalogue.facet_index.log import read_log
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


def set_to_null(table, field):
    column = connection.ops.quote_name(field.column)
    run(f"UPDATE {table} SET {column} = NULL WHERE id % 2 = 0")


def set_to_something_new(table, field):
    column = connection.ops.quote_name(field.column)
    run(f"UPDATE {table} SET {column} = {column} || '2'")


def delete_some(table):
    """Delete the last rows to which no other row refers."""
    deleted = 0
    for pk in MODELS[table].objects.order_by("-pk").values_list("pk", flat=True):
        with suppress(IntegrityError), transaction.atomic():
            run(f"DELETE FROM {table} WHERE id = {pk}")
            run("SET CONSTRAINTS ALL IMMEDIATE")
            deleted += 1
        if deleted == 5:
            return


def insert_again(table):
    """Insert the rows that `save_and_delete` has put aside."""
    columns = ", ".join(
        connection.ops.quote_name(field.column)
        for field in MODELS[table]._meta.concrete_fields
        if not isinstance(field, models.GeneratedField)
    )
    run(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM saved")


def save_and_delete(table):
    run("DROP TABLE IF EXISTS saved")
    run(f"CREATE TEMPORARY TABLE saved AS SELECT * FROM {table}")
    delete_some(table)
    run(f"DELETE FROM saved WHERE id IN (SELECT id FROM {table})")


def truncate(table):
    run(f"TRUNCATE {table} CASCADE")


def writes(table):
    """Name, what comes before the indexes are read, and the write."""
    yield "insert", save_and_delete, insert_again
    yield "delete", nothing, delete_some
    yield "truncate", nothing, truncate
    for field in plain_columns(table):
        changes = []
        if not field.unique:
            changes.append(set_to_that_of_another_row)
        elif isinstance(field, models.CharField):
            changes.append(set_to_something_new)
        if field.null:
            changes.append(set_to_null)
        for change in changes:
            yield (
                f"{change.__name__} {field.name}",
                nothing,
                partial(change, field=field),
            )


def nothing(table):
    """Write nothing before."""


def readers_of(table):
    """The catalogues whose sets are made from a table."""
    for catalogue in catalogues:
        definition = catalogue.definition()
        if re.search(rf'"{table}"', str(definition._query(definition.rows).query)):
            yield catalogue


def followers_of(table):
    """What follows the indexes of these catalogues, each up to date."""
    followers = [IndexFollower(each.definition()) for each in readers_of(table)]
    for follower in followers:
        position = read_log(follower.definition, None).position
        follower.kept = Followed(follower.definition.load(), position)
    return followers


@pytest.mark.parametrize("table", TABLES)
def test_a_write_reaches_each_index(facts, table):
    unprepared = followers_of(table)
    for name, prepare, write in writes(table):
        try:
            with transaction.atomic():
                prepare(table)
                followers = unprepared if prepare is nothing else followers_of(table)
                write(table)
                run("SET CONSTRAINTS ALL IMMEDIATE")
                for follower in followers:
                    expected = follower.definition.load()
                    assert follower.read() == expected, (follower.definition, name)
                raise Undone
        except (Undone, IntegrityError, DataError):  # A table may refuse a write.
            pass


class Undone(Exception):
    """The write is taken back."""
