"""A standby answers from its own snapshot, whatever was read elsewhere."""

import time
from contextlib import contextmanager

import pytest
from django.db import connection, connections

from institutes.filtersets.partner import PartnerFilterSet
from institutes.models import Partner
from mfgusa import env
from mfgusa.catalogue.facet_index.follower import IndexFollower
from mfgusa.db import absence, replicas
from mfgusa.provenance.models import Source
from tests.factories import PartnerFactory, SourceFactory
from tests.mfgusa.catalogue.facet_index.test_follower import sector, set_sector, writer
from tests.mfgusa.db.standby import Standby

PATIENCE = 60  # Seconds, on a machine that is busy.
NAME = "replica1"


@pytest.fixture
def partners(transactional_db):
    return PartnerFactory.create_batch(3, sector="industry")


@pytest.fixture
def follower():
    return IndexFollower(PartnerFilterSet.definition())


@pytest.fixture
def standby(partners, settings):
    """The name by which connections know a replica of the tests' database."""
    server = Standby()
    server.start()
    address = server.address(connection.settings_dict["NAME"])
    found = env.database_settings(
        env.embedded_settings(settings.DATA_DIR), [address], pool=4
    )
    connections.settings[NAME] = connections.configure_settings(found)[NAME]
    yield NAME
    connections[NAME].close()
    connections[NAME].close_pool()
    del connections[NAME], connections.settings[NAME]
    absence.absence_of.cache_clear()
    server.remove()


@contextmanager
def reading_from(name):
    """Read from a replica within the block, as a visitor's request does."""
    connection.close()
    replicas.chosen.set(name)
    try:
        yield
    finally:
        connection.close()
        replicas.chosen.set(None)


def execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def pause_replay(name):
    with reading_from(name):
        execute("SELECT pg_wal_replay_pause()")
        while execute("SELECT pg_get_wal_replay_pause_state()") != "paused":
            time.sleep(0.05)


def wait_for(name):
    """Wait until a replica has a row that is written now, and thereby all before it."""
    marker = SourceFactory().pk
    end = time.monotonic() + PATIENCE
    with reading_from(name):
        while not Source.objects.filter(pk=marker).exists():
            assert time.monotonic() < end
            time.sleep(0.05)


def sector_at(standby, follower, value):
    wait_for(standby)
    with reading_from(standby):
        return sector(follower, value)


def test_transactions_may_commit_in_the_reverse_order(partners, standby, follower):
    assert sector_at(standby, follower, "academia") == []
    with writer() as early, writer() as late:
        set_sector(early, partners[0], "academia")
        set_sector(late, partners[1], "academia")
        late.commit()
        assert sector_at(standby, follower, "academia") == [partners[1].pk]
        early.commit()

    assert sector_at(standby, follower, "academia") == [p.pk for p in partners[:2]]


def test_what_is_rolled_back_is_never_seen(partners, standby, follower):
    with writer() as side:
        set_sector(side, partners[0], "academia")
        assert sector_at(standby, follower, "academia") == []
        side.rollback()

    assert sector_at(standby, follower, "academia") == []


def test_a_standby_that_lags_is_answered_from_what_it_has(partners, standby, follower):
    sector_at(standby, follower, "academia")
    pause_replay(standby)
    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")

    for _turn in range(2):
        assert sector(follower, "academia") == [partners[0].pk]
        with reading_from(standby):
            assert sector(follower, "academia") == []

    with reading_from(standby):
        execute("SELECT pg_wal_replay_resume()")
    assert sector_at(standby, follower, "academia") == [partners[0].pk]
