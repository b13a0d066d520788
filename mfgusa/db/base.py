"""Django's PostgreSQL backend, wary of servers that are away.

A pooled connection whose server has hung up is never used: one poll of its socket
tells, where a query would cost each request a round trip. A server that was away a
moment ago is asked again by one request at a time; the others fail at once.
"""

import select
from typing import Any

import psycopg
from django.db import connections
from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient
from psycopg.conninfo import conninfo_to_dict

from mfgusa.db import embedded
from mfgusa.db.absence import absence_of
from mfgusa.db.replicas import chosen


class EmbeddedClient(DatabaseClient):
    """`dbshell`, which starts the embedded server as every connection does."""

    def runshell(self, parameters: list[str]) -> None:
        self.connection.get_connection_params()
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of this thread, to the server that its request reads from.

    Settings with an EMBEDDED_DIR name the embedded server of that folder; whoever
    needs its address first, a connection or a pool of them, starts it.
    """

    client_class = EmbeddedClient

    def get_connection_params(self) -> dict[str, Any]:
        """The parameters for psycopg. Raises DatabaseUnavailable."""
        folder = self.settings_dict.get("EMBEDDED_DIR")
        if folder and not self.settings_dict["HOST"]:
            address = conninfo_to_dict(embedded.start(folder))
            self.settings_dict["HOST"] = address["host"]
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """From the replica that was chosen for the request, if that is there."""
        alias = chosen.get() if self.alias == "default" else None
        if alias:
            replica: Any = connections[alias]
            try:
                connection = replica.get_new_connection(replica.get_connection_params())
            except psycopg.OperationalError:
                chosen.set(None)
            else:
                self.isolation_level = replica.isolation_level
                return connection
        return self._checked_out(conn_params)

    def _checked_out(self, conn_params: dict[str, Any]) -> Any:
        """A connection that is alive. Raises psycopg.OperationalError."""
        absence = absence_of(self.alias)
        absence.refuse()
        try:
            connection = super().get_new_connection(conn_params)
            while self.pool and has_hung_up(connection):
                connection.close()
                self.pool.putconn(connection)
                connection = self.pool.getconn()
        except psycopg.OperationalError as problem:
            absence.begin(problem)
            raise
        absence.end()
        return connection


def has_hung_up(connection: Any) -> bool:
    """Whether the server closed a connection; asked only if there is word from it."""
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
