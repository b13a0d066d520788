"""How many requests a client may send in a minute."""

import logging
import re

import pytest
from django.core.cache import cache, caches

from mfgusa.client_ip import get_client_ip
from mfgusa.security import rate_limit
from mfgusa.security.shared_counters import SharedCounters

open_counters = rate_limit.counters_of_machine.__wrapped__  # As a process does once.


@pytest.fixture(autouse=True)
def three_a_minute(settings, db, monkeypatch):
    """Three requests, in a minute that does not end during the test."""
    monkeypatch.setattr("mfgusa.security.rate_limit.time.time", lambda: 600_000_010.5)
    settings.READS_PER_MINUTE = 3
    counters = SharedCounters(b"secret")
    monkeypatch.setattr(rate_limit, "counters_of_machine", lambda: counters)


def statuses(client, address="/robots.txt", times=4, **headers):
    return [client.get(address, **headers).status_code for _n in range(times)]


def test_the_fourth_request_gets_429(client):
    assert statuses(client) == [200, 200, 200, 429]
    page = client.get("/institutes/")

    assert page["Retry-After"] == "50"
    assert page["Cache-Control"] == "no-store"
    assert "50 seconds" in page.content.decode()
    assert "Content-Security-Policy" in page


def test_the_page_of_a_429_links_to_nothing_that_is_refused_too(client):
    statuses(client)
    links = re.findall(r'<main.*?href="([^"]*)"', client.get("/data/").text, re.DOTALL)

    assert links == [""]  # The same page, once the minute is over.


def test_a_file_over_the_limit_is_problem_json(client):
    statuses(client)
    response = client.get("/institutes.csv")

    assert response["Content-Type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Too many requests",
        "status": 429,
        "detail": "Your network sent more than 3 requests in one minute.",
        "retry_after": 50,
    }


def test_other_clients_and_the_next_minute_are_not_limited(client, monkeypatch):
    statuses(client)

    assert statuses(client, times=1, REMOTE_ADDR="192.0.2.9") == [200]
    monkeypatch.setattr("mfgusa.security.rate_limit.time.time", lambda: 600_000_061)
    assert statuses(client, times=1) == [200]


def test_an_ipv6_network_is_one_client(client):
    codes = [
        statuses(client, times=1, REMOTE_ADDR=f"2001:db8::{n}")[0] for n in range(4)
    ]

    assert codes == [200, 200, 200, 429]
    assert statuses(client, times=1, REMOTE_ADDR="2001:db8:0:1::1") == [200]


def test_several_machines_count_in_the_cache_that_they_share(client, settings):
    settings.CACHE_URL = "redis://localhost/0"
    cache.clear()

    assert statuses(client) == [200, 200, 200, 429]
    assert cache.get("read:10000000:127.0.0.1") == 4


def test_processes_of_run_count_together(monkeypatch, tmp_path):
    monkeypatch.setenv("SHARED_COUNTERS", str(tmp_path / "counters"))
    monkeypatch.setattr(rate_limit, "counters_of_machine", open_counters)

    counts = [rate_limit.count_request("read", "192.0.2.1") for _process in range(3)]

    assert counts == [1, 2, 3]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_health_checks_are_not_limited(client, address):
    assert statuses(client, address) == [200] * 4


def test_zero_is_no_limit(client, settings):
    settings.READS_PER_MINUTE = 0

    assert statuses(client) == [200] * 4


def test_a_failing_cache_limits_nobody(client, settings, monkeypatch):
    def fail(*_arguments):
        raise ConnectionError

    settings.CACHE_URL = "redis://localhost/0"
    monkeypatch.setattr("mfgusa.security.rate_limit.cache.incr", fail)

    assert statuses(client) == [200] * 4


def test_a_failing_cache_is_one_line_a_minute_and_a_metric(
    client, settings, monkeypatch, caplog
):
    def fail(*_arguments):
        raise ConnectionError("refused")

    def failures():
        text = client.get("/metrics").text
        return float(
            re.search(r"^mfgusa_shared_cache_failures_total (.*)", text, re.M)[1]
        )

    settings.CACHE_URL = "redis://localhost/0"
    settings.READS_PER_MINUTE = 100
    forget_passed_lines("mfgusa.shared_cache")
    before = failures()
    monkeypatch.setattr("mfgusa.security.rate_limit.cache.incr", fail)
    monkeypatch.setattr(caches["pages"], "get", fail)
    monkeypatch.setattr(caches["pages"], "set", fail)

    statuses(client, "/sites/")

    assert failures() >= before + 12
    (record,) = caplog.records
    assert record.getMessage() == (
        "The shared cache does not answer: ConnectionError: refused"
    )
    assert record.exc_info is None


def forget_passed_lines(name):
    """Let the next line of a logger through, as a minute later."""
    for log_filter in logging.getLogger(name).filters:
        log_filter.passed_at.clear()


def test_sign_ins_have_their_own_limit_for_any_username(client, settings):
    settings.SIGN_INS_PER_MINUTE = 2
    responses = [
        client.post("/admin/login/", {"username": f"u{n}", "password": "x"})
        for n in range(3)
    ]

    assert [response.status_code for response in responses] == [200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "203.0.113.5", "192.0.2.1"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "10.9.9.9, 203.0.113.5", "203.0.113.5"),
        (2, "10.9.9.9, 203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (2, "203.0.113.5", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "<script>", "192.0.2.1"),
    ],
)
def test_forwarded_addresses_are_trusted_as_far_as_proxies(
    rf, settings, proxies, forwarded, client
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded}

    assert get_client_ip(rf.get("/", **headers)) == client
