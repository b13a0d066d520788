"""Reads from a real replica: one server a request, and none is missed when it dies."""

import time

import psycopg
import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections
from django.http import HttpResponse
from django.test import RequestFactory

from institutes.models import Partner
from mfgusa import env
from mfgusa.db import absence, bounded_call, lag, replicas, unavailable
from mfgusa.db.models import DataVersionQuerySet
from mfgusa.site import health
from tests.factories import PartnerFactory
from tests.mfgusa.db.standby import Standby

PATIENCE = 60  # Seconds, on a machine that is busy.


@pytest.fixture
def standby(transactional_db):
    one = Standby()
    one.start()
    yield one
    one.remove()


@pytest.fixture
def replica(standby, settings, django_db_blocker):
    """The alias of a replica that this process reads from."""
    address = standby.address(connection.settings_dict["NAME"])
    found = env.database_settings(
        env.embedded_settings(settings.DATA_DIR), [address], pool=4
    )
    pages = env.cache_settings("", "replicas", entries=9)
    settings.CACHES = {**settings.CACHES, "pages": pages}
    caches["pages"].clear()
    connections.settings["replica1"] = connections.configure_settings(found)["replica1"]
    with django_db_blocker.unblock():  # Which knew of no replica.
        yield "replica1"
    connections["replica1"].close()
    connections["replica1"].close_pool()
    del connections["replica1"], connections.settings["replica1"]
    absence.absence_of.cache_clear()
    replicas.chosen.set(None)


@pytest.fixture
def ask(replica):
    """Asks as a request of its own; says the body, and whether a replica answered."""

    def ask(client, path):
        connection.close()
        response = client.get(path)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            was_replica = cursor.fetchone()[0]
        connection.close()
        replicas.chosen.set(None)
        assert response.status_code == 200, response.text
        return response, was_replica

    return ask


@pytest.fixture
def from_replica(ask):
    """The page of partners as the replica has it, as soon as it says it."""

    def from_replica(client):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            page, was_replica = ask(client, "/partners/")
            if was_replica:
                return page.text
            time.sleep(0.1)
        raise AssertionError("No replica answers.")

    return from_replica


def on_standby(statement):
    with connections["replica1"].cursor() as cursor:
        cursor.execute(statement)
    connections["replica1"].close()


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_reads_come_from_a_replica_until_it_dies(
    ask, from_replica, client, admin_client, standby, replica, monkeypatch
):
    monkeypatch.setattr(health, "MAX_AGE", 0)

    def said_of_replica():
        said = ask(client, "/readyz")[0].json()
        assert said["ready"] is True
        return said["replicas"][replica]

    PartnerFactory(key="one", name="First Company")
    until(lambda: "First Company" in from_replica(client))
    state = said_of_replica()
    assert (state["up"], set(state)) == (True, {"up", "lag_bytes", "lag_seconds"})

    on_standby("SELECT pg_wal_replay_pause()")
    Partner.objects.filter(key="one").update(name="Second Company")
    page, was_replica = ask(admin_client, "/partners/")
    assert ("Second Company" in page.text, was_replica) == (True, False)
    assert "First Company" in from_replica(client)
    until(lambda: said_of_replica()["lag_bytes"] > 0)
    on_standby("SELECT pg_wal_replay_resume()")
    until(lambda: "Second Company" in from_replica(client))

    with monkeypatch.context() as patch:
        patch.setattr(absence.absence_of(replica), "pause", 60)
        standby.stop()
        page, was_replica = ask(client, "/partners/")
        assert ("Second Company" in page.text, was_replica) == (True, False)
        # It is left out, and costs nothing.
        patch.setattr(connections[replica].pool, "getconn", pytest.fail)
        assert ask(client, "/partners/")[1] is False
        assert said_of_replica()["up"] is False

    standby.start()
    absence.absence_of(replica).end()  # As after some seconds.
    until(lambda: ask(client, "/partners/")[1])


def test_a_replica_that_hangs_is_said_to_be_down_in_time(standby, replica):
    deadline = bounded_call.next_deadline
    assert lag.states(lag.wal_position(), deadline())[replica]["up"] is True

    with standby.hung():
        started_at = time.monotonic()
        state = lag.states(lag.wal_position(), deadline())[replica]
        assert time.monotonic() - started_at < 2

    problem = "the server did not answer within 1.5 seconds"
    assert state == {"up": False, "problem": problem}
    until(lambda: lag.states(lag.wal_position(), deadline())[replica]["up"])


def test_a_replica_that_follows_nothing_is_named(standby, replica):
    standby.stop()
    with (standby.data / "postgresql.auto.conf").open("a") as settings:
        settings.write("primary_conninfo = ''\n")
    standby.start()
    PartnerFactory()

    def state():
        return lag.states(lag.wal_position(), bounded_call.next_deadline())[replica]

    until(lambda: state()["lag_bytes"] > 0)
    assert state()["lag_seconds"] != 0
    assert state()["problem"] == "it does not stream from a primary"


def test_the_lag_is_unknown_until_a_transaction_was_replayed():
    state = lag.replication_lag(100, None, is_streaming=True)

    assert state == {"up": True, "lag_bytes": 100, "lag_seconds": None}


@pytest.mark.parametrize(
    ("method", "cookie", "may_lag"),
    [
        ("get", False, True),
        ("head", False, True),
        ("get", True, False),
        ("post", False, False),
    ],
)
def test_only_reads_of_nobody_may_lag(method, cookie, may_lag, settings, monkeypatch):
    monkeypatch.setattr(replicas, "names", lambda: ["replica1"])
    request = getattr(RequestFactory(), method)("/partners/")
    if cookie:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = "any"

    assert bool(replicas.one_for(request)) is may_lag


def test_a_replica_that_breaks_off_costs_no_answer(monkeypatch):
    """The request is answered anew, and the versions of tables are read anew."""
    monkeypatch.setattr(replicas, "names", lambda: ["replica9"])
    request, asked = RequestFactory().get("/partners/"), []

    def page(request):
        asked.append(replicas.chosen.get())
        assert not hasattr(request, "table_versions")
        request.table_versions = 7
        broken = problem_page(request) if asked[-1] else None
        return broken or HttpResponse("all partners")

    answer = replicas.with_replicas(page)

    assert answer(request).content == b"all partners"
    assert asked == ["replica9", None]
    assert answer(RequestFactory().get("/partners/")).status_code == 200
    assert asked == ["replica9", None, None]  # It is left out for a while.
    absence.absence_of.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_the_primary_answers_what_a_replica_cancels(client, monkeypatch):
    """Its replay conflicts with the query of a reader."""
    monkeypatch.setattr(replicas, "names", lambda: ["replica9"])
    monkeypatch.setattr(DataVersionQuerySet, "versions", canceled_on_a_replica)
    client.raise_request_exception = False

    response = client.get("/partners/")

    assert (response.status_code, replicas.chosen.get()) == (200, None)
    absence.absence_of.cache_clear()


versions = DataVersionQuerySet.versions


def canceled_on_a_replica(counters):
    if replicas.chosen.get():
        message = "canceling statement due to conflict with recovery"
        raise OperationalError(message) from psycopg.errors.SerializationFailure()
    return versions(counters)


def problem_page(request):
    return unavailable.outage_response(request, unavailable.AWAY)
