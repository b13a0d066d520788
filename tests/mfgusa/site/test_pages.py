"""Home, the data and the health of the site."""

from threading import Event
from time import monotonic
from unittest.mock import Mock

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError

from mfgusa.db.models import DataVersion
from mfgusa.site import health
from mfgusa.tables.schema.resource import registry
from tests.row_counts import count_rows


def test_the_home_page_gives_the_newest_figures_with_their_sources(facts, client):
    response = client.get("/")

    newest = {
        o.indicator.slug: o.fiscal_year for o in response.context["network"].headlines
    }
    assert newest["institutes"] == 2025
    assert newest["member-organizations"] == 2022
    assert len(response.context["pillars"]) == 10
    assert len(response.context["citations"]) >= 6


def test_every_institute_is_one_link_away_from_home(facts, client):
    page = client.get("/").content.decode()

    for institute in client.get("/").context["network"].institutes:
        assert institute.get_absolute_url() in page


def test_single_projects_are_counted_not_rounds(facts, client):
    holdings = {path: n for _label, path, n in client.get("/").context["record_counts"]}

    assert holdings["/projects/?kind=project"] == 166
    assert holdings["/partners/"] == 562


def test_every_number_of_what_is_recorded_opens_to_as_many_rows(facts, client):
    for _label, path, number in client.get("/").context["record_counts"]:
        if "#" not in path:
            assert count_rows(client, path) == number, path


def test_the_network_is_shown_as_it_stood_at_the_end_of_a_year(facts, client):
    page = client.get("/?as_of=2014")
    network = page.context["network"]

    assert {i.key for i in network.institutes} == {
        "america-makes",
        "lift",
        "mxd",
        "power-america",
    }
    assert {s.institute.key for s in network.sites} <= {
        i.key for i in network.institutes
    }
    assert all(o.fiscal_year <= 2014 for o in network.headlines)
    assert b"/institutes/iacmi/" not in page.content


@pytest.mark.parametrize(
    "query", ["as_of=soon", "as_of=1", "year=2014", "as_of=2014&as_of=2015"]
)
def test_home_refuses_what_it_does_not_know(facts, client, query):
    response = client.get(f"/?{query}")

    assert response.status_code == 400
    assert query.split("=")[0] in response.content.decode()


@pytest.mark.parametrize(
    ("suffix", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")]
)
def test_the_map_of_the_network_is_a_file_too(facts, client, suffix, kind):
    response = client.get(f"/map.{suffix}")

    assert response.headers["Content-Type"] == kind
    assert client.get("/map.gif").status_code == 404


def test_the_data_page_names_every_table_and_column(facts, client):
    page = client.get("/data/").content.decode()

    for name, resource in registry.items():
        assert f'id="{name}"' in page
        assert all(column in page for column in resource().columns)


@pytest.mark.parametrize("path", ["/data/nothing.csv", "/data/sources.pdf"])
def test_a_file_that_is_not_there_is_not_found(db, client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/data/", "/healthz", "/institutes/"])
def test_public_pages_are_only_read(db, client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


def test_health_needs_no_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.fixture
def readiness(db, monkeypatch):
    """The check of a process that has just started."""
    monkeypatch.setattr(health, "readiness", health.ReadinessCheck())
    return health.readiness


def test_ready_says_which_version_of_the_data(readiness, client):
    body = client.get("/readyz").json()

    assert body == {
        "ready": True,
        "migrations": 0,
        "data_version": DataVersion.objects.current(),
    }


def test_not_ready_without_all_triggers(readiness, client, monkeypatch):
    monkeypatch.setattr(health, "count_missing_triggers", lambda: 7)

    response = client.get("/readyz")

    assert (response.status_code, response.json()["ready"]) == (503, False)
    assert response.json()["triggers"] == 7


def test_not_ready_without_the_database(readiness, client, monkeypatch):
    def gone(*args):
        raise OperationalError("the server is gone\nsecret details")

    monkeypatch.setattr(DataVersion.objects, "current", gone)
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": "the server is gone"}


def test_readiness_is_checked_once_in_two_seconds(
    readiness, client, monkeypatch, django_assert_num_queries
):
    away = OperationalError("the server is gone")
    with monkeypatch.context() as patch:
        patch.setattr(DataVersion.objects, "current", Mock(side_effect=away))
        assert client.get("/readyz").status_code == 503

    with django_assert_num_queries(0):
        assert client.get("/readyz").status_code == 503
    readiness.checked_at -= health.MAX_AGE
    assert client.get("/readyz").status_code == 200


@pytest.fixture
def hang(monkeypatch):
    """Lets the database hang, until the event that this returns is set."""
    resumed = Event()

    def hang():
        count = DataVersion.objects.all().current

        def wait():
            resumed.wait(60)
            return count()

        monkeypatch.setattr(DataVersion.objects, "current", wait)
        return resumed

    yield hang
    resumed.set()


@pytest.mark.parametrize("was_ready", [True, False])
def test_a_database_that_hangs_is_not_waited_for(readiness, client, hang, was_ready):
    if was_ready:
        assert client.get("/readyz").status_code == 200
        readiness.checked_at -= health.MAX_AGE
    resumed, started_at = hang(), monotonic()

    response = client.get("/readyz")

    assert monotonic() - started_at < 2
    assert response.status_code == 503
    assert response.json() == {
        "ready": False,
        "database": "the server did not answer within 1.5 seconds",
    }
    resumed.set()
    readiness.checked_at -= health.MAX_AGE
    assert client.get("/readyz").status_code == 200


def test_metrics_do_not_wait_for_a_database_that_hangs(db, client, hang):
    assert "mfgusa_database_up 1.0" in client.get("/metrics").text
    hang()

    started_at = monotonic()
    page = client.get("/metrics").text

    assert monotonic() - started_at < 2
    assert "mfgusa_database_up 0.0" in page
    assert "mfgusa_data_version" not in page


def test_readiness_names_the_file_that_gives_rights(readiness, client, monkeypatch):
    problem = ProgrammingError("permission denied for table django_migrations")
    problem.__cause__ = psycopg.errors.InsufficientPrivilege()
    monkeypatch.setattr(DataVersion.objects, "current", Mock(side_effect=problem))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"].startswith(
        "permission denied for table django_migrations for the role of this site. "
        "Its rights come from deploy/roles.sql"
    )
