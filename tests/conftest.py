"""How the database is kept between tests: the one way for all of them.

- Each run makes an empty test database, and drops it at the end.
- `db`: the test runs in a transaction on it that is rolled back.
- `facts`: the test runs in a transaction on a copy of it that holds the real facts. The
  copy is filled once in each process; it takes the place of the empty database for the
  whole module, in a transaction of its own, and is rolled back after the module.
- `transactional_db`: the test commits; the tables it wrote are emptied after it.

In a module, tests without facts run before those with them (see the collection hook),
so that files, and the tests of a file, may be run alone and in any order.
"""

import gc
import os
from contextlib import contextmanager
from itertools import count

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase
from pghistory.models import Context
from xdist.scheduler import LoadFileScheduling

from mfgusa.db.models import DatabaseLife, DataVersion
from mfgusa.proposals.seed import load_missing
from mfgusa.tables.files.readers.folder import read_package

# No example is timed; CI tries the same examples each time.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# A test that is rolled back takes its data version back; the next would get its pages.
settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

settings.SITE_URL = "http://testserver"  # As the test client calls it.

# Each client loads the middleware anew; scanning all static files takes 15 ms.
settings.WHITENOISE_AUTOREFRESH = True

data_versions = count(10**9, 10**9)
PERMANENT = {  # `migrate` writes them.
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "catalogue_facettriggers",
}


def empty_tables(_test):
    """Empty the tables that a test has written, but not those of the models.

    The database begins another life: logs and counters went too.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        names = {*connection.introspection.table_names(cursor)} - PERMANENT
        has_rows = (
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names
        )
        cursor.execute(" UNION ALL ".join(has_rows))
        filled = {name for (name,) in cursor.fetchall()}
        history = filled & history_tables()
        # History refuses it, except to a superuser who says that triggers are off.
        for role, tables in (("replica", history), ("origin", filled - history)):
            if tables:
                cursor.execute(f"SET LOCAL session_replication_role = {role}")
                cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        DatabaseLife.objects.begin()


def history_tables():
    """The tables of events, and that of their contexts."""
    models = [m for m in apps.get_models() if hasattr(m, "pgh_tracked_model")]
    return {model._meta.db_table for model in (*models, Context)}


# Django's own creates all permissions anew.
TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(scope="session", autouse=True)
def passable_folders(tmp_path_factory):
    """Root's database server runs as another user, who has to pass through ours."""
    make = tmp_path_factory.mktemp
    base = tmp_path_factory.getbasetemp()
    for folder in (base.parent.parent, base.parent, base):
        if folder.name.startswith(("pytest-", "popen-")):
            folder.chmod(0o711)

    def mktemp(basename, numbered=True):
        folder = make(basename, numbered)
        folder.chmod(0o711)
        return folder

    tmp_path_factory.mktemp = mktemp


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """What tests write need not survive a power cut, or be vacuumed.

    `full_page_writes` stays on: a replica that died needs the whole pages of the log.
    """
    switched_off = ("fsync", "synchronous_commit", "autovacuum")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")  # One worker at a time.
        for setting in switched_off:
            cursor.execute(f"ALTER SYSTEM SET {setting} = off")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    connection.close_pool()  # The test database comes later, under another name.


@pytest.fixture(scope="session")
def facts_database(django_db_setup, django_db_blocker):
    """The name of a copy of the test database, in which the real facts are loaded."""
    empty = connection.settings_dict["NAME"]
    name = f"facts_of_{empty}"
    with django_db_blocker.unblock():
        execute_on_server(f"DROP DATABASE IF EXISTS {name}")
        execute_on_server(
            f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}"
        )
        with connected_to(name):
            DatabaseLife.objects.begin()  # A copy is another database.
            load_missing(read_package(settings.TABLES_DIR), why="the tests' facts")
            call_command("loaddata", "document", verbosity=0)
            with connection.cursor() as cursor:  # Nothing else keeps statistics.
                cursor.execute("ANALYZE")
    yield name
    with django_db_blocker.unblock():
        execute_on_server(f"DROP DATABASE {name}")


@pytest.fixture(scope="module")
def facts_loaded(facts_database, django_db_blocker):
    """The real facts, for all tests of a module that ask for them."""
    connected = connected_to(facts_database)
    with django_db_blocker.unblock(), connected, transaction.atomic():
        DataVersion.objects.create(writes=next(data_versions))  # Each is used once.
        yield
        transaction.set_rollback(True)


@contextmanager
def connected_to(name):
    """Connect to another database of the server, and back to the present one."""
    present = connection.settings_dict["NAME"]
    connect(name)
    yield
    connect(present)


def connect(name):
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = name


def execute_on_server(statement):
    """Execute a statement about databases while connected to none of the tests'."""
    connect(connection.settings_dict["NAME"])
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def facts(facts_loaded, db):
    """The real facts; what a test changes of them is undone after it."""


class FileScheduling(LoadFileScheduling):
    """The tests of a file share the loaded facts, all journeys one running site."""

    def _split_scope(self, nodeid):
        journey = nodeid.startswith("tests/journeys/")
        return "journeys" if journey else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return FileScheduling(config, log)


@pytest.hookimpl(trylast=True)  # After plugins that sort the tests.
def pytest_collection_modifyitems(items):
    """The longest files first, so that both workers end together.

    In a module, tests without facts come first: the facts stay until its end.
    """
    with_facts = {item.path for item in items if "facts_loaded" in item.fixturenames}
    items.sort(
        key=lambda item: (
            "journeys" not in item.path.parts,
            item.path not in with_facts,
            "facts_loaded" in item.fixturenames,
        )
    )


def pytest_collection_finish():
    """What exists before the tests stays: the garbage collector need not visit it."""
    gc.collect()
    gc.freeze()
