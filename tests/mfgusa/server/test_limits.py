"""What the environment says about a web process."""

import resource

import pytest
from django.core.exceptions import ImproperlyConfigured

from mfgusa.server.limits import Limits, most_connections, read_limits


def test_without_variables_the_limits_are_those_of_the_documents(monkeypatch):
    for name in ("THREADS", "QUEUE", "CONNECTIONS", "SPOOL_MB"):
        monkeypatch.delenv(f"WEB_{name}", raising=False)

    assert read_limits(upload_limit=50_000_000, drain=3) == Limits()


def test_the_environment_sets_the_limits(monkeypatch):
    monkeypatch.setenv("WEB_QUEUE", "7")
    monkeypatch.setenv("WEB_SPOOL_MB", "1")

    limits = read_limits(upload_limit=1000, drain=30)

    assert (limits.queue, limits.spool) == (7, 1_000_000)
    assert (limits.body, limits.drain) == (2000, 30)


def test_a_limit_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("WEB_QUEUE", "many")

    with pytest.raises(ImproperlyConfigured, match="WEB_QUEUE"):
        read_limits(upload_limit=1000, drain=3)


@pytest.mark.parametrize(
    ("open_files", "connections"),
    [(800, 200), (100, 10), (resource.RLIM_INFINITY, 10_000)],
)
def test_open_files_bound_connections(monkeypatch, open_files, connections):
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (100, open_files))
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, _limits: None)

    assert most_connections() == connections
