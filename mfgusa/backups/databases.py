"""Databases beside the site's own: created for a while, looked into, swapped in."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mfgusa.backups.errors import BackupError
from mfgusa.backups.programs import connection_params
from mfgusa.db.base import get_connection

TERMINATION_TIMEOUT = 10_000  # Milliseconds until a terminated session has ended.
BACKUP_LOCK = "SELECT pg_try_advisory_lock(hashtext('mfgusa keeping'))"
RIGHTS = """SELECT current_user, rolcreatedb OR rolsuper, NOT EXISTS (
    SELECT FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'S')
    AND NOT has_table_privilege(oid, 'SELECT')) FROM pg_roles
    WHERE rolname = current_user"""
END_SESSIONS = """SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
    WHERE datname = %s AND pid <> pg_backend_pid()"""


class Server:
    """The server of our database, seen from another database of it."""

    def __init__(self, session: psycopg.Connection) -> None:
        self.session = session
        self.ours = str(connection.settings_dict["NAME"])

    def execute(self, statement: str, **databases: str) -> None:
        """Run a statement with the names of databases in braces."""
        names = {key: sql.Identifier(name) for key, name in databases.items()}
        self.session.execute(sql.SQL(statement).format(**names))

    @contextmanager
    def scratch_database(self) -> Iterator[str]:
        """An empty database, which is dropped afterwards unless it was renamed."""
        name = f"{self.ours}_scratch"
        self.drop_database(name)
        self.execute(
            "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", name=name
        )
        try:
            yield name
        finally:
            self.drop_database(name)

    def drop_database(self, name: str) -> None:
        """Drop a database if it exists, and end its sessions."""
        self.execute("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def allow_connections(self, name: str, allowed: str) -> None:
        """Let sessions connect to a database (`true`) or not (`false`)."""
        self.execute(f"ALTER DATABASE {{name}} ALLOW_CONNECTIONS {allowed}", name=name)

    def swap_in(self, name: str) -> str:
        """Give a database the name of ours; ours is kept under the name returned.

        Both are renamed in one transaction, while nobody is connected. A failure or an
        interrupt lets everybody connect again.
        """
        kept = f"{self.ours}_replaced"
        self.drop_database(kept)
        try:
            self.allow_connections(self.ours, "false")
            self.session.execute(END_SESSIONS, [TERMINATION_TIMEOUT, self.ours])
            with self.session.transaction():
                self.execute("ALTER DATABASE {a} RENAME TO {b}", a=self.ours, b=kept)
                self.execute("ALTER DATABASE {a} RENAME TO {b}", a=name, b=self.ours)
        except BaseException as error:
            self.reopen(error)
            raise
        self.allow_connections(kept, "true")
        return kept

    def reopen(self, error: BaseException) -> None:
        """Let sessions connect to our database again. Raises BackupError."""
        try:
            self.allow_connections(self.ours, "true")
        except psycopg.Error:
            raise BackupError(
                f"The server went away, and nobody may connect to {self.ours}. As its "
                f"owner, run: ALTER DATABASE {self.ours} ALLOW_CONNECTIONS true"
            ) from error


def check_rights(*, needs_scratch_database: bool) -> None:
    """Raise BackupError, before any work, for a role that cannot make a backup."""
    with connection.cursor() as cursor:
        cursor.execute(RIGHTS)
        role, may_create, may_read = cursor.fetchone()
    if may_read and (may_create or not needs_scratch_database):
        return
    lack = "create databases for the test restore" if may_read else "read all tables"
    raise BackupError(
        f"The role {role} may not {lack}. Make backups as the owner of the database: "
        "set DATABASE_URL to the owner's role."
    )


@contextmanager
def maintenance_session() -> Iterator[Server]:
    """A session in another database of the server, for one backup or restore.

    Raises BackupError when another runs, or when the server refuses what is needed.
    """
    ours = connection.settings_dict["NAME"]
    database = "template1" if ours == "postgres" else "postgres"
    conninfo = make_conninfo("", **connection_params() | {"dbname": database})
    try:
        with psycopg.connect(conninfo, autocommit=True) as session:
            session.execute("SET statement_timeout = 0")
            if session.execute(BACKUP_LOCK).fetchone() != (True,):
                raise BackupError("Another backup or restore is running.")
            yield Server(session)
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise BackupError(f"The database server refused: {reason}") from error


@contextmanager
def switch_database(name: str) -> Iterator[None]:
    """Work in another database of the server, with all that Django can do."""
    ours = connection.settings_dict["NAME"]
    close_connections()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        close_connections()
        connection.settings_dict["NAME"] = ours


def close_connections() -> None:
    """Close this process's connections to the database."""
    connection.close()
    get_connection().close_pool()
