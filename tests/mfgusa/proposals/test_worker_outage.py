"""A worker outlives an outage of its database."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError

from mfgusa.proposals import worker_outage
from mfgusa.proposals.upkeep import Duty
from mfgusa.proposals.worker_outage import work_through_outages

AWAY = OperationalError("the server closed the connection")


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self):
        self.now = 0
        self.pauses = []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.pauses.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(worker_outage, "monotonic", clock.monotonic)
    monkeypatch.setattr(worker_outage, "sleep", clock.sleep)
    monkeypatch.setattr(worker_outage.connections, "close_all", lambda: None)
    return clock


def work_that_meets(*errors):
    """Work that ends with each of the errors in turn, and then well."""
    left = list(errors)

    def work():
        if left:
            raise left.pop(0)

    return work


def test_a_worker_goes_on_when_the_database_is_back(clock, caplog):
    work_through_outages(work_that_meets(AWAY, InterfaceError("closed"), *[AWAY] * 5))

    assert clock.pauses == [1, 2, 4, 8, 16, 30, 30]
    assert len(caplog.records) == 1
    assert "the server closed the connection" in caplog.text


def test_the_next_outage_begins_anew(clock, caplog):
    errors = [AWAY, AWAY, AWAY]

    def work():
        if not errors:
            return
        if len(errors) == 1:
            clock.now += 60  # It worked for a while.
        raise errors.pop()

    work_through_outages(work)

    assert clock.pauses == [1, 2, 1]
    assert len(caplog.records) == 2


class NoRights(Exception):
    """What the driver raises for a role that may not read a table."""

    sqlstate = "42501"


@pytest.mark.parametrize("cause", [None, NoRights()])
def test_another_error_ends_a_worker(clock, cause):
    error = ProgrammingError("permission denied")
    error.__cause__ = cause

    with pytest.raises(ProgrammingError):
        work_through_outages(work_that_meets(error))

    assert clock.pauses == []


@pytest.mark.parametrize("error", [AWAY, InterfaceError("the connection is closed")])
def test_an_outage_ends_a_duty_without_a_line_of_its_own(caplog, error):
    Duty(work_that_meets(error), seconds=1).run_if_due()

    assert not caplog.records


def test_a_duty_that_fails_is_logged(caplog):
    Duty(work_that_meets(ProgrammingError("no such table")), seconds=1).run_if_due()

    assert "A duty of the worker broke off" in caplog.text
