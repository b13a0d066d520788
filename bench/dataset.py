"""The file that is imported, and the rows before and after a measurement.

Each row of the file is a membership with three references. In the changed file the end
of every row differs, and in every third row the source as well.
"""

import csv
from functools import cache
from io import StringIO
from pathlib import Path

import psycopg
from django.apps import apps
from django.db import connection, transaction

from bench.copy_baseline import upsert_seconds
from institutes.models import Membership
from mfgusa.tables.schema.resource import resource_for

SAVED = "saved"  # The database that holds the copy.
HEADER = ("institute", "partner", "tier", "role", "since", "until", "source", "locator")
Row = tuple[object, ...]


@cache
def csv_content(count: int, changed: bool) -> bytes:
    """The file, with rows to create or with the same rows changed."""
    writer = csv.writer(file := StringIO(), lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(membership(n, changed) for n in range(1, count + 1))
    return file.getvalue().encode()


def membership(n: int, changed: bool) -> Row:
    """The cells of a row."""
    return (
        f"institute-{n % 20 + 1}",
        f"partner-{n}",
        f"Tier {n % 3}",
        "member",
        2010 + n % 9,
        "2024-06" if changed else "2021-06" if n % 5 == 0 else "",
        f"report-{(n + (changed and n % 3 == 0)) % 50 + 1}",
        f"p. {n % 80}, table “Members”",
    )


def write_file(folder: Path, content: bytes) -> Path:
    """The file on disk, as it would come from a browser."""
    path = folder / "memberships.csv"
    path.write_bytes(content)
    return path


def prepare(count: int, *, changed: bool) -> None:
    """Empty tables, or for a file with changes the rows that it changes."""
    with transaction.atomic():  # Only so does history let itself be emptied.
        run("SET LOCAL session_replication_role = replica")
        run(f"TRUNCATE {', '.join(written_tables())} CASCADE")
    if changed:
        upsert_seconds(csv_content(count, changed=False), triggers=False)
    run("VACUUM ANALYZE")


def written_tables() -> list[str]:
    """Memberships, their history, and the tables of proposals."""
    labels = ("proposals", "pghistory")
    tables = [
        model._meta.db_table
        for label in labels
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed and not model._meta.proxy
    ]
    events = Membership.pgh_event_model._meta.db_table
    return [Membership._meta.db_table, events, *tables]


def save() -> None:
    """Copy the whole database as it is."""
    copy(to=SAVED, of=connection.settings_dict["NAME"])


def restore() -> None:
    """Make the database what it was when it was saved, file by file."""
    copy(to=connection.settings_dict["NAME"], of=SAVED)


def copy(*, to: str, of: str) -> None:
    """Replace a database by a copy of another; nobody may be connected to either."""
    connection.close()
    connection.close_pool()
    params = connection.get_connection_params() | {"dbname": "template1"}
    server = {key: params.get(key) for key in ("host", "port", "user", "dbname")}
    with psycopg.connect(**server, autocommit=True) as session:
        session.execute(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
        session.execute(f"CREATE DATABASE {to} TEMPLATE {of} STRATEGY FILE_COPY")
    connection.ensure_connection()


def run(statement: str, params: list[object] | None = None) -> list[Row]:
    """Execute a statement; returns its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def check_rows(content: bytes) -> None:
    """Raises AssertionError unless the table holds exactly what the file says."""
    _header, *expected = csv.reader(StringIO(content.decode()))
    cells = list(resource_for(Membership)().text_rows())
    assert sorted(cells) == sorted(expected), "memberships are not as the file says"


def check_history(count: int, proposal: int) -> None:
    """Raises AssertionError unless every row has an event of the proposal."""
    rows = run(
        "SELECT count(DISTINCT e.pgh_obj_id) FROM institutes_membershipevent e"
        " JOIN pghistory_context c ON c.id = e.pgh_context_id"
        " WHERE c.metadata ->> 'proposal' = %s",
        [str(proposal)],
    )
    assert rows == [(count,)], f"history has {rows}, not {count}"
