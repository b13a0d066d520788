"""What a process keeps is what its snapshot sees, whatever others write meanwhile."""

from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from institutes.filtersets.institute import InstituteFilterSet
from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner, State
from mfgusa.catalogue.facet_index import follower as following
from mfgusa.catalogue.facet_index.checkpoint import write_checkpoint
from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.catalogue.facet_index.log import read_log
from mfgusa.catalogue.facet_index.triggers import announce_triggers
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry, FacetTriggers
from mfgusa.db.models import DatabaseLife, DataVersion
from mfgusa.db.snapshot import snapshot
from mfgusa.db.tables_read import record_tables
from tests.factories import (
    InstituteFactory,
    MembershipFactory,
    PartnerFactory,
    SourceFactory,
    StateFactory,
)
from tests.threads import in_thread

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "UPDATE institutes_membership SET partner_id = %s WHERE id = %s"
SET_SECTOR = "UPDATE institutes_partner SET sector = %s WHERE id = %s"


@pytest.fixture
def partners():
    return PartnerFactory.create_batch(3, sector="industry")


@pytest.fixture
def follower():
    return new_follower()


def new_follower():
    """What another process would have."""
    return IndexFollower(PartnerFilterSet.definition())


def of_other_code():
    """What a process would have whose code reads the sets in another way."""
    other = replace(PartnerFilterSet.definition(), reads=("website",))
    return IndexFollower(other)


def store_all(follower):
    """Store the index as if no transaction ran elsewhere in the cluster."""
    name = follower.definition.name
    position = read_log(follower.definition, None).position
    newest = max(
        FacetLogEntry.objects.filter(index=name).values_list("transaction", flat=True)
    )
    after_all = replace(position, oldest=newest + 1, taken=frozenset())
    write_checkpoint(follower.definition, follower.definition.load(), after_all)


def sector(follower, value):
    return list(follower.read().facets["sector"].get(value, ()))


@contextmanager
def writer():
    """Another connection with a transaction, which the caller ends."""
    side = connection.copy()
    side.set_autocommit(False)
    try:
        yield side
    finally:
        side.close()


@contextmanager
def page():
    """A block in which all is read of one moment, with the versions of the tables."""
    with snapshot(), record_tables(DataVersion.objects.versions_and_moments()):
        yield


def sector_on_page(follower, value):
    with page():
        return sector(follower, value)


def set_sector(side, partner, value):
    with side.cursor() as cursor:
        cursor.execute(SET_SECTOR, [value, partner.pk])


def set_sector_unlogged(partner, value):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE institutes_partner DISABLE TRIGGER USER")
        cursor.execute(SET_SECTOR, [value, partner.pk])
        cursor.execute("ALTER TABLE institutes_partner ENABLE TRIGGER USER")


def test_a_write_is_seen_by_the_next_read(partners, follower):
    assert sector(follower, "industry") == [p.pk for p in partners]

    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")

    assert sector(follower, "academia") == [partners[0].pk]
    assert sector(follower, "industry") == [p.pk for p in partners[1:]]


def test_what_nothing_changed_in_is_kept_as_it_is(partners, follower):
    first = follower.read()

    assert follower.read() is first


def test_a_page_reads_no_log_while_the_tables_stand(
    partners, follower, django_assert_num_queries
):
    assert sector_on_page(follower, "academia") == []
    SourceFactory()  # The index depends on no new source.
    with page(), django_assert_num_queries(0):
        assert sector(follower, "academia") == []

    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")

    assert sector_on_page(follower, "academia") == [partners[0].pk]


def test_a_page_is_never_answered_from_a_later_moment(partners, follower):
    assert sector_on_page(follower, "academia") == []
    with page():
        in_thread(Partner.objects.filter(pk=partners[0].pk).update, sector="academia")
        assert in_thread(sector_on_page, follower, "academia") == [partners[0].pk]
        assert sector(follower, "academia") == []

    assert sector_on_page(follower, "academia") == [partners[0].pk]


def test_versions_of_what_is_rolled_back_name_nothing_later(partners, follower):
    with transaction.atomic():
        Partner.objects.filter(pk=partners[0].pk).update(sector="academia")
        assert sector_on_page(follower, "academia") == [partners[0].pk]
        transaction.set_rollback(True)

    Partner.objects.filter(pk=partners[1].pk).update(sector="academia")

    assert sector_on_page(follower, "academia") == [partners[1].pk]


@pytest.mark.parametrize("starts", ["before", "in between"])
def test_transactions_may_commit_in_the_reverse_order(partners, follower, starts):
    if starts == "before":
        follower.read()
    with writer() as early, writer() as late:
        set_sector(early, partners[0], "academia")
        set_sector(late, partners[1], "academia")
        late.commit()
        assert sector(follower, "academia") == [partners[1].pk]
        early.commit()

    assert sector(follower, "academia") == [p.pk for p in partners[:2]]


def test_a_row_may_be_written_while_another_is_linked_to_it(follower):
    industry, other = PartnerFactory(sector="industry"), PartnerFactory(sector="other")
    membership = MembershipFactory(partner=other)
    institutes = IndexFollower(InstituteFilterSet.definition())
    institutes.read()
    with writer() as early, writer() as late:
        with early.cursor() as cursor:
            cursor.execute(LINK, [industry.pk, membership.pk])
        set_sector(late, industry, "academia")
        early.commit()
        institutes.read()
        late.commit()

    assert sector(institutes, "academia") == [membership.institute_id]
    assert institutes.read() == institutes.definition.load()


def test_what_is_rolled_back_is_never_seen(partners, follower):
    with writer() as side:
        set_sector(side, partners[0], "academia")
        assert sector(follower, "academia") == []
        side.rollback()

    assert sector(follower, "academia") == []
    assert sector(new_follower(), "academia") == []


def test_a_transaction_sees_what_it_wrote_and_nobody_else_does(partners, follower):
    follower.read()
    with transaction.atomic():
        Partner.objects.filter(pk=partners[0].pk).update(sector="academia")
        assert sector(follower, "academia") == [partners[0].pk]
        assert in_thread(sector, follower, "academia") == []
        transaction.set_rollback(True)

    assert sector(follower, "academia") == []


def test_a_snapshot_is_never_answered_from_a_later_state(partners, follower):
    follower.read()
    with snapshot():
        list(Partner.objects.all())
        in_thread(Partner.objects.filter(pk=partners[0].pk).update, sector="academia")
        assert in_thread(sector, follower, "academia") == [partners[0].pk]
        assert sector(follower, "academia") == []
        assert in_thread(sector, follower, "academia") == [partners[0].pk]

    assert sector(follower, "academia") == [partners[0].pk]


def test_a_process_may_sleep_while_the_log_is_dropped(partners, follower):
    follower.read()
    for partner in partners[:2]:
        Partner.objects.filter(pk=partner.pk).update(sector="academia")
    store_all(new_follower())
    Partner.objects.filter(pk=partners[2].pk).update(sector="nonprofit")

    assert sector(follower, "academia") == [p.pk for p in partners[:2]]
    assert sector(follower, "nonprofit") == [partners[2].pk]


def test_the_log_is_kept_for_transactions_that_still_run(partners, follower):
    with writer() as side:
        set_sector(side, partners[0], "academia")
        Partner.objects.filter(pk=partners[1].pk).update(sector="academia")
        follower.store()
        assert sector(new_follower(), "academia") == [partners[1].pk]
        side.commit()

    assert sector(follower, "academia") == [p.pk for p in partners[:2]]
    assert sector(new_follower(), "academia") == [p.pk for p in partners[:2]]


def test_a_process_starts_from_what_is_stored(partners, follower, monkeypatch):
    follower.store()
    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")
    late = new_follower()
    loads = []
    load = type(late.definition).load
    monkeypatch.setattr(
        type(late.definition),
        "load",
        lambda definition, ids=None: loads.append(ids) or load(definition, ids),
    )

    assert late.read() == new_follower().definition.load()
    assert loads[0] is not None
    assert list(loads[0]) == [partners[0].pk]


def test_a_later_checkpoint_is_not_replaced_by_an_earlier_one(partners, follower):
    with snapshot():
        earlier = follower.read()
        position = read_log(follower.definition, None).position
    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")
    store_all(new_follower())

    write_checkpoint(follower.definition, earlier, position)

    assert sector(new_follower(), "academia") == [partners[0].pk]


def test_code_that_the_triggers_are_not_made_for_reads_the_tables(partners, caplog):
    other = of_other_code()
    assert sector(other, "academia") == []

    set_sector_unlogged(partners[0], "academia")

    assert sector(other, "academia") == [partners[0].pk]
    assert "written for another release" in caplog.text
    other.store()
    assert not FacetCheckpoint.objects.exists()


def test_other_triggers_in_between_start_from_nothing(partners, follower):
    follower.store()
    follower.read()
    FacetTriggers.objects.all().delete()
    set_sector_unlogged(partners[0], "academia")
    assert sector(follower, "academia") == [partners[0].pk]
    set_sector_unlogged(partners[1], "academia")

    announce_triggers([follower.definition])

    assert sector(follower, "academia") == [p.pk for p in partners[:2]]
    assert sector(new_follower(), "academia") == [p.pk for p in partners[:2]]


def test_an_id_that_a_crash_may_give_again_is_not_passed_over(partners, follower):
    with writer() as side:
        set_sector(side, partners[0], "academia")
        with side.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            (rolled_back,) = cursor.fetchone()
        side.rollback()

    follower.read()

    assert follower.kept.position.oldest <= rolled_back


def test_what_a_later_transaction_stored_is_of_another_database(partners, follower):
    follower.store()
    FacetCheckpoint.objects.update(oldest=10**15)
    set_sector_unlogged(partners[0], "academia")

    assert sector(new_follower(), "academia") == [partners[0].pk]
    new_follower().store()
    assert FacetCheckpoint.objects.filter(oldest__lt=10**15).exists()


def test_a_row_that_others_refer_to_may_be_deleted_and_inserted_again():
    institute = InstituteFactory(state=StateFactory(region="midwest"))
    institutes = IndexFollower(InstituteFilterSet.definition())
    institutes.read()
    state = institute.state
    with transaction.atomic():  # References are checked at its end.
        State.objects.filter(pk=state.pk)._raw_delete(using="default")
        state.region = "south"
        State.objects.bulk_create([state])

    assert list(institutes.read().facets["region"]["south"]) == [institute.pk]


@pytest.mark.parametrize("key", [-1, 2**32])
def test_a_key_that_no_set_can_hold_is_refused(follower, key):
    source = SourceFactory()
    with pytest.raises(IntegrityError, match="Keys are numbers from 0 to 4294967295"):
        PartnerFactory(id=key, source=source)
    partner = PartnerFactory(source=source)
    with pytest.raises(IntegrityError, match="Keys are numbers"):
        Partner.objects.filter(pk=partner.pk).update(id=key)

    assert list(follower.read().rows) == [partner.pk]


def test_many_changed_rows_are_read_with_all_others(partners, follower, monkeypatch):
    monkeypatch.setattr(following, "MAX_READ_AGAIN", 1)
    follower.read()
    Partner.objects.update(sector="academia")

    assert sector(follower, "academia") == [p.pk for p in partners]


def test_another_life_starts_from_nothing(partners, follower):
    follower.store()
    before = follower.read()
    set_sector_unlogged(partners[0], "academia")  # As in another database.
    assert follower.read() is before

    DatabaseLife.objects.begin()

    assert sector(follower, "academia") == [partners[0].pk]
    assert sector(new_follower(), "academia") == [partners[0].pk]
