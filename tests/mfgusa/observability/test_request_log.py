"""A request is logged as one line of JSON without personal data."""

import cProfile
import json
import logging
import pstats

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from mfgusa.observability import log_format, query_log, request_context, request_log
from tests.factories import PartnerFactory

pytestmark = pytest.mark.django_db
ID = "proxy-1234.abc"


@pytest.fixture
def log_lines(capsys, settings):
    """What has been log_lines, as a machine reads it."""
    settings.LOG_REQUESTS = True
    query_log.install_query_counter(
        connection=connection
    )  # It was opened before the tests.
    return lambda: [
        json.loads(line)
        for line in capsys.readouterr().err.splitlines()
        if line.startswith("{")
    ]


def test_a_request_is_one_line(client, log_lines):
    response = client.get("/partners/?sector=industry", REMOTE_ADDR="203.0.113.9")

    (line,) = log_lines()
    assert line["id"] == response["X-Request-ID"]
    assert line["address"] == "/partners/?sector=industry"
    assert (line["method"], line["status"], line["role"]) == ("GET", 200, "anonymous")
    assert line["bytes"] == len(response.content)
    assert line["queries"] > 3
    assert line["ms"] > 0
    assert "203.0.113.9" not in json.dumps(line)


def test_the_address_of_a_client_is_logged_if_configured(client, log_lines, settings):
    settings.LOG_ADDRESSES = True

    client.get("/healthz", REMOTE_ADDR="203.0.113.9")

    assert log_lines()[0]["client"] == "203.0.113.9"


def test_the_address_that_is_logged_is_not_that_of_a_trusted_proxy(
    client, log_lines, settings
):
    settings.LOG_ADDRESSES, settings.TRUSTED_PROXIES = True, 1

    client.get("/healthz", HTTP_X_FORWARDED_FOR="10.9.9.9, 203.0.113.9")

    assert log_lines()[0]["client"] == "203.0.113.9"


def test_the_role_is_logged_and_no_name(admin_client, admin_user, log_lines):
    admin_client.get("/admin/")
    admin_user.is_superuser = False
    admin_user.save()
    admin_client.get("/admin/")

    lines = log_lines()
    assert [line["role"] for line in lines] == ["superuser", "curator"]
    assert not any(admin_user.username in line.values() for line in lines)


def test_a_log_line_stays_one_short_line(client, log_lines):
    client.get("/no\nsuch/" + "x" * 600)

    (line,) = log_lines()
    assert len(line["address"]) == 500
    assert line["status"] == 404


def test_a_stream_is_logged_when_it_ends(client, log_lines, monkeypatch):
    monkeypatch.setattr("mfgusa.catalogue.cache.responses.MAX_BODY_BYTES", 10)
    PartnerFactory()

    response = client.get("/partners.csv")
    assert log_lines() == []
    body = response.getvalue()
    response.close()

    assert log_lines()[0]["bytes"] == len(body) > 100


@pytest.mark.parametrize(
    ("request_id", "header", "is_used"),
    [
        (ID, "HTTP_X_REQUEST_ID", True),
        (ID, "", False),
        ("short", "HTTP_X_REQUEST_ID", False),
        ('"},{"a":"b\nc', "HTTP_X_REQUEST_ID", False),
        ("x" * 65, "HTTP_X_REQUEST_ID", False),
    ],
)
def test_only_a_trusted_proxy_sets_the_request_id(
    client, settings, request_id, header, is_used
):
    settings.REQUEST_ID_HEADER = header

    response = client.get("/healthz", HTTP_X_REQUEST_ID=request_id)

    assert (response["X-Request-ID"] == request_id) is is_used
    assert len(response["X-Request-ID"]) >= 14


def test_an_error_is_one_line_with_its_traceback_and_request(client, monkeypatch):
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    monkeypatch.setattr(logging.getLogger("django.request"), "handlers", [handler])
    monkeypatch.setattr("mfgusa.site.health.HttpResponse", lambda *_, **__: 1 / 0)
    client.raise_request_exception = False

    response = client.get("/healthz")

    (text,) = map(log_format.JsonFormatter().format, records)
    line = json.loads(text)
    assert "\n" not in text
    assert line["id"] == response["X-Request-ID"]
    assert line["traceback"].endswith("ZeroDivisionError: division by zero")


def test_a_slow_query_is_logged_without_its_values(client, log_lines, settings, caplog):
    settings.SLOW_QUERY_MS = 0

    response = client.get("/partners/?q=confidential")

    slow = [
        json.loads(log_format.JsonFormatter().format(record))
        for record in caplog.records
    ]
    assert {line["message"] for line in slow} == {"Slow query"}
    assert {line["id"] for line in slow} == {response["X-Request-ID"]}
    assert any("institutes_partner" in line["sql"] for line in slow)
    assert not any("confidential" in line["sql"] for line in slow)


def test_logging_a_request_costs_few_calls(log_lines):
    """Calls are counted, because a time depends on how busy the machine is."""
    request = RequestFactory().get("/partners/?sector=industry")
    request.resolver_match = None
    middleware = request_log.RequestLogMiddleware(lambda _request: HttpResponse(b"ok"))

    with cProfile.Profile() as profile:
        middleware(request)

    calls = pstats.Stats(profile).total_calls
    assert calls < 250  # A page takes tens of thousands.


@pytest.mark.parametrize("is_wanted", [False, True])
def test_a_slow_query_of_a_command_is_logged_only_if_wanted(
    log_lines, settings, caplog, is_wanted
):
    settings.SLOW_QUERY_MS, settings.LOG_QUERIES_OF_COMMANDS = 0, is_wanted
    token = request_context.current_context.set(None)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

    request_context.current_context.reset(token)
    assert caplog.messages == ["Slow query"] * is_wanted
