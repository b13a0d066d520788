"""A form that is refused says whether the reader or the proxy is at fault."""

import logging

import pytest
from django.test import Client

SITE = "https://kb.example.org:8443"
LOGGER = "mfgusa.security.csrf_failure"


@pytest.fixture(autouse=True)
def site_with_a_port(settings, db):
    settings.SITE_URL = SITE
    settings.ALLOWED_HOSTS = ["kb.example.org"]
    for log_filter in logging.getLogger(LOGGER).filters:
        log_filter.passed_at.clear()


@pytest.fixture
def lines(monkeypatch):
    """What the logger says; it hands nothing to the loggers that pytest watches."""
    records, handler = [], logging.Handler()
    handler.emit = records.append
    monkeypatch.setattr(logging.getLogger(LOGGER), "handlers", [handler])
    return records


def sign_in(host, **headers):
    client = Client(enforce_csrf_checks=True, HTTP_HOST=host)
    address = "/admin/login/"
    client.get(address, secure=True)
    token = client.cookies["csrftoken"].value
    form = {"username": "x", "password": "x", "csrfmiddlewaretoken": token}
    return client.post(address, form, secure=True, headers=headers)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_proxy_that_changes_the_host_is_named(lines, header):
    value = SITE if header == "Origin" else f"{SITE}/admin/login/"

    responses = [sign_in("kb.example.org", **{header: value}) for _time in range(2)]

    assert [response.status_code for response in responses] == [403, 403]
    assert "passes on another host name" in responses[0].text
    assert "too old" not in responses[0].text
    (record,) = lines
    assert record.getMessage() == (
        "No form is accepted: the proxy passes the host 'kb.example.org', and readers "
        f"use {SITE}. See docs/operations.md, A proxy of your own."
    )


def test_a_proxy_that_passes_the_host_on_is_well(lines):
    response = sign_in("kb.example.org:8443", Origin=SITE)

    assert response.status_code == 200
    assert lines == []


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_a_form_of_another_site_is_not_blamed_on_the_proxy(lines, origin):
    response = sign_in("kb.example.org:8443", Origin=origin)

    assert response.status_code == 403
    assert "This page was too old" in response.text
    assert lines == []
