"""Databases beside the site's own: made for a while, looked into, put in its place."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from mfgusa.backups.errors import BackupError
from mfgusa.backups.programs import address

PATIENCE = 10_000  # Milliseconds that a session which is told to end may take.
ALONE = "SELECT pg_try_advisory_lock(hashtext('mfgusa keeping'))"
END_SESSIONS = """SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
    WHERE datname = %s AND pid <> pg_backend_pid()"""


class Server:
    """The server of our database, from beside it."""

    def __init__(self, session: psycopg.Connection) -> None:
        self.session = session
        self.ours = connection.settings_dict["NAME"]

    def say(self, statement: str, **names: str) -> None:
        """Run a statement that names databases."""
        quoted = {key: sql.Identifier(name) for key, name in names.items()}
        self.session.execute(sql.SQL(statement).format(**quoted))

    @contextmanager
    def scratch(self) -> Iterator[str]:
        """An empty database, which is gone afterwards unless it was renamed."""
        name = f"{self.ours}_scratch"
        self.drop(name)
        self.say("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'", name=name)
        try:
            yield name
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        self.say("DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def put_in_place(self, name: str) -> str:
        """Give a database the name of ours; ours is kept under the name returned.

        Both change hands in one transaction, while nobody is connected.
        """
        kept = f"{self.ours}_replaced"
        self.drop(kept)
        try:
            self.say("ALTER DATABASE {ours} ALLOW_CONNECTIONS false", ours=self.ours)
            self.session.execute(END_SESSIONS, [PATIENCE, self.ours])
            with self.session.transaction():
                self.say("ALTER DATABASE {a} RENAME TO {b}", a=self.ours, b=kept)
                self.say("ALTER DATABASE {a} RENAME TO {b}", a=name, b=self.ours)
        except psycopg.Error:
            self.say("ALTER DATABASE {ours} ALLOW_CONNECTIONS true", ours=self.ours)
            raise
        self.say("ALTER DATABASE {kept} ALLOW_CONNECTIONS true", kept=kept)
        return kept


@contextmanager
def beside_ours() -> Iterator[Server]:
    """The server, for one backup or restore at a time.

    Raises BackupError when another runs, or when the server refuses what is needed.
    """
    ours = connection.settings_dict["NAME"]
    other = "template1" if ours == "postgres" else "postgres"
    where = make_conninfo(**address() | {"dbname": other})
    try:
        with psycopg.connect(where, autocommit=True) as session:
            session.execute("SET statement_timeout = 0")
            if session.execute(ALONE).fetchone() != (True,):
                raise BackupError("Another backup or restore is running.")
            yield Server(session)
    except psycopg.Error as problem:
        reason = str(problem).strip().splitlines()[0]
        raise BackupError(f"The database server refused: {reason}") from problem


@contextmanager
def inside(name: str) -> Iterator[None]:
    """Work in another database of the server, with all that Django can do."""
    ours = connection.settings_dict["NAME"]
    leave()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        leave()
        connection.settings_dict["NAME"] = ours


def leave() -> None:
    """Close this process's connections to the database."""
    connection.close()
    connection.close_pool()
