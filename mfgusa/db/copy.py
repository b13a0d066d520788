"""Write many rows into a table at once."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


@contextmanager
def copy_rows_into(table: str, columns: str) -> Iterator[psycopg.Copy]:
    """A COPY to write rows to, whose errors are Django's as those of any statement.

    Nothing can be read while it is open.
    """
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        yield copy
