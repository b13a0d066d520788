"""A database that takes the place of another."""

import pytest

from mfgusa.backups.databases import maintenance_session

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
