"""The date of a membership is right, whatever writes it, its source, or both."""

import pytest
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from institutes.models import Membership
from mfgusa.db.models import DataVersion
from mfgusa.provenance.models import Source
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SourceFactory,
)

COLUMNS = "institute_id, partner_id, role, tier, locator, since, source_id"


def execute(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def dates():
    """The stored date of each membership beside what it should be."""
    rows = Membership.objects.order_by("pk").select_related("source")
    return [(row.dated, row.since or row.source.published) for row in rows]


def are_right():
    pairs = dates()
    assert pairs
    return all(stored == expected for stored, expected in pairs)


def build(**fields):
    """A membership that is not stored, of rows that are."""
    row = MembershipFactory.build(
        institute=InstituteFactory(), partner=PartnerFactory(), **fields
    )
    if row.source.pk is None:
        row.source.save()
    return row


def cells(row):
    return [row.institute_id, row.partner_id, "member", "", "", None, row.source_id]


# Writes of memberships


def create(report):
    MembershipFactory(source=report)


def create_with_start(report):
    MembershipFactory(source=report, since="2014")


def create_many(report):
    Membership.objects.bulk_create([build(source=report, since="2014-02")])
    Membership.objects.bulk_create([build(source=report)])


def create_forged(report):
    MembershipFactory(source=report, dated="1999")


def copy(report):
    row = build(source=report)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY institutes_membership ({COLUMNS}) FROM STDIN") as rows,
    ):
        rows.write_row(cells(row))


def merge(report):
    values = f"VALUES ({', '.join(['%s'] * 7)})"
    execute(
        "MERGE INTO institutes_membership m USING (SELECT 0 AS id) s ON m.id = s.id"
        f" WHEN NOT MATCHED THEN INSERT ({COLUMNS}) {values}",
        *cells(build(source=report)),
    )


def upsert(report):
    row = MembershipFactory(source=report)
    row.since = "2015"
    Membership.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=["since"]
    )


def before_its_source(report):
    """Foreign keys are checked at the commit only."""
    row = build(source=report)
    row.source = SourceFactory.build(pk=10**6, published="2013")
    row.save()
    row.source.save(force_insert=True)
    connection.check_constraints()


def save_a_start(report):
    row = MembershipFactory(source=report)
    row.since = "2012"
    row.save()


def save_an_old_copy(report):
    row = MembershipFactory(source=report)
    old = Membership.objects.get(pk=row.pk)
    Source.objects.update(published="2010")
    old.save()


def remove_the_start(report):
    MembershipFactory(source=report, since="2012")
    Membership.objects.update(since=None)


def forge(report):
    MembershipFactory(source=report)
    execute("UPDATE institutes_membership SET dated = '1999'")


def hand_over(report):
    MembershipFactory(source=report)
    Membership.objects.update(source=SourceFactory(published="2009"))


def update_many(report):
    rows = [MembershipFactory(source=report), MembershipFactory(since="2011")]
    rows[0].since, rows[1].since = "2008", None
    Membership.objects.bulk_update(rows, ["since"])


# Writes of sources


def save_the_source(report):
    create(report)
    report.published = "2001-05"
    report.save()


def update_the_source(report):
    create(report)
    create_with_start(report)
    Source.objects.update(published="2002")


def empty_the_source(report):
    create(report)
    Source.objects.update(published=None)


def date_an_undated_source(report):
    MembershipFactory()
    Source.objects.update(published="2003")


def upsert_the_source(report):
    create(report)
    report.published = "2004"
    Source.objects.bulk_create(
        [report],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["published"],
    )


def merge_the_source(report):
    create(report)
    execute(
        "MERGE INTO provenance_source s USING (SELECT %s AS id) n ON s.id = n.id"
        " WHEN MATCHED THEN UPDATE SET published = '2005'",
        report.pk,
    )


WRITES = [
    create,
    create_with_start,
    create_many,
    create_forged,
    copy,
    merge,
    upsert,
    before_its_source,
    save_a_start,
    save_an_old_copy,
    remove_the_start,
    forge,
    hand_over,
    update_many,
    save_the_source,
    update_the_source,
    empty_the_source,
    date_an_undated_source,
    upsert_the_source,
    merge_the_source,
]


@pytest.mark.django_db
@pytest.mark.parametrize("write", WRITES, ids=lambda write: write.__name__)
def test_the_date_is_right_after_each_way_of_writing(write):
    write(SourceFactory(published="2016-02"))

    assert are_right()


@pytest.mark.django_db
def test_a_temporary_table_does_not_catch_the_dates():
    report = SourceFactory(published="2016")
    MembershipFactory(source=report)
    for table in ("provenance_source", "institutes_membership"):
        execute(f"CREATE TEMP TABLE {table} (LIKE public.{table}) ON COMMIT DROP")

    execute("UPDATE public.provenance_source SET published = '2017'")
    execute("DROP TABLE pg_temp.provenance_source, pg_temp.institutes_membership")

    assert are_right()


# What a change of a date is not


@pytest.mark.django_db
def test_a_date_that_is_computed_anew_is_no_event_and_makes_pages_stale():
    report = SourceFactory(published="2016")
    row = MembershipFactory(source=report)
    version = DataVersion.objects.current()

    Source.objects.update(published="2017")

    row.refresh_from_db()
    assert row.dated == "2017"
    assert [event.pgh_label for event in row.events.all()] == ["insert"]
    assert DataVersion.objects.current() > version


@pytest.mark.django_db
def test_a_change_of_the_start_is_an_event_without_the_date():
    row = MembershipFactory(source__published="2016")

    Membership.objects.update(since="2015")

    assert [event.since for event in row.events.order_by("pgh_id")] == [None, "2015"]
    assert not hasattr(row.events.first(), "dated")


@pytest.mark.django_db
def test_a_new_title_of_a_source_writes_no_membership():
    MembershipFactory(source__published="2016")
    version = DataVersion.objects.current()

    Source.objects.update(title="Another")

    assert DataVersion.objects.current() == version + 1


# Writers beside each other


@pytest.fixture
def report(transactional_db):
    return SourceFactory(published="2016")


def waits(future):
    with pytest.raises(TimeoutError):
        future.result(timeout=0.3)
    return future


def test_a_change_of_the_source_waits_for_a_new_membership(report, elsewhere):
    with transaction.atomic():
        MembershipFactory(source=report)
        change = elsewhere(lambda: Source.objects.update(published="2017"))
        waits(change)

    change.result(timeout=10)
    assert dates() == [("2017", "2017")]


@pytest.mark.parametrize("write", [create, copy, hand_over])
def test_a_membership_waits_for_a_change_of_its_source(report, elsewhere, write):
    with transaction.atomic():
        Source.objects.filter(pk=report.pk).update(published="2017")
        addition = waits(elsewhere(lambda: write(report)))

    addition.result(timeout=10)
    assert are_right()


def test_a_membership_that_loses_its_start_waits_for_its_source(report, elsewhere):
    MembershipFactory(source=report, since="2012")

    with transaction.atomic():
        Source.objects.update(published="2017")
        removal = waits(elsewhere(lambda: Membership.objects.update(since=None)))

    removal.result(timeout=10)
    assert dates() == [("2017", "2017")]


def test_a_new_title_waits_for_no_membership(report, elsewhere):
    with transaction.atomic():
        MembershipFactory(source=report)
        elsewhere(lambda: Source.objects.update(title="New")).result(timeout=10)


# The migration


def migrate(name):
    MigrationExecutor(connection).migrate([("institutes", name)])


def test_the_migration_computes_all_dates_and_can_be_reversed(transactional_db):
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("institutes")[0][1]
    for start, published in (("2014", "2016"), (None, "2016-02"), (None, None)):
        MembershipFactory(since=start, source__published=published)
    try:
        migrate("0001_initial")
        execute(
            "UPDATE provenance_source SET published = '2018' WHERE published < '2017'"
        )
    finally:
        migrate(newest)

    assert dates() == [("2014", "2014"), ("2018", "2018"), (None, None)]
    assert Membership.pgh_event_model.objects.count() == 3
