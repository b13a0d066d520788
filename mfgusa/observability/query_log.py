"""Counts queries and logs slow ones without their parameters.

Commands print messages, and cron mails them; a slow query of theirs is logged only
where SLOW_QUERY_MS is set.
"""

import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from mfgusa.observability.request_context import current_context

MAX_STATEMENT_LENGTH = 2000  # Characters logged of a statement.

logger = logging.getLogger(__name__)


def install_query_counter(*, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Count the queries of a connection; a receiver of `connection_created`."""
    if count_query not in connection.execute_wrappers:
        # First, because Django removes a temporary wrapper from the end of the list.
        connection.execute_wrappers.insert(0, count_query)


def count_query(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,
    context: Mapping[str, object],
) -> object:
    """Execute, count and time a statement; see Django's `execute_wrapper`."""
    if request_context := current_context.get():
        request_context.query_count += 1
    started_at = perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        ms = (perf_counter() - started_at) * 1000
        is_logged = request_context or settings.LOG_QUERIES_OF_COMMANDS
        if is_logged and ms >= settings.SLOW_QUERY_MS:
            log_slow_query(sql, ms)


def log_slow_query(sql: object, ms: float) -> None:
    """Log a statement with placeholders in place of its parameters."""
    statement = " ".join(str(sql).split())[:MAX_STATEMENT_LENGTH]
    logger.warning("Slow query", extra={"fields": {"ms": round(ms), "sql": statement}})
