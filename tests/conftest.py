import os
from itertools import count

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from xdist.scheduler import LoadFileScheduling

from mfgusa.tables.reading import read_package
from mfgusa.tables.seed import load_missing

# Nothing is timed; and what lands is tried with the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# A test that is rolled back takes its data version back; another would find its pages.
settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

copies = {}  # What each table holds once the facts are loaded, as COPY writes it.
versions = count(10**9, 10**9)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Nothing that tests write has to survive a power cut, or to be tidied."""
    off = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # One worker at a time.
        for setting in off:
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
        # Statistics of empty tables mislead the planner; without names, ANALYZE would
        # hold up the other worker at tables that all databases share.
        cursor.execute(f"ANALYZE {', '.join(copies)}")
        # A version is never seen twice.
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


class ByFile(LoadFileScheduling):
    """A file's tests share the loaded facts, all journeys one running site."""

    def _split_scope(self, nodeid):
        journey = nodeid.startswith("tests/journeys/")
        return "journeys" if journey else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)  # Plugins sort the tests, too.
def pytest_collection_modifyitems(items):
    """The longest first, so that both workers end together.

    In a module tests without the facts come before those that leave them loaded.
    """
    loading = {item.path for item in items if "facts_loaded" in item.fixturenames}
    items.sort(
        key=lambda item: (
            "journeys" not in item.path.parts,
            item.path not in loading,
            "facts_loaded" in item.fixturenames,
        )
    )
