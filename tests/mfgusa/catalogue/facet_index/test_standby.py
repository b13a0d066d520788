"""A standby answers from its own snapshot, whatever was read elsewhere."""

import os
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from subprocess import PIPE, Popen

import pytest
from django.core.management import call_command
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
USE_IDS = """
    DO $$ BEGIN
      WHILE pg_current_xact_id()::text::bigint < %s LOOP COMMIT; END LOOP;
    END $$
"""
START = (
    "import sys, pathlib; "
    "print(embedded.start(pathlib.Path(sys.argv[1])), flush=True); sys.stdin.read()"
)


@pytest.fixture
def partners(transactional_db):
    return PartnerFactory.create_batch(3, sector="industry")


@pytest.fixture
def follower():
    return IndexFollower(PartnerFilterSet.definition())


@pytest.fixture
def connect(settings):
    """Makes a server known to connections by a name; it is forgotten at the end."""
    names = []

    def connect(server):
        names.append(name := f"replica{len(names) + 1}")
        own = env.embedded_settings(settings.DATA_DIR)
        found = env.database_settings(own, [server], pool=4)
        connections.settings[name] = connections.configure_settings(found)["replica1"]
        return name

    yield connect
    for name in names:
        connections[name].close()
        connections[name].close_pool()
        del connections[name], connections.settings[name]
    absence.absence_of.cache_clear()


@pytest.fixture
def add_standby(partners, connect):
    """Starts a replica of the tests' database, and returns its name."""
    servers = []

    def add_standby():
        servers.append(server := Standby())
        server.start()
        return connect(server.address(connection.settings_dict["NAME"]))

    yield add_standby
    for server in servers:
        server.remove()


@pytest.fixture
def standby(add_standby):
    return add_standby()


@pytest.fixture
def fresh_cluster(tmp_path):
    """A folder for a server of its own, and what starts it and returns its address."""
    folder = tmp_path / "data" / "postgres"
    with ExitStack() as stack:

        def start():
            code = f"from mfgusa.db import embedded; {START}"
            command = [sys.executable, "-c", code, str(folder)]
            process = stack.enter_context(Popen(command, stdin=PIPE, stdout=PIPE))
            stack.callback(process.stdin.close)
            return process.stdout.readline().decode().strip()

        yield folder.parent, start


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


def use_transaction_ids(until):
    """Take ids of transactions until they are as high as one of another cluster."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute(USE_IDS, [until])


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


def test_standbys_that_are_read_in_turn_have_each_their_own_state(
    partners, standby, add_standby, follower
):
    other = add_standby()
    assert sector_at(standby, follower, "academia") == []
    pause_replay(standby)
    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")

    for _turn in range(2):
        assert sector_at(other, follower, "academia") == [partners[0].pk]
        with reading_from(standby):
            assert sector(follower, "academia") == []


def test_a_restore_into_a_fresh_cluster_is_another_life(
    partners, connect, fresh_cluster, follower, settings, tmp_path
):
    folder, start = fresh_cluster
    call_command("backup", tmp_path / "site.backup")
    Partner.objects.filter(pk=partners[0].pk).update(sector="academia")
    assert sector(follower, "academia") == [partners[0].pk]
    subprocess.run(
        [sys.executable, "manage.py", "restore", tmp_path / "site.backup"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATA_DIR": str(folder)},
        check=True,
        timeout=120,
    )
    restored = connect(start())

    with reading_from(restored):
        assert Source.objects.exists()
        use_transaction_ids(follower.kept.position.oldest + 10)
        assert sector(follower, "academia") == []
        Partner.objects.filter(pk=partners[1].pk).update(sector="academia")
        assert sector(follower, "academia") == [partners[1].pk]
    assert sector(follower, "academia") == [partners[0].pk]
