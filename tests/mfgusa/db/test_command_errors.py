"""Errors of the database as the command line says them."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import (
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    connections,
)

from mfgusa.db import command_errors

FULL = 'could not extend file "base/1/2": No space left on device'


def test_a_full_disk_is_called_a_full_disk():
    problem = OperationalError(FULL)
    problem.__cause__ = psycopg.errors.DiskFull(FULL)

    assert command_errors.explain(problem) == (
        f"the disk of the database is full, or fails: {FULL}"
    )


def test_a_server_that_is_not_prepared_is_named_without_its_password(
    settings, monkeypatch
):
    settings.DATABASE_URL = "postgresql://kb:secret@db.example/mfgusa"
    params = connection.settings_dict | {"NAME": "mfgusa", "HOST": "db.example"}
    monkeypatch.setattr(connections["default"], "settings_dict", params)
    monkeypatch.setattr(command_errors, "applied_migrations", set)
    monkeypatch.setattr(command_errors, "has_migrations_to_apply", lambda: True)

    assert command_errors.explain(ProgrammingError()) == (
        "the database mfgusa on db.example (DATABASE_URL) is not prepared. "
        "Run first: manage.py prepare"
    )


def test_a_role_without_rights_is_told_where_they_come_from():
    problem = ProgrammingError("permission denied for table django_migrations\nLINE 1")
    problem.__cause__ = psycopg.errors.InsufficientPrivilege()

    assert command_errors.explain(problem) == (
        "permission denied for table django_migrations for the role of this site. Its "
        "rights come from deploy/roles.sql, which runs after each prepare and each "
        "restore (docs/operations.md)"
    )


def test_a_life_that_begins_on_a_standby_is_refused_in_one_line(db):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")  # As all are on a standby.

    with pytest.raises(InternalError) as refusal:
        call_command("renew_life")

    assert command_errors.explain(refusal.value) == (
        "the database takes no writes: cannot execute DELETE in a read-only "
        "transaction. If it is a standby, name the primary in DATABASE_URL, or promote "
        "it first (docs/operations.md)"
    )
