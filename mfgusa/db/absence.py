"""A database that does not answer is left out for a while: requests fail fast."""

import logging
from functools import cache

import psycopg

from mfgusa.circuit_breaker import CircuitBreaker

logger = logging.getLogger(__name__)


class Away(psycopg.OperationalError):
    """The server did not answer a moment ago."""


class Absence(CircuitBreaker):
    """Whether this process could not reach a server a moment ago."""

    def __init__(self, alias: str) -> None:
        super().__init__(pause=1.0 if alias == "default" else 5.0)
        self.alias = alias

    def begin(self, reason: object) -> None:
        """Leave the server out for a while; the first time of an outage is logged."""
        if not self.until:
            logger.error("The database (%s) does not answer: %s", self.alias, reason)
        self.leave_out()

    def refuse(self) -> None:
        """Raise Away while the absence lasts; after that one caller may try."""
        if not self.may_try():
            raise Away("the server did not answer a moment ago")


@cache
def absence_of(alias: str) -> Absence:
    """The absence of a server of the settings, in this process."""
    return Absence(alias)
