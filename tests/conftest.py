import os
from itertools import count

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from mfgusa.tables.reading import read_package
from mfgusa.tables.seed import load_missing

# Nothing is timed; and what lands is tried with the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

copies = {}  # What each table holds once the facts are loaded, as COPY writes it.
versions = count(10**9, 10**9)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Nothing that tests write has to survive a power cut."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # One worker at a time.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    connection.close_pool()  # The test database comes later, under another name.


@pytest.fixture(scope="module")
def facts_loaded(django_db_setup, django_db_blocker):
    """The real facts, for all tests of a module; rolled back after it.

    A module works with these or with factories, not with both.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_facts()
        yield
        transaction.set_rollback(True)


def load_facts():
    """As a first start loads them; from then on as copies of the rows it wrote."""
    with connection.cursor() as cursor:
        if copies:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in copies.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as into:
                    into.write(rows)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        else:
            empty = [table for table in all_tables() if not has_rows(cursor, table)]
            load_missing(read_package(settings.TABLES_DIR), why="the tests' facts")
            call_command("loaddata", "document", verbosity=0)
            copies.update((t, copied(cursor, t)) for t in empty if has_rows(cursor, t))
        # Statistics of empty tables mislead the planner; a version is never seen twice.
        cursor.execute("ANALYZE")
        cursor.execute(
            "INSERT INTO catalogue_dataversion (writes) VALUES (%s)", [next(versions)]
        )


def all_tables():
    return connection.introspection.table_names()


def has_rows(cursor, table):
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    return cursor.fetchone()[0]


def copied(cursor, table):
    with cursor.copy(f"COPY {table} TO STDOUT") as out:
        return b"".join(map(bytes, out))


@pytest.fixture
def facts(facts_loaded, db):
    """The real facts; what a test changes of them is undone after it."""


def pytest_collection_modifyitems(items):
    """Journeys share one running site, a module's tests share the loaded facts."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("journeys"))
        elif "facts_loaded" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group(item.module.__name__))
