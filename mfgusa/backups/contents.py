"""What a database holds, in numbers that two databases share when they are alike."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from mfgusa.catalogue.cache.middleware import code_version
from mfgusa.db.models import DataVersion
from mfgusa.db.version_0_1 import applied_migrations
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.schema.resource import tables

# All rows of a table in any order: how many, and a sum that each of them is part of.
FINGERPRINT = """
SELECT count(*), coalesce(sum(hashtextextended(whole::text, 0)), 0)::text
  FROM {} AS whole
"""


class Contents(NamedTuple):
    """All that is compared between a database and its copy."""

    code: str
    data_version: int
    migrations: list[str]
    tables: dict[str, list[Any]]  # Rows and fingerprint of each, the history's too.
    exports: dict[str, str]  # SHA-256 of each table as it is exported.

    @property
    def rows(self) -> int:
        """How many rows there are in all tables."""
        return sum(count for count, _fingerprint in self.tables.values())

    def differences(self, other: "Contents") -> list[str]:
        """The names of what is not the same; exports of one code are alike."""
        found = _unlike(self.tables, other.tables)
        if self.code == other.code:
            found += [f"{n}.csv" for n in _unlike(self.exports, other.exports)]
        return found

    def is_newer_than_the_code(self) -> bool:
        """Whether the code lacks migrations that were applied to the database."""
        loader = _loader()
        ours = [m for m in self.migrations if m.split(".")[0] in loader.migrated_apps]
        return not {*ours} <= _known(loader)


def read_contents() -> Contents:
    """What the database holds now."""
    migrations = applied_migrations()
    is_ours = {*migrations} >= _known(_loader())
    return Contents(
        code=code_version(),
        data_version=DataVersion.objects.using(DEFAULT_DB_ALIAS).current(),
        migrations=migrations,
        tables={name: fingerprint(name) for name in table_names()},
        exports=exports() if is_ours else {},  # Older tables lack columns.
    )


@contextmanager
def at_one_moment() -> Iterator[str]:
    """A view of the database that others can share by the name given."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def table_names() -> list[str]:
    return sorted(connection.introspection.table_names())


def fingerprint(table: str) -> list[Any]:
    """The number of a table's rows, and what tells them from others."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(FINGERPRINT).format(sql.Identifier(table)))
        return list(cursor.fetchone())


def exports() -> dict[str, str]:
    """The SHA-256 of the file that `export_tables` writes, of each table."""
    return {
        table.table: _sha256(
            csv_lines(table, table.model._default_manager.using(DEFAULT_DB_ALIAS))
        )
        for table in tables()
    }


def _sha256(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def _unlike(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    names = sorted({*ours, *theirs})
    return [name for name in names if ours.get(name) != theirs.get(name)]


def _loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def _known(loader: MigrationLoader) -> set[str]:
    return {".".join(name) for name in loader.graph.nodes}
