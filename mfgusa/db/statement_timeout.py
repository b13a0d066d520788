"""A bound on the time that each statement of a visitor's request may take.

The bound travels with the statement: `SET LOCAL` and the statement are one message, and
thereby one transaction. So it costs no round trip and leaves nothing in the session for
the next client of a pooler. Within a snapshot it travels with the first statement, and
with the next one after it has changed. A transaction that writes has no bound, nor has
a download: COPY and server-side cursors run as long as they stream.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice
from typing import Any, Self, TypeVar

import psycopg
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.base import Cursor
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

from mfgusa.db.tables_read import current as current_tables
from mfgusa.db.tables_read import statement_text

Row = TypeVar("Row")

timeout_ms: ContextVar[int] = ContextVar("statement_timeout", default=0)
# The bound that holds in the snapshot that this thread reads from, if it does.
snapshot_ms: ContextVar[int | None] = ContextVar("snapshot_timeout", default=None)


class TimeoutCursor(Cursor, psycopg.ClientCursor[Any]):
    """Django's cursor; in a visitor's request the server cancels a slow statement."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        if self.is_bounded or not isinstance(query, str):
            return super().execute(query, params, **options)
        bound = timeout_ms.get()
        sql = f"SET LOCAL statement_timeout = {bound}; {query}"
        super().execute(sql, params, **options)
        self.nextset()  # The first result is that of SET.
        if snapshot_ms.get() is not None:
            snapshot_ms.set(bound)
        return self

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **options: Any) -> Iterator[Any]:
        """COPY, which is never bounded; it is recorded like other statements."""
        if tables := current_tables.get():
            tables.add_statement(statement_text(statement), None, -1)
        if snapshot_ms.get():
            lift_bound()
        with super().copy(statement, params, **options) as copy:
            yield copy

    @property
    def is_bounded(self) -> bool:
        """Whether the next statement has its bound already, or must have none."""
        if (bound := snapshot_ms.get()) is not None:
            return bound == timeout_ms.get()
        is_idle = self.connection.pgconn.transaction_status == TransactionStatus.IDLE
        is_own_transaction = self.connection.autocommit and is_idle
        return not (timeout_ms.get() and is_own_transaction)


class StatementTimeoutMiddleware:
    """Bound the statements of requests without a session by STATEMENT_TIMEOUT_MS.

    A made-up session cookie is dropped before. What streams later is not bounded.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_visitor = settings.SESSION_COOKIE_NAME not in request.COOKIES
        with statement_timeout(settings.STATEMENT_TIMEOUT_MS if is_visitor else 0):
            return self.get_response(request)


@contextmanager
def statement_timeout(milliseconds: int) -> Iterator[None]:
    """Bound the statements of this context; 0 is no bound."""
    token = timeout_ms.set(milliseconds)
    try:
        yield
    finally:
        timeout_ms.reset(token)


@contextmanager
def bounded_snapshot() -> Iterator[None]:
    """Bound the statements of a transaction that reads from one snapshot."""
    token = snapshot_ms.set(0)
    try:
        yield
    finally:
        snapshot_ms.reset(token)


def lift_bound() -> None:
    """Lift the bound of the snapshot that this thread reads from."""
    with statement_timeout(0), connection.cursor() as cursor:
        cursor.execute("SELECT")


def without_timeout(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows of a download, whose statement runs when the first row is read."""
    iterator = iter(rows)
    with statement_timeout(0):
        if snapshot_ms.get():
            lift_bound()
        first_row = list(islice(iterator, 1))
    yield from chain(first_row, iterator)
