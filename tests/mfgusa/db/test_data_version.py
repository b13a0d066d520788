from datetime import UTC, datetime
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction

from mfgusa.db.models import DatabaseLife, DataVersion
from mfgusa.db.table_versions import (
    Counter,
    TableRead,
    UnknownCounter,
    parse_versions,
    read_versions,
)
from mfgusa.db.tables_read import reads_of_tables
from mfgusa.provenance.models import Source
from tests.factories import (
    InstituteFactory,
    SourceFactory,
    StateFactory,
    WorkforceProgramFactory,
)
from tests.factories.every import FACTORIES, MODELS, TABLES

SOURCE = Source._meta.db_table
IN_A = ("a", True, datetime(2026, 12, 1, tzinfo=UTC))  # Insertions into a table.
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


def row_of(model):
    """A row of a table; those of a table that Django made link two other rows."""
    if model in FACTORIES:
        return FACTORIES[model]()
    keys = [f for f in model._meta.fields if f.is_relation]
    linked = {key.name: FACTORIES[key.related_model]() for key in keys}
    return model.objects.create(**linked)


def moved_by(write, table):
    """The kinds of writes that a write counts as in a table."""
    kinds = [TableRead(table, is_insertion=insertion) for insertion in (True, False)]
    before = DataVersion.objects.versions()
    write()
    after = DataVersion.objects.versions()
    changed = {k for k in after.counters if before.counters.get(k) != after.counters[k]}
    return [kind.is_insertion for kind in kinds if kind in changed]


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_kind_of_write_to_every_public_table_is_counted(model):
    table = model._meta.db_table
    update = f"UPDATE {table} SET id = id + 1000000"

    assert moved_by(lambda: row_of(model), table) == [True]
    assert moved_by(lambda: run(update), table) == [False]
    assert moved_by(lambda: run(f"DELETE FROM {table}"), table) == [False]
    transaction.set_rollback(True)  # What refers to the row is there yet.


@pytest.mark.django_db
@pytest.mark.parametrize("table", TABLES)
def test_to_truncate_a_table_is_counted(table):
    assert moved_by(lambda: run(f"TRUNCATE {table} CASCADE"), table) == [False]


@pytest.mark.django_db
def test_a_copy_is_an_insertion():
    def copy():
        columns = "key, title, publisher, url"
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {SOURCE} ({columns}) FROM STDIN") as rows,
        ):
            rows.write_row(("nist", "By COPY", "", ""))

    assert moved_by(copy, SOURCE) == [True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("keys", "moves"),
    [(["new"], [True]), (["old"], [False]), (["old", "new"], [True, False]), ([], [])],
)
def test_a_merge_counts_as_what_it_did(keys, moves):
    SourceFactory(key="old")
    merge = (
        f"MERGE INTO {SOURCE} s USING unnest(%s::text[]) AS given (key)"
        " ON s.key = given.key WHEN MATCHED THEN UPDATE SET title = 'Merged'"
        " WHEN NOT MATCHED THEN INSERT (key, title, publisher, url)"
        " VALUES (given.key, '', '', '')"
    )

    def write():
        with connection.cursor() as cursor:
            cursor.execute(merge, [keys])

    assert moved_by(write, SOURCE) == moves


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {SOURCE} SET title = 'A' WHERE false",
        f"DELETE FROM {SOURCE} WHERE false",
        f"INSERT INTO {SOURCE} (key) SELECT key FROM {SOURCE} WHERE false",
        f"UPDATE {SOURCE} SET title = title",
    ],
)
def test_what_changes_no_row_does_not_move_it(statement):
    SourceFactory()
    before = version()

    run(statement)

    assert version() == before


@pytest.mark.django_db
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_save_without_a_change_does_not_move_it(model):
    row = row_of(model)
    before = version()

    row.save()

    assert version() == before


@pytest.mark.django_db
def test_a_write_to_one_table_leaves_the_others_as_they_are():
    institute = InstituteFactory()
    reads = reads_of_tables(set(TABLES) - {SOURCE})
    before = DataVersion.objects.versions()

    Source.objects.filter(pk=institute.source_id).update(title="Changed")
    SourceFactory()

    after = DataVersion.objects.versions()
    assert after.digest(reads) == before.digest(reads)
    assert after.digest(reads_of_tables({SOURCE})) != before.digest(
        reads_of_tables({SOURCE})
    )


@pytest.mark.django_db
def test_a_write_of_which_no_table_is_known_counts_for_all():
    """As triggers of version 0.2.0 do, and as a restore does."""
    before = DataVersion.objects.versions()

    run("SELECT bump_data_version()")

    after = DataVersion.objects.versions()
    for table in TABLES:
        reads = reads_of_tables({table})
        assert after.digest(reads) != before.digest(reads)


@pytest.mark.django_db
def test_another_life_has_other_versions():
    before = DataVersion.objects.versions()

    DatabaseLife.objects.begin()

    after = DataVersion.objects.versions()
    assert after.counters == before.counters
    assert after.digest(frozenset()) != before.digest(frozenset())


@pytest.mark.django_db
def test_versions_are_read_without_a_life_and_without_counters():
    DatabaseLife.objects.all().delete()
    DataVersion.objects.all().delete()

    versions = DataVersion.objects.versions()

    assert (versions.life, versions.counters) == ("", {})
    assert len(versions.digest(frozenset())) == 64


def test_the_same_sum_of_other_counters_is_another_version():
    """A replica may show two commits in another order than the primary."""
    read = frozenset({TableRead("a", is_insertion=True)})
    primary, replica = (
        read_versions("life", [Counter(1, a, *IN_A), Counter(2, b, *IN_A)])
        for a, b in [(5, 6), (6, 5)]
    )

    assert primary.digest(read) != replica.digest(read)


def test_the_order_of_the_counters_does_not_count():
    read = frozenset({TableRead("a", is_insertion=True)})
    counters = [Counter(n, n, *IN_A) for n in (1, 2, 10)]
    digests = {read_versions("life", c).digest(read) for c in permutations(counters)}
    digests |= {
        parse_versions("life", f"{{{order}}}", f"{{{order}}}").digest(read)
        for order in ("1,2,10", "10,2,1")
    }

    assert len(digests) == 1


def test_a_counter_is_known_in_its_life_alone():
    read_versions("one life", [Counter(77, 1, *IN_A)])

    assert parse_versions("one life", "{77}", "{2}").counters
    with pytest.raises(UnknownCounter):
        parse_versions("another life", "{77}", "{2}")


@pytest.mark.django_db
def test_the_last_change_is_that_of_what_was_read():
    rows = [("a", True, 2020), ("a", False, 2021), ("b", True, 2022)]
    DataVersion.objects.all().delete()
    for table, kind, year in rows:
        DataVersion.objects.create(
            table_name=table, is_insertion=kind, changed=f"{year}-01-01T00:00Z"
        )
    versions = DataVersion.objects.versions_and_moments()

    def year(*reads):
        moment = versions.last_change(frozenset(TableRead(*read) for read in reads))
        return moment and moment.year

    assert year(("a", True)) == 2020
    assert year(("a", True), ("a", False)) == 2021
    assert year(("c", True)) is None


@pytest.mark.django_db
def test_each_writing_statement_counts_once():
    Source.objects.bulk_create(SourceFactory.build_batch(40))
    before = version()

    Source.objects.update(publisher="NIST")
    source = Source.objects.first()
    source.publisher = "GAO"
    source.save()
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

    assert DataVersion.objects.filter(table_name=SOURCE).count() == 2
    assert version() == 7
