import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from mfgusa.tables.reading import read_package
from mfgusa.tables.seed import load_missing


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
        load_missing(read_package(settings.TABLES_DIR), why="the tests' facts")
        call_command("loaddata", "document", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # Statistics of empty tables mislead the planner.
        yield
        transaction.set_rollback(True)


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
