"""Log formatters: JSON lines for machines, plain lines for people."""

import json
import logging
import math
from datetime import UTC, datetime
from time import monotonic

from mfgusa.observability.request_context import current_context

ENCODER = json.JSONEncoder(separators=(",", ":"), default=str)


class JsonFormatter(logging.Formatter):
    """A record as a JSON line: time, level, request id, message and traceback.

    The `fields` of a record (a dict in `extra`) are added to it.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": utc_timestamp(record.created),
            "level": record.levelname.lower(),
        }
        if context := current_context.get():
            fields["id"] = context.request_id
        fields["message"] = record.getMessage()
        fields |= getattr(record, "fields", {})
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return ENCODER.encode(fields)


class PlainFormatter(logging.Formatter):
    """A record as text; its `fields`, if any, follow the message."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        fields = getattr(record, "fields", None)
        return f"{text} {ENCODER.encode(fields)}" if fields else text


class ExcludeOutages(logging.Filter):
    """Drops the records of 503 responses: an outage is logged once, not per request."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", 0) != 503


class FirstOfMinute(logging.Filter):
    """Lets a kind of record through once a minute, and only its first line.

    A pool of connections without a server says so at every attempt.
    """

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.passed_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = monotonic()
        if now - self.passed_at.get(record.msg, -math.inf) < 60:
            return False
        self.passed_at[record.msg] = now
        record.msg, record.args = record.getMessage().partition("\n")[0], None
        return True


def utc_timestamp(seconds: float) -> str:
    """Return a Unix time as ISO 8601 in UTC, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
