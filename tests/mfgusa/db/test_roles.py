"""The roles of `deploy/roles.sql`: the owner prepares, the site serves and no more."""

import json
import os
import re
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment

from institutes.models import Institute
from mfgusa.proposals import actions
from mfgusa.proposals.models import Proposal
from mfgusa.tables.files.readers import size
from roadmaps.models import Skill
from tests.mfgusa.db.own_server import BIN, OwnServer
from tests.mfgusa.desk.plans import press, upload
from tests.mfgusa.desk.rows import address, as_posted

HERE = "from tests.mfgusa.db import test_roles as here; here."
OWNER, SITE = "kb_owner", "kb_site"
LONG = 60  # Rows of an import that a worker writes, instead of thousands.
PAGES = ("/", "/partners/?state=OH", "/institutes/", "/search/?q=laser", "/readyz")
ROLES = settings.BASE_DIR / "deploy" / "roles.sql"

FORBIDDEN = [
    *(
        statement.format(table)
        for table in ("institutes_partnerevent", "pghistory_context")
        for statement in ("DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}")
    ),
    "UPDATE institutes_partnerevent SET name = 'Rewritten'",
    "TRUNCATE institutes_partner CASCADE",
    "ALTER TABLE institutes_partner DISABLE TRIGGER ALL",
    "ALTER TABLE institutes_partner ADD motto text",
    "CREATE TABLE mine (id integer)",
    "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql RETURN 1",
    "DELETE FROM django_migrations",
    "SELECT setval('institutes_partner_id_seq', 1)",
    "SET session_replication_role = replica",
    f"SET ROLE {OWNER}",
    "CREATE DATABASE mine",
    "CREATE ROLE mine SUPERUSER",
]

RIGHTS = """
SELECT relname, relacl::text, pg_get_userbyid(relowner) FROM pg_class
WHERE relnamespace = 'public'::regnamespace ORDER BY relname"""


@pytest.fixture(scope="module")
def server():
    """A server on which the owner has prepared a site."""
    server = OwnServer()
    server.start()
    with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE kb")
    apply_roles(server)
    server.prepared = manage(server, OWNER, "prepare")
    apply_roles(server)
    yield server
    server.stop()
    server.remove()


def apply_roles(server, site=SITE):
    """Run the file by psql, as a superuser."""
    names = ["-v", f"owner={OWNER}", "-v", f"site={site}"]
    address = server.address("kb")
    subprocess.run(
        [BIN / "psql", "-q", address, *names, "-f", ROLES],
        check=True,
        capture_output=True,
        text=True,
    )


def manage(server, role, *arguments):
    """What a command prints that connects as a role."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": server.address("kb", role)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def execute(server, role, statement):
    address = server.address("kb", role)
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def serve(password):
    """What people do on a site: read, sign in, edit, import, undo; prints what came."""
    setup_test_environment()
    client = Client(HTTP_HOST="localhost")
    statuses = [client.get(page).status_code for page in PAGES]
    account = {"username": "curator", "password": password}
    client.post("/admin/login/?next=/admin/", account)
    results = [statuses, edit(client), import_and_undo(client), work_and_undo(client)]
    print(json.dumps(results))  # noqa: T201


def edit(client):
    """Save the form of an institute, as a browser sends it."""
    institute = Institute.objects.get(key="iacmi")
    page = address(Institute, "change", institute.pk)
    client.post(page, as_posted(client.get(page)) | {"summary": "Edited."})
    institute.refresh_from_db()
    return institute.summary


def import_and_undo(client):
    """A short import within requests, and its undo."""
    upload(client, b"slug,name\nshort,Short\n", name="skills.csv", model=Skill)
    press(client, Proposal.objects.first(), "commit")
    is_written = Skill.objects.filter(slug="short").exists()
    press(client, Proposal.objects.first(), "undo")
    press(client, Proposal.objects.first(), "commit")
    return [is_written, Skill.objects.filter(slug="short").exists()]


def work_and_undo(client):
    """A long import by the worker, and its undo."""
    actions.IMMEDIATE_ROWS = size.SMALL_ROWS = LONG  # The process ends after this.
    text = "".join(f"long-{n},Long {n}\n" for n in range(LONG))
    file = f"slug,name\n{text}".encode()
    upload(client, file, name="skills.csv", model=Skill)
    rows = Skill.objects.filter(slug__startswith="long-")
    call_command("work", max_tasks=1, verbosity=0)
    counts = []
    for button in ("commit", "undo", "commit"):
        press(client, Proposal.objects.first(), button)
        call_command("work", max_tasks=1, verbosity=0)
        counts.append(rows.count())
    return counts


def test_a_site_is_served_by_the_role_with_least_rights(server):
    [password] = re.findall(r"curator / (\S+)", server.prepared)

    printed = manage(server, SITE, "shell", "-c", f"{HERE}serve({password!r})")

    statuses, summary, short, long = json.loads(printed.splitlines()[-1])
    assert statuses == [200] * len(PAGES)
    assert summary == "Edited."
    assert short == [True, False]
    assert long == [LONG, LONG, 0]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_site_is_refused_what_only_the_owner_may(server, statement):
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(server, SITE, statement)


@pytest.mark.parametrize("role", [OWNER, "postgres"])
def test_history_refuses_the_owner_and_the_superuser_too(server, role):
    with pytest.raises(psycopg.errors.CheckViolation, match="History is only added to"):
        execute(server, role, "DELETE FROM provenance_sourceevent")


def test_the_site_has_its_rights_to_a_table_that_comes_later(server):
    execute(server, OWNER, "CREATE TABLE later (id serial)")

    assert execute(server, SITE, "INSERT INTO later DEFAULT VALUES RETURNING id")
    execute(server, OWNER, "DROP TABLE later")


def test_the_owner_ends_the_sessions_of_the_site_before_it_restores(server):
    end = "SELECT pg_terminate_backend({}, 10000)"
    with psycopg.connect(server.address("kb", SITE)) as session:
        [(is_ended,)] = execute(server, OWNER, end.format(session.info.backend_pid))

    assert is_ended


def test_the_file_may_run_again(server):
    before = execute(server, "postgres", RIGHTS)

    apply_roles(server)

    assert execute(server, "postgres", RIGHTS) == before


@pytest.mark.parametrize("site", [OWNER, "postgres"])
def test_a_site_that_is_the_owner_is_refused(server, site):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        apply_roles(server, site=site)

    assert "is a superuser, or the owner, or a member of it" in refused.value.stderr


def fail(server, role, *arguments):
    """The last line of a command that fails."""
    with pytest.raises(AssertionError) as failure:
        manage(server, role, *arguments)
    return str(failure.value).splitlines()[0]


def test_a_backup_by_the_site_is_refused_before_any_work(server, tmp_path):
    error = fail(server, SITE, "backup", tmp_path)

    assert error == (
        f"CommandError: The role {SITE} may not read all tables. Make backups as the "
        "owner of the database: set DATABASE_URL to the owner's role."
    )
    assert not any(tmp_path.iterdir())


def test_a_backup_without_the_right_to_try_it_is_refused(server, tmp_path):
    execute(server, "postgres", f"ALTER ROLE {OWNER} NOCREATEDB")
    try:
        error = fail(server, OWNER, "backup", tmp_path)
    finally:
        execute(server, "postgres", f"ALTER ROLE {OWNER} CREATEDB")

    assert f"{OWNER} may not create databases for the test restore." in error


def test_a_worker_without_rights_ends_with_one_line(server):
    execute(
        server,
        "postgres",
        f"REVOKE SELECT ON django_tasks_database_dbtaskresult FROM {SITE}",
    )
    try:
        error = fail(
            server, SITE, "work", "--batch", "--no-startup-delay", "--verbosity=0"
        )
    finally:
        apply_roles(server)

    assert "manage.py: permission denied for table" in error
    assert "deploy/roles.sql" in error
