"""Django's PostgreSQL backend, wary of servers that are away.

A pooled connection whose server has hung up is never used: one poll of its socket
tells, where a query would cost each request a round trip. After a server was away,
one request at a time tries it again; the others fail at once.
"""

import select
from collections.abc import Iterable
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient
from psycopg.conninfo import conninfo_to_dict

from mfgusa.db import embedded
from mfgusa.db.absence import absence_of
from mfgusa.db.replicas import chosen
from mfgusa.db.schema import DatabaseSchemaEditor
from mfgusa.db.statement_timeout import TimeoutCursor


class EmbeddedClient(DatabaseClient):
    """`dbshell`, which starts the embedded server as every connection does."""

    def runshell(self, parameters: Iterable[str]) -> None:
        get_connection(self.connection.alias).get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of this thread, to the server that its request reads from.

    Settings with an EMBEDDED_DIR name the embedded server of that folder; whoever
    needs its address first, a connection or a pool of them, starts it.
    """

    SchemaEditorClass = DatabaseSchemaEditor
    client_class = EmbeddedClient
    isolation_level: psycopg.IsolationLevel

    def get_connection_params(self) -> dict[str, Any]:
        """The parameters for psycopg. Raises DatabaseUnavailable."""
        folder = self.settings_dict.get("EMBEDDED_DIR")
        if folder and not self.settings_dict["HOST"]:
            address = conninfo_to_dict(embedded.start(folder))
            self.settings_dict["HOST"] = address["host"]
        return super().get_connection_params() | {"cursor_factory": TimeoutCursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        """Connect to the replica that was chosen for the request, if it is there."""
        alias = chosen.get() if self.alias == DEFAULT_DB_ALIAS else None
        if alias:
            replica = get_connection(alias)
            try:
                connection = replica.get_new_connection(replica.get_connection_params())
            except psycopg.OperationalError:
                chosen.set(None)
            else:
                self.isolation_level = replica.isolation_level
                return connection
        return self._get_live_connection(conn_params)

    def _get_live_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection:
        """A connection that works. Raises psycopg.OperationalError."""
        absence = absence_of(self.alias)
        absence.refuse()
        try:
            connection: psycopg.Connection = super().get_new_connection(conn_params)
            while self.pool and is_disconnected(connection):
                connection.close()
                self.pool.putconn(connection)
                connection = self.pool.getconn()
        except psycopg.OperationalError as error:
            absence.begin(error)
            raise
        absence.end()
        return connection


def get_connection(alias: str = DEFAULT_DB_ALIAS) -> DatabaseWrapper:
    """This thread's connection, with the type that it has."""
    connection = connections[alias]
    assert isinstance(connection, DatabaseWrapper)
    return connection


def is_disconnected(connection: psycopg.Connection) -> bool:
    """Whether the server closed a connection; a query only if it sent something."""
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if not poll.poll(0):
        return False
    try:
        connection.execute("")
    except psycopg.Error:
        return True
    return False
