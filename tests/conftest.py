import gc
import os
from contextlib import contextmanager
from itertools import count

import hypothesis
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from xdist.scheduler import LoadFileScheduling

from mfgusa.db.models import DataVersion
from mfgusa.proposals.seed import load_missing
from mfgusa.tables.files.readers.folder import read_package

# Nothing is timed; and what lands is tried with the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# A test that is rolled back takes its data version back; another would find its pages.
settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# Each client has the middleware anew; to look for all files again takes 15 ms.
settings.WHITENOISE_AUTOREFRESH = True

versions = count(10**9, 10**9)
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_tables(_test):
    """Take away what a test has committed, but not what comes with the models."""
    with connection.cursor() as cursor:
        names = {*connection.introspection.table_names(cursor)} - KEPT
        each = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
        cursor.execute(" UNION ALL ".join(each))
        if written := ", ".join(name for (name,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {written} CASCADE")


TransactionTestCase._fixture_teardown = empty_tables  # Django's makes all rights anew.


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Nothing that tests write has to survive a power cut, or to be tidied.

    Whole pages stay in the log: a replica that died finds some nowhere else.
    """
    off = ("fsync", "synchronous_commit", "autovacuum")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # One worker at a time.
        for setting in off:
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    connection.close_pool()  # The test database comes later, under another name.


@pytest.fixture(scope="session")
def facts_database(django_db_setup, django_db_blocker):
    """The name of a copy of the test database, in which the real facts are loaded."""
    name = f"facts_of_{connection.settings_dict['NAME']}"
    with django_db_blocker.unblock():
        on_server(f"DROP DATABASE IF EXISTS {name}")
        on_server(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")
        with connected_to(name):
            load_missing(read_package(settings.TABLES_DIR), why="the tests' facts")
            call_command("loaddata", "document", verbosity=0)
            with connection.cursor() as cursor:  # Nothing else keeps statistics.
                cursor.execute("ANALYZE")
    yield name
    with django_db_blocker.unblock():
        on_server(f"DROP DATABASE {name}")


@pytest.fixture(scope="module")
def facts_loaded(facts_database, django_db_blocker):
    """The real facts, for all tests of a module; rolled back after it.

    A module works with these or with factories, not with both.
    """
    here = connected_to(facts_database)
    with django_db_blocker.unblock(), here, transaction.atomic():
        DataVersion.objects.create(writes=next(versions))  # None is seen twice.
        yield
        transaction.set_rollback(True)


@contextmanager
def connected_to(name):
    """Another database of the server in the place of the tests'."""
    ours = connection.settings_dict["NAME"]
    connect(name)
    yield
    connect(ours)


def connect(name):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def on_server(statement):
    """Say something about databases, from none of them."""
    connect(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


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


def pytest_collection_finish():
    """What is there before the tests stays; to look through it often takes its time."""
    gc.collect()
    gc.freeze()
