"""What a database holds, in numbers that two equal databases share."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

from mfgusa.catalogue.cache.code_version import code_version
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry, FacetTriggers
from mfgusa.db.models import DataVersion
from mfgusa.db.version_0_1 import applied_migrations
from mfgusa.tables.files.writers.csv_file import csv_lines
from mfgusa.tables.schema.resource import tables

# The rows of a table in any order: their number, and a sum over all of them.
FINGERPRINT = """
SELECT count(*), coalesce(sum(hashtextextended(whole::text, 0)), 0)::text
  FROM {} AS whole
"""

# What a worker makes anew, by transaction ids that mean nothing in another database.
UNSAVED = sorted(
    model._meta.db_table for model in (FacetCheckpoint, FacetLogEntry, FacetTriggers)
)

Fingerprint = list[int | str]  # The number of rows and a sum; a list as in JSON.


class Contents(NamedTuple):
    """All that is compared between a database and its copy."""

    code: str
    data_version: int
    migrations: list[str]
    tables: dict[str, Fingerprint]  # Of every table, those of the history too.
    exports: dict[str, str]  # SHA-256 of each table as it is exported.

    @property
    def rows(self) -> int:
        """The number of rows in all tables."""
        return sum(int(count) for count, _sum in self.tables.values())

    def differences(self, other: "Contents") -> list[str]:
        """The names of the tables that differ, and of exports by the same code."""
        names = _differing_keys(self.tables, other.tables)
        if self.code == other.code:
            names += [f"{n}.csv" for n in _differing_keys(self.exports, other.exports)]
        return names

    def is_newer_than_the_code(self) -> bool:
        """Whether the code lacks migrations that were applied to the database."""
        loader = _migration_loader()
        ours = [m for m in self.migrations if m.split(".")[0] in loader.migrated_apps]
        return not {*ours} <= _migrations_of_code(loader)


def read_contents() -> Contents:
    """What the database holds now."""
    migrations = applied_migrations()
    is_current = {*migrations} >= _migrations_of_code(_migration_loader())
    return Contents(
        code=code_version(),
        data_version=DataVersion.objects.using(DEFAULT_DB_ALIAS).current(),
        migrations=migrations,
        tables={
            name: table_fingerprint(name)
            for name in table_names()
            if name not in UNSAVED
        },
        exports=export_digests() if is_current else {},  # Older tables lack columns.
    )


@contextmanager
def export_snapshot() -> Iterator[str]:
    """A transaction that sees one moment; its snapshot's name, for other sessions."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SET LOCAL {limit} = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def table_names() -> list[str]:
    """The names of all tables of the database, in order."""
    return sorted(connection.introspection.table_names())


def table_fingerprint(table: str) -> Fingerprint:
    """The number of a table's rows, and a sum that changes with any of them."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL(FINGERPRINT).format(sql.Identifier(table)))
        return list(cursor.fetchone())


def export_digests() -> dict[str, str]:
    """The SHA-256 of the file that `export_tables` writes, by table."""
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


def _differing_keys(
    ours: Mapping[str, object], theirs: Mapping[str, object]
) -> list[str]:
    names = sorted({*ours, *theirs})
    return [name for name in names if ours.get(name) != theirs.get(name)]


def _migration_loader() -> MigrationLoader:
    return MigrationLoader(None, ignore_no_migrations=True)


def _migrations_of_code(loader: MigrationLoader) -> set[str]:
    return {".".join(key) for key in loader.graph.nodes}
