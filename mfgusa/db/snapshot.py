"""One snapshot of the database for all that an answer reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import psycopg
from django.db import transaction

from mfgusa.db.base import get_connection
from mfgusa.db.statement_timeout import bounded_snapshot

SNAPSHOT = psycopg.IsolationLevel.REPEATABLE_READ
_is_reading: ContextVar[bool] = ContextVar("is_reading", default=False)


@contextmanager
def snapshot() -> Iterator[None]:
    """Read from one snapshot within the block, which cannot write.

    Every statement sees what was committed before the first one. Within a transaction
    the block is part of that transaction, and reads as that does.
    """
    token = _is_reading.set(True)
    try:
        if get_connection().in_atomic_block:
            yield
        else:
            yield from _transaction()
    finally:
        _is_reading.reset(token)


def _transaction() -> Iterator[None]:
    wrapper = get_connection()
    wrapper.ensure_connection()
    connection: psycopg.Connection = wrapper.connection
    levels = connection.isolation_level, connection.read_only
    connection.isolation_level, connection.read_only = SNAPSHOT, True
    try:
        with bounded_snapshot(), transaction.atomic():
            yield
    finally:
        if not connection.closed:
            connection.isolation_level, connection.read_only = levels


def is_reading() -> bool:
    """Whether this is within a block of `snapshot`, where nothing is written."""
    return _is_reading.get()


def is_snapshot() -> bool:
    """Whether the statements of this thread read from one snapshot."""
    connection: psycopg.Connection | None = get_connection().connection
    return bool(
        connection
        and not connection.autocommit
        and connection.isolation_level == SNAPSHOT
        and connection.read_only
    )
