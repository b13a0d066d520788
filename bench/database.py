"""A database of the benchmark's own, in a folder that ends with the process."""

import atexit
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

REFERENCES = """
    INSERT INTO provenance_source (key, title, publisher, url)
    SELECT 'report-' || n, 'Annual report ' || n, 'NIST', 'https://example.org/' || n
    FROM generate_series(1, 50) n;

    INSERT INTO institutes_agency (code, name, website, source_id, locator)
    SELECT 'DOD', 'Department of Defense', '', min(id), '' FROM provenance_source;

    INSERT INTO institutes_institute (key, acronym, name, former_name, operator,
        summary, status, status_note, city, website, agency_id, source_id, locator)
    SELECT 'institute-' || n, 'I' || n, 'Institute ' || n, '', '', '', 'active', '', '',
        '', agency.id, agency.source_id, ''
    FROM generate_series(1, 20) n, institutes_agency agency;

    INSERT INTO institutes_partner (key, name, aliases, sector, subsector, city,
        country, website, ror, source_id, locator)
    SELECT 'partner-' || n, 'Partner ' || n, '{}', 'industry', '', '', 'US', '', '',
        (SELECT min(id) FROM provenance_source), ''
    FROM generate_series(1, %(partners)s) n
"""

INSERT = re.compile(r"INSERT INTO (\w+) \((.*?)\)\s+SELECT ", re.DOTALL)
TEXTS = """
    SELECT column_name, data_type = 'ARRAY' FROM information_schema.columns
    WHERE table_name = %s AND is_nullable = 'NO' AND is_generated = 'NEVER'
      AND data_type IN ('text', 'character varying', 'ARRAY')
"""

INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique
"""


def fill_texts(cursor: Any, statement: str) -> str:
    """Insert blanks into the text columns that an `INSERT … SELECT` does not name."""
    insert = INSERT.search(statement)
    assert insert
    table, columns = insert.groups()
    named = {name.strip() for name in columns.split(",")}
    cursor.execute(TEXTS, [table])
    blanks = {
        name: "'{}'" if is_array else "''"
        for name, is_array in cursor.fetchall()
        if name not in named
    }
    names = ", ".join([*blanks, columns])
    values = "".join(f"{value}, " for value in blanks.values())
    return INSERT.sub(f"INSERT INTO {table} ({names}) SELECT {values}", statement, 1)


@contextmanager
def without_indexes(cursor: Any, *tables: str) -> Iterator[None]:
    """Drop the indexes of tables within the block, but those that keep rows unique.

    To make them anew of many rows takes far less time than to add each row to them.
    """
    cursor.execute(INDEXES, [list(tables)])
    definitions = dict(cursor.fetchall())
    for name in definitions:
        cursor.execute(f"DROP INDEX {name}")
    yield
    cursor.execute("SET LOCAL maintenance_work_mem = '500MB'")
    for definition in definitions.values():
        cursor.execute(definition)


def create_database() -> Path:
    """Set Django up on an empty, migrated database; returns the folder it is in."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    folder = TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    os.environ.pop("DATABASE_URL", None)
    os.environ["DATA_DIR"] = folder.name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mfgusa.settings")
    django.setup()

    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return Path(folder.name)


def insert_references(partners: int) -> None:
    """Insert the rows that others refer to, without history and checks of each."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in REFERENCES.split(";\n"):
            cursor.execute(fill_texts(cursor, statement), {"partners": partners})
