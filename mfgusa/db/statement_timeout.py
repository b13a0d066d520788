"""A bound on the time that each statement of a visitor's request may take.

The bound travels with the statement: `SET LOCAL` and the statement are one message, and
thereby one transaction. So it costs no round trip and leaves nothing in the session for
the next client of a pooler. A transaction of our own is a write and has no bound, nor
has a download: COPY and server-side cursors run as long as they stream.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, islice
from typing import Any, Self, TypeVar

import psycopg
from django.conf import settings
from django.db.backends.postgresql.base import Cursor
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

Row = TypeVar("Row")

timeout_ms: ContextVar[int] = ContextVar("statement_timeout", default=0)


class TimeoutCursor(Cursor, psycopg.ClientCursor[Any]):
    """Django's cursor; in a visitor's request the server cancels a slow statement."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        if not self.is_bounded or not isinstance(query, str):
            return super().execute(query, params, **options)
        bound = f"SET LOCAL statement_timeout = {timeout_ms.get()}"
        super().execute(f"{bound}; {query}", params, **options)
        self.nextset()  # The first result is that of SET.
        return self

    @property
    def is_bounded(self) -> bool:
        """Whether a bound is set, and the statement is a transaction of its own."""
        is_idle = self.connection.pgconn.transaction_status == TransactionStatus.IDLE
        return timeout_ms.get() > 0 and self.connection.autocommit and is_idle


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


def without_timeout(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows of a download, whose statement runs when the first row is read."""
    iterator = iter(rows)
    with statement_timeout(0):
        first_row = list(islice(iterator, 1))
    yield from chain(first_row, iterator)
