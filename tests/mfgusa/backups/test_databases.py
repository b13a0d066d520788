"""A database that takes the place of another."""

import psycopg
import pytest

from mfgusa.backups.databases import maintenance_session
from mfgusa.backups.errors import BackupError

pytestmark = pytest.mark.django_db


def test_a_swap_that_is_interrupted_lets_everybody_connect_again(monkeypatch):
    with maintenance_session() as server, server.scratch_database() as name:
        execute = server.execute

        def interrupt(statement, **databases):
            if "RENAME" in statement:
                raise KeyboardInterrupt
            execute(statement, **databases)

        monkeypatch.setattr(server, "execute", interrupt)
        monkeypatch.setattr(server, "ours", name)
        with pytest.raises(KeyboardInterrupt):
            server.swap_in("another")

        allowed = "SELECT datallowconn FROM pg_database WHERE datname = %s"
        assert server.session.execute(allowed, [name]).fetchone() == (True,)


def test_what_to_do_is_said_when_the_server_goes_away_in_a_swap(monkeypatch):
    def break_off(*_arguments, **_databases):
        raise psycopg.OperationalError("the connection is closed")

    with maintenance_session() as server, server.scratch_database() as name:
        monkeypatch.setattr(server, "ours", name)
        monkeypatch.setattr(server, "allow_connections", break_off)
        with pytest.raises(BackupError, match=f"ALTER DATABASE {name} ALLOW_CONN"):
            server.swap_in("another")
