import pytest
from django.db import IntegrityError, connection, transaction

from mfgusa.db.models import DataVersion
from mfgusa.provenance.models import Source
from tests.factories import SourceFactory, StateFactory, WorkforceProgramFactory
from tests.factories.every import TABLES

WRITES = [
    "INSERT INTO {0} (id) SELECT id FROM {0}",
    "UPDATE {0} SET id = id",
    "DELETE FROM {0}",
    "TRUNCATE {0} CASCADE",
]

version = DataVersion.objects.current


def run(statement, on=connection):
    with on.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def other():
    """A second connection, which gives up rather than wait."""
    other = connection.copy()
    run("SET statement_timeout = '2s'", on=other)
    yield other
    other.connection.close()  # Not back to the pool: its patience is short.
    other.close()


def version_seen_by(other):
    with other.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(writes), 0) FROM db_dataversion")
        return cursor.fetchone()[0]


def insert_source(key, on):
    title = "'By another hand', '', ''"
    run(
        "INSERT INTO provenance_source (key, title, publisher, url) "
        f"VALUES ('{key}', {title})",
        on=on,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_every_kind_of_write_to_every_public_table_moves_it(table):
    for write in WRITES:
        before = version()

        run(write.format(table))

        assert version() > before, write


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_a_copy_into_any_public_table_moves_it(table):
    before = version()

    with connection.cursor() as cursor, cursor.copy(f"COPY {table} (id) FROM STDIN"):
        pass

    assert version() > before


@pytest.mark.django_db
def test_each_writing_statement_counts_once():
    Source.objects.bulk_create(SourceFactory.build_batch(40))
    before = version()

    Source.objects.update(publisher="NIST")
    Source.objects.first().save()
    Source.objects.all().delete()

    assert version() == before + 3


@pytest.mark.django_db
def test_links_of_many_to_many_move_it():
    program, ohio = WorkforceProgramFactory(), StateFactory(code="OH")
    before = version()

    program.states.add(ohio)
    program.states.clear()

    assert version() == before + 2


@pytest.mark.django_db
def test_reading_does_not_move_it():
    SourceFactory()
    before = version()

    assert Source.objects.search("report").count() == 1
    assert list(Source.objects.select_for_update())

    assert version() == before


@pytest.mark.django_db
def test_it_is_zero_before_the_first_write():
    DataVersion.objects.all().delete()

    assert version() == 0


@pytest.mark.django_db(transaction=True)
def test_each_commit_moves_it_for_everyone(other):
    before = version_seen_by(other)
    versions = []
    for _ in range(3):
        SourceFactory()
        versions.append(version_seen_by(other) - before)

    assert versions == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_does_not_move_it():
    source = SourceFactory()
    before = version()

    with transaction.atomic():
        SourceFactory()
        transaction.set_rollback(True)
    with pytest.raises(IntegrityError):
        SourceFactory(key=source.key)

    assert version() == before


@pytest.mark.django_db(transaction=True)
def test_writers_do_not_wait_for_each_other(other):
    SourceFactory()
    before = version()

    with transaction.atomic():
        SourceFactory()
        insert_source("nist", on=other)
        assert version_seen_by(other) == before + 1

    assert version() == before + 2


@pytest.mark.django_db(transaction=True)
def test_what_is_not_committed_is_not_seen(other):
    before = version_seen_by(other)

    with transaction.atomic():
        SourceFactory()
        assert version_seen_by(other) == before


@pytest.mark.django_db(transaction=True)
def test_there_are_no_more_counters_than_writers_at_once(other):
    DataVersion.objects.all().delete()
    with transaction.atomic():
        SourceFactory()
        insert_source("nist", on=other)
    for _ in range(5):
        SourceFactory()

    assert DataVersion.objects.count() == 2
    assert version() == 7
