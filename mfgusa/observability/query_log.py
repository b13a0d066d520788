"""Each query is counted; one that takes long is told, without what it was asked for."""

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings

from mfgusa.observability.request_context import current

LONGEST = 2000  # Letters of a statement that are told.

logger = logging.getLogger(__name__)


def watch(*, connection: Any, **_signal: Any) -> None:
    """Count the queries of a connection, from now on."""
    if counted not in connection.execute_wrappers:
        # The first: Django takes away the last when a wrapper's time is over.
        connection.execute_wrappers.insert(0, counted)


def counted(
    execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Execute a statement; see Django's `execute_wrapper`."""
    tally = current.get()
    if tally:
        tally.queries += 1
    begun = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (perf_counter() - begun) * 1000
        if ms >= settings.SLOW_QUERY_MS:
            tell_slow(sql, ms)


def tell_slow(sql: Any, ms: float) -> None:
    """The statement with marks where its values stood."""
    statement = " ".join(str(sql).split())[:LONGEST]
    logger.warning("Slow query", extra={"line": {"ms": round(ms), "sql": statement}})
