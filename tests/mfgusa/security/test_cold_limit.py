"""How long the site works for one client in a minute."""

from itertools import count
from unittest.mock import Mock

import pytest
from django.core.cache import caches
from django.db import OperationalError

from mfgusa import env
from mfgusa.catalogue.cache import responses
from mfgusa.security import cold_limit, rate_limit
from mfgusa.security.shared_counters import SharedCounters
from tests.factories import PartnerFactory


@pytest.fixture(autouse=True)
def two_seconds(settings, db, monkeypatch):
    """Two seconds of a minute that does not end; each look at the clock takes one."""
    pages = env.cache_settings("", "cold", entries=1000)
    settings.CACHES = {**settings.CACHES, "pages": pages}
    caches["pages"].clear()
    settings.COLD_SECONDS_PER_MINUTE = 2
    counters, seconds = SharedCounters(b"secret"), count()
    monkeypatch.setattr(rate_limit, "counters_of_machine", lambda: counters)
    monkeypatch.setattr("mfgusa.security.rate_limit.time.time", lambda: 600_000_010.5)
    monkeypatch.setattr(cold_limit, "perf_counter", lambda: next(seconds))


def statuses(client, *addresses, **headers):
    return [client.get(address, **headers).status_code for address in addresses]


def test_a_client_that_made_pages_cold_for_too_long_gets_429(client):
    assert statuses(client, "/sites/", "/projects/", "/funding/") == [200, 200, 429]
    response = client.get("/funding/")

    assert response["Retry-After"] == "50"
    assert "more than 2 seconds of server time in one minute" in response.text
    assert client.get("/funding.csv")["Content-Type"] == "application/problem+json"
    assert client.get("/no-such-page/").status_code == 429


def test_stored_pages_are_served_over_the_limit(client):
    statuses(client, "/sites/", "/projects/", "/funding/")
    tag = client.get("/sites/")["ETag"]

    assert statuses(client, "/sites/", "/projects/", "/healthz") == [200] * 3
    headers = {"If-None-Match": tag}
    assert client.get("/sites/", headers=headers).status_code == 304


def test_stored_pages_cost_nothing(client):
    assert statuses(client, *["/sites/"] * 5, "/projects/") == [200] * 6


def test_other_clients_are_not_limited(client):
    statuses(client, "/sites/", "/projects/")

    assert statuses(client, "/funding/", REMOTE_ADDR="192.0.2.9") == [200]


def test_the_time_of_a_stream_counts_as_it_is_made(client, monkeypatch):
    monkeypatch.setattr(responses, "MAX_BODY_BYTES", 1)
    PartnerFactory()

    download = client.get("/partners.csv")
    assert statuses(client, "/sites/") == [200]
    download.getvalue()

    assert statuses(client, "/projects/") == [429]


def test_a_curator_is_not_limited(client, admin_client):
    statuses(client, "/sites/", "/projects/", "/funding/")

    assert statuses(admin_client, "/sites/", "/projects/", "/funding/") == [200] * 3


def test_zero_is_no_limit(client, settings):
    settings.COLD_SECONDS_PER_MINUTE = 0

    assert statuses(client, "/sites/", "/projects/", "/funding/") == [200] * 3


def test_the_wait_for_a_database_that_hung_is_charged_up_to_a_bound(
    client, settings, monkeypatch
):
    """A look at the clock takes a minute here, and a response at most two seconds."""
    settings.COLD_SECONDS_PER_MINUTE = 5
    minutes = count(step=60)
    monkeypatch.setattr(cold_limit, "perf_counter", lambda: next(minutes))

    addresses = ("/sites/", "/projects/", "/funding/", "/sources/")

    assert statuses(client, *addresses) == [200, 200, 200, 429]


def test_an_outage_is_not_charged(client, settings, monkeypatch):
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        away = Mock(side_effect=OperationalError("the server is gone"))
        patch.setattr("mfgusa.db.models.DataVersionQuerySet.versions", away)
        assert statuses(client, *["/sites/"] * 9) == [503] * 9

    assert statuses(client, "/sites/") == [200]
