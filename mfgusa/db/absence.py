"""A server that does not answer is left out for a while, so that requests fail fast."""

import logging
from functools import cache
from threading import Lock
from time import monotonic

import psycopg

logger = logging.getLogger(__name__)


class Away(psycopg.OperationalError):
    """The server did not answer a moment ago."""


class Absence:
    """Whether this process could not reach a server a moment ago."""

    def __init__(self, alias: str) -> None:
        self.alias, self.until = alias, 0.0
        self.pause = 1.0 if alias == "default" else 5.0  # Seconds.
        self.lock = Lock()

    def begin(self, reason: object) -> None:
        """Leave the server out for a while; the first time of an outage is logged."""
        if not self.until:
            logger.error("The database (%s) does not answer: %s", self.alias, reason)
        self.until = monotonic() + self.pause

    def end(self) -> None:
        """The server answers again."""
        self.until = 0.0

    @property
    def lasts(self) -> bool:
        """Whether the server is left out now."""
        return monotonic() < self.until

    def refuse(self) -> None:
        """Raise Away while the absence lasts; after that one caller may try."""
        if not self.until:
            return
        with self.lock:
            if self.lasts:
                raise Away("the server did not answer a moment ago")
            if self.until:
                self.until = monotonic() + self.pause


@cache
def absence_of(alias: str) -> Absence:
    """The absence of a server of the settings, in this process."""
    return Absence(alias)
