"""What PostgreSQL's programs are given for their work."""

import subprocess

import pytest

from mfgusa.backups import programs


@pytest.mark.django_db
def test_a_program_gets_its_database_and_no_secret_of_the_site(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    monkeypatch.setenv("PGSSLMODE", "prefer")
    monkeypatch.setattr(programs, "find_program", lambda _: "env")

    with programs.run_program("pg_dump", stdout=subprocess.PIPE) as process:
        lines = process.stdout.read().decode().splitlines()

    database = programs.connection_params()["dbname"]
    assert {f"PGDATABASE={database}", "PGSSLMODE=prefer"} <= {*lines}
    assert "SECRET_KEY=secret" not in lines
