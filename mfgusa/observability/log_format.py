"""What is logged, as lines of JSON that a machine can read."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

from mfgusa.observability.request_context import current

ENCODER = json.JSONEncoder(separators=(",", ":"), default=str)


class JsonLine(logging.Formatter):
    """A record as one line: when, of which request, what, and its traceback.

    A record's `line` (from `extra`) adds fields of its own.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields = {"time": moment(record.created), "level": record.levelname.lower()}
        fields |= self.fields_of(record)
        return ENCODER.encode(fields)

    def fields_of(self, record: logging.LogRecord) -> dict[str, Any]:
        tally = current.get()
        fields: dict[str, Any] = {"id": tally.id} if tally else {}
        fields["message"] = record.getMessage()
        fields |= getattr(record, "line", {})
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return fields


class PlainLine(logging.Formatter):
    """A record for a person's eyes; its `line`, if any, behind the message."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        line = getattr(record, "line", None)
        return f"{text} {ENCODER.encode(line)}" if line else text


class NotOutage(logging.Filter):
    """Leaves out that a request failed for lack of a database, which is told once."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", 0) != 503


def moment(seconds: float) -> str:
    """A moment in UTC, to the millisecond."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
