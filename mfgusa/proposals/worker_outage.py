"""A worker waits while its database is away, and goes on afterwards."""

import logging
from collections.abc import Callable
from time import monotonic, sleep

from django.db import Error, connections

from mfgusa.db.unavailable import AWAY, FULL, NO_MEMORY, READ_ONLY, outage_cause

OUTAGES = (AWAY, FULL, NO_MEMORY, READ_ONLY)  # They end without the worker's doing.
FIRST_PAUSE, LONGEST_PAUSE = 1, 30  # Seconds between two tries.
logger = logging.getLogger(__name__)


def work_through_outages(work: Callable[[], None]) -> None:
    """Do work until it ends; begin again when an outage of the database ends it.

    The pauses grow while tries fail. An outage is logged once.
    """
    pause = FIRST_PAUSE
    while True:
        started = monotonic()
        try:
            return work()
        except Error as error:
            if not is_outage(error):
                raise
            if monotonic() - started > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            _wait(error, pause)
            pause = min(2 * pause, LONGEST_PAUSE)


def is_outage(error: Exception) -> bool:
    """Whether an error is an outage that a worker waits for."""
    return outage_cause(error) in OUTAGES


def _wait(error: Error, pause: int) -> None:
    if pause == FIRST_PAUSE:
        logger.warning("The worker waits for the database: %s", error)
    connections.close_all()
    sleep(pause)
