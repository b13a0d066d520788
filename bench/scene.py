"""What is there before a measurement, and whether it is there as it should be after."""

import csv
from io import StringIO
from pathlib import Path

import psycopg
from django.db import connection

from bench import bare
from bench.database import ROWS
from bench.samples import STATES, Sample

KEPT = "kept"  # The database that the copy is kept in.
PARTNERS = """
INSERT INTO institutes_partner (key, name, aliases, sector, subsector, city,
    country, website, ror, source_id, locator)
SELECT 'partner-' || n, 'Partner ' || n, '{}', 'industry', '', '', 'US', '', '',
    (SELECT min(id) FROM provenance_source), ''
FROM generate_series(1, %s) n
"""
EMPTY = """
TRUNCATE institutes_membership, institutes_membershipevent,
    institutes_workforceprogram, institutes_workforceprogramevent,
    institutes_workforceprogram_states, institutes_workforceprogramstateevent,
    institutes_project, institutes_projectevent, institutes_projectpartner,
    institutes_projectpartnerevent, pghistory_context, proposals_proposal,
    proposals_plannedrow, proposals_writtenrow, proposals_uploadpart CASCADE
"""
EVENTS = {
    "memberships": "institutes_membershipevent",
    "workforce_programs": "institutes_workforceprogramevent",
    "projects": "institutes_projectevent",
    "project_partners": "institutes_projectpartnerevent",
}


def furnish(partners: int) -> None:
    """The rows that others refer to: sources, institutes, states and partners."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for statement in ROWS[:3]:
            cursor.execute(statement)
        cursor.execute(PARTNERS, [max(partners + 1, len(STATES))])
        for number, code in enumerate(STATES):
            cursor.execute(
                "INSERT INTO institutes_state (code, name, fips, region, division)"
                " VALUES (%s, %s, %s, 'west', 'pacific')",
                [code, f"State {code}", f"{number:02}"],
            )
        cursor.execute("RESET session_replication_role")


def prepare(sample: Sample, count: int, *, changed: bool) -> None:
    """Empty tables, or before a file with changes the rows that it changes."""
    run(EMPTY)
    if changed:
        bare.seconds(sample, count, changed=False, triggers=False)
    run("VACUUM ANALYZE")


def keep() -> None:
    """Keep a copy of the whole database as it is."""
    copy(to=KEPT, of=connection.settings_dict["NAME"])


def restore() -> None:
    """Make the database what it was when it was kept, file by file."""
    copy(to=connection.settings_dict["NAME"], of=KEPT)


def copy(*, to: str, of: str) -> None:
    """Replace one database by a copy of another; nobody may be connected to them."""
    connection.close()
    connection.close_pool()
    settings = connection.get_connection_params() | {"dbname": "template1"}
    wanted = {name: settings.get(name) for name in ("host", "port", "user", "dbname")}
    with psycopg.connect(**wanted, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {to} TEMPLATE {of} STRATEGY FILE_COPY")
    connection.ensure_connection()


def run(statement: str, params: list[object] | None = None) -> list[tuple[object, ...]]:
    """One statement; its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else []


def check_rows(sample: Sample, count: int, *, changed: bool) -> None:
    """Raises AssertionError unless the tables hold exactly what the files say."""
    from mfgusa.tables.schema.resource import registry

    for table, content in sample.files(count, changed=changed).items():
        _header, *wanted = csv.reader(StringIO(content.decode()))
        found = list(registry[table]().cells())
        assert sorted(found) == sorted(wanted), f"{table} is not as the file says"


def check_history(sample: Sample, count: int, proposal: int) -> None:
    """Raises AssertionError unless every row has an event that names the proposal."""
    for table, rows in sample.counts(count).items():
        found = run(
            f"SELECT count(DISTINCT e.pgh_obj_id) FROM {EVENTS[table]} e"
            " JOIN pghistory_context c ON c.id = e.pgh_context_id"
            " WHERE c.metadata ->> 'proposal' = %s",
            [str(proposal)],
        )
        assert found == [(rows,)], f"{table}: history has {found}, not {rows}"


def write(sample: Sample, count: int, folder: Path, *, changed: bool) -> Path:
    """The file of a sample on disk, as it would come from a browser."""
    name, content = sample.upload(count, changed=changed)
    path = folder / ("changed" if changed else "new") / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path
