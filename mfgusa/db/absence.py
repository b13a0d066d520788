"""A server that does not answer is left alone a while, so that requests fail fast."""

import logging
from functools import cache
from threading import Lock
from time import monotonic

import psycopg

logger = logging.getLogger(__name__)


class Away(psycopg.OperationalError):
    """The server did not answer a moment ago."""


class Absence:
    """Whether a server was away a moment ago, as this process saw it."""

    def __init__(self, alias: str) -> None:
        self.alias, self.until = alias, 0.0
        self.pause = 1.0 if alias == "default" else 5.0  # Seconds.
        self.lock = Lock()

    def begin(self, why: object) -> None:
        """Leave the server out for a while."""
        logger.error("The database (%s) does not answer: %s", self.alias, why)
        self.until = monotonic() + self.pause

    def end(self) -> None:
        """It answers."""
        self.until = 0.0

    @property
    def lasts(self) -> bool:
        return monotonic() < self.until

    def refuse(self) -> None:
        """Raises Away while it lasts; after that one of those who ask may try."""
        if not self.until:
            return
        with self.lock:
            if self.lasts:
                raise Away("the server did not answer a moment ago")
            if self.until:
                self.until = monotonic() + self.pause


@cache
def absence_of(alias: str) -> Absence:
    """The absence of a server of the settings, kept by this process."""
    return Absence(alias)
