"""How much one visitor may read in a minute."""

import json

import pytest
from django.core.cache import cache

from mfgusa.security.client_ip import get_client_ip


@pytest.fixture(autouse=True)
def three_a_minute(settings, db, monkeypatch):
    """Three requests, in a minute that does not end during the test."""
    monkeypatch.setattr("mfgusa.security.rate_limit.time.time", lambda: 6_000_000_010.5)
    settings.READS_PER_MINUTE = 3
    cache.clear()
    yield
    cache.clear()


def statuses(client, address="/robots.txt", times=4, **headers):
    return [client.get(address, **headers).status_code for _n in range(times)]


def test_the_fourth_is_asked_to_wait(client):
    assert statuses(client) == [200, 200, 200, 429]
    page = client.get("/institutes/")

    assert page["Retry-After"] == "50"
    assert page["Cache-Control"] == "no-store"
    assert "50 seconds" in page.content.decode()
    assert "Content-Security-Policy" in page


def test_a_file_is_refused_as_a_script_reads_it(client):
    statuses(client)
    refused = client.get("/institutes.csv")

    assert refused["Content-Type"] == "application/problem+json"
    assert json.loads(refused.content)["retry_after"] == 50


def test_others_and_the_next_minute_are_not_concerned(client, monkeypatch):
    statuses(client)

    assert statuses(client, times=1, REMOTE_ADDR="192.0.2.9") == [200]
    monkeypatch.setattr("mfgusa.security.rate_limit.time.time", lambda: 6_000_000_061)
    assert statuses(client, times=1) == [200]


def test_a_line_of_ipv6_is_one_visitor(client):
    seen = [
        statuses(client, times=1, REMOTE_ADDR=f"2001:db8::{n}")[0] for n in range(4)
    ]

    assert seen == [200, 200, 200, 429]
    assert statuses(client, times=1, REMOTE_ADDR="2001:db8:0:1::1") == [200]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_those_who_watch_the_site_are_not_counted(client, address):
    assert statuses(client, address) == [200] * 4


def test_nought_is_no_limit(client, settings):
    settings.READS_PER_MINUTE = 0

    assert statuses(client) == [200] * 4


def test_a_cache_that_is_gone_keeps_nobody_out(client, monkeypatch):
    def gone(*_arguments):
        raise ConnectionError

    monkeypatch.setattr("mfgusa.security.rate_limit.cache.incr", gone)

    assert statuses(client) == [200] * 4


def test_sign_ins_have_a_limit_of_their_own_whatever_the_name(client, settings):
    settings.SIGN_INS_PER_MINUTE = 2
    answers = [
        client.post("/admin/login/", {"username": f"u{n}", "password": "x"})
        for n in range(3)
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.parametrize(
    ("proxies", "said", "believed"),
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
def test_a_header_is_believed_as_far_as_proxies_are_named(
    rf, settings, proxies, said, believed
):
    settings.TRUSTED_PROXIES = proxies
    headers = {"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": said}

    assert get_client_ip(rf.get("/", **headers)) == believed
