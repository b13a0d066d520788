"""A statement of a visitor is bounded; a curator's, a write and a download are not."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from mfgusa.provenance.models import Source
from mfgusa.site import errors
from mfgusa.tables.schema.resource import resource_for
from tests.factories import SourceFactory

BOUND = 100  # Milliseconds.
SLEEP = "SELECT 1 FROM pg_sleep(%s)"
handler500 = errors.internal_error


def run(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone()[0]


def sleep(request, seconds):
    return HttpResponse(run(SLEEP, seconds))


def sleep_in_transaction(request):
    with transaction.atomic():
        return HttpResponse(run(SLEEP, 0.3))


def copy(request):
    """Five lines, none of which takes as long as the bound."""

    def lines():
        with connection.cursor() as cursor:
            rows = "SELECT pg_sleep(0.06) FROM generate_series(1, 5)"
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as copied:
                for line in copied:
                    yield bytes(line)

    return StreamingHttpResponse(list(lines()))


def rows(request):
    slow = RawSQL("(SELECT 1 FROM pg_sleep(0.3))", [], models.IntegerField())
    resource = resource_for(Source)()
    slow_rows = Source.objects.alias(slow=slow).filter(slow=1)
    return HttpResponse(len(list(resource.typed_rows(slow_rows))))


urlpatterns = [
    path("sleep/<int:seconds>/", sleep),
    path("sleep/<int:seconds>.csv", sleep),
    path("transaction/", sleep_in_transaction),
    path("copy/", copy),
    path("rows/", rows),
]


@pytest.fixture(autouse=True)
def bounded(transactional_db, settings, client):
    settings.STATEMENT_TIMEOUT_MS = BOUND
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False


def test_a_page_that_takes_too_long_says_so(client):
    response = client.get("/sleep/60/")

    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Cache-Control"] == "no-store"
    assert '<a href="">try again</a> in a minute' in response.text
    assert "if you can, add a filter" in response.text
    assert client.get("/sleep/0/").text == "1"


def test_a_file_that_takes_too_long_is_problem_json(client):
    response = client.get("/sleep/60.csv")

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "This took too long."


def test_the_next_client_of_a_pooler_inherits_nothing(client):
    before = run("SELECT pg_backend_pid()")
    client.get("/sleep/0/")
    client.get("/sleep/60/")

    assert run("SELECT pg_backend_pid()") == before
    assert run("SHOW statement_timeout") == "0"
    assert run(SLEEP, 0.3) == 1


def test_a_bound_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/sleep/0/").status_code == 200


def test_a_curator_has_no_bound(client):
    client.force_login(get_user_model().objects.create_user("ada"))

    assert client.get("/sleep/1/").text == "1"


@pytest.mark.parametrize("address", ["/transaction/", "/copy/"])
def test_a_write_and_a_stream_have_no_bound(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("has_pooler", [False, True])
def test_the_rows_of_a_download_have_no_bound(client, monkeypatch, has_pooler):
    name = "DISABLE_SERVER_SIDE_CURSORS"
    monkeypatch.setitem(connection.settings_dict, name, has_pooler)
    SourceFactory()

    assert client.get("/rows/").text == "1"


def test_zero_is_no_bound(client, settings):
    settings.STATEMENT_TIMEOUT_MS = 0

    assert client.get("/sleep/1/").text == "1"
