"""What a worker does beside its jobs, again and again."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic, sleep

from django.db import Error, connection

from mfgusa.proposals.worker_outage import is_outage

PAUSE = 2  # Seconds between two looks at what is due.
logger = logging.getLogger(__name__)


@dataclass
class Duty:
    """A call that is due every so many seconds."""

    call: Callable[[], object]
    seconds: float
    due_at: float = 0

    def run_if_due(self) -> None:
        """Make the call if it is due. An error of the server ends this try of it."""
        if monotonic() < self.due_at:
            return
        self.due_at = monotonic() + self.seconds
        try:
            self.call()
        except (Error, OSError) as error:
            if not is_outage(error):  # The worker itself says so.
                logger.warning("A duty of the worker broke off.", exc_info=True)


_duties: list[Duty] = []


def register_duty(call: Callable[[], object], *, seconds: float) -> None:
    """Register what a worker does every so many seconds, and once when it starts."""
    _duties.append(Duty(call, seconds))


def do_duties() -> None:
    """Do what is due for as long as the process runs."""
    while True:
        for duty in _duties:
            duty.run_if_due()
        connection.close()
        sleep(PAUSE)
