"""What becomes of a failure of the cache that the processes share (CACHE_URL).

The site does its work without it, more slowly; those who watch it should know.
"""

import logging

from prometheus_client import Counter

logger = logging.getLogger(__name__)

failures = Counter(
    "mfgusa_shared_cache_failures",
    "Reads and writes of the shared cache that failed.",
    registry=None,  # The metrics of requests add it to theirs.
)


def report_failure(error: Exception) -> None:
    """Count a failure; the settings let its line through once a minute."""
    failures.inc()
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    logger.warning("The shared cache does not answer: %s", reason)
