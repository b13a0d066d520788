"""Without its database the site says so at once, and is back as soon as that is."""

import logging
import time

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from mfgusa.db import unavailable
from mfgusa.db.absence import Absence, Away

pytestmark = pytest.mark.django_db


def problem(kind, cause):
    found = kind("first line\nsecret")
    found.__cause__ = cause
    return found


@pytest.fixture
def broken(client, monkeypatch):
    """Asks for an address whose query fails."""
    client.raise_request_exception = False

    def broken(path, why):
        def fail(*_args):
            raise why

        monkeypatch.setattr("mfgusa.db.models.DataVersionQuerySet.versions", fail)
        return client.get(path)

    return broken


AWAY = problem(OperationalError, psycopg.errors.AdminShutdown())


def test_a_page_says_that_the_database_is_away(broken):
    response = broken("/partners/", AWAY)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "The database does not answer." in response.text
    assert "secret" not in response.text


@pytest.mark.parametrize("path", ["/partners.csv", "/institutes.json"])
def test_a_file_says_so_in_problem_details(broken, path):
    response = broken(path, AWAY)

    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response.json()["detail"] == "The database does not answer."


@pytest.mark.parametrize(
    ("why", "means"),
    [
        (problem(OperationalError, Away()), unavailable.AWAY),
        (
            problem(OperationalError, psycopg.errors.CannotConnectNow()),
            unavailable.AWAY,
        ),
        (
            problem(OperationalError, psycopg.errors.TooManyConnections()),
            unavailable.AWAY,
        ),
        (
            problem(OperationalError, psycopg.errors.SerializationFailure()),
            unavailable.AWAY,
        ),
        (problem(InterfaceError, psycopg.InterfaceError()), unavailable.AWAY),
        (problem(OperationalError, psycopg.errors.DiskFull()), unavailable.FULL),
        (
            problem(OperationalError, psycopg.errors.ReadOnlySqlTransaction()),
            unavailable.READ_ONLY,
        ),
        (
            problem(OperationalError, psycopg.errors.OutOfMemory()),
            unavailable.NO_MEMORY,
        ),
        (
            problem(ProgrammingError, psycopg.errors.InsufficientPrivilege()),
            unavailable.NO_RIGHTS,
        ),
        (problem(OperationalError, psycopg.errors.DeadlockDetected()), ""),
        (problem(OperationalError, psycopg.errors.QueryCanceled()), unavailable.SLOW),
        (problem(ProgrammingError, psycopg.errors.UndefinedTable()), ""),
        (ValueError(), ""),
    ],
)
def test_each_error_has_its_cause(why, means):
    assert unavailable.outage_cause(why) == means
    assert not means or unavailable.outage_message(means)


def test_a_mistake_of_ours_is_no_outage(broken):
    response = broken("/partners/", ZeroDivisionError())

    assert response.status_code == 500
    assert "Retry-After" not in response


def test_a_connection_that_the_server_has_closed_is_not_used():
    with connection.pool.connection() as idle:
        process = idle.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [process])
    another = connection.copy()

    with another.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        assert cursor.fetchone()[0] != process
    another.close()


def test_who_asks_while_the_server_is_away_does_not_wait(caplog):
    absence = Absence("default")
    absence.refuse()

    absence.begin("it is gone")

    with pytest.raises(Away):
        absence.refuse()
    absence.until = time.monotonic() - 0.1
    absence.refuse()  # One may try…
    with pytest.raises(Away):
        absence.refuse()  # … while the others do not.
    absence.end()
    absence.refuse()
    assert caplog.text.count("does not answer") == 1


def test_an_outage_is_one_line_of_log(caplog):
    absence = Absence("default")

    for _attempt in range(3):
        absence.begin("it is down")
    assert len(caplog.messages) == 1
    absence.end()
    absence.begin("it is down again")

    assert len(caplog.messages) == 2


def test_a_pool_without_a_server_says_so_once_a_minute(caplog):
    reason = "connection refused\n\tIs the server running?"
    for _attempt in range(3):
        logging.getLogger("psycopg.pool").warning("no server in %r: %s", "p", reason)

    assert caplog.messages == ["no server in 'p': connection refused"]
