"""Each request, told in one line and measured, without what tells who asked."""

import sys
from collections.abc import Callable, Iterable, Iterator
from time import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mfgusa.observability.log_format import ENCODER, moment
from mfgusa.observability.metrics import measure
from mfgusa.observability.request_context import Tally, begin

LONGEST = 500  # Letters of an address that are told.


def watched(get_response: Callable) -> Callable:
    """The outermost middleware: whatever answers a request, it is told."""

    def answer(request: HttpRequest) -> Any:
        tally = begin(request)
        response = get_response(request)
        response["X-Request-ID"] = tally.id
        if response.streaming:
            parts = response.streaming_content
            response.streaming_content = Measured(parts, request, response, tally)
        else:
            size = 0 if request.method == "HEAD" else len(response.content)
            tell(request, response, tally, size)
        return response

    return answer


class Measured:
    """A stream that counts its bytes, and tells of its request once it is closed."""

    def __init__(
        self, parts: Iterable[bytes], request: HttpRequest, response: Any, tally: Tally
    ) -> None:
        self.parts, self.told = parts, (request, response, tally)
        self.bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.bytes += len(part)
            yield part

    def close(self) -> None:
        tell(*self.told, self.bytes)


def tell(request: HttpRequest, response: Any, tally: Tally, size: int) -> None:
    """Measure a request that has been answered, and say so.

    The line goes straight to stderr: a record of `logging` would cost as much again.
    """
    ms = tally.ms
    measure(request, response, tally.queries, ms)
    if settings.LOG_REQUESTS:
        cost = {"ms": ms, "queries": tally.queries, "bytes": size}
        line = line_of(request, tally.id) | {"status": response.status_code} | cost
        sys.stderr.write(f"{ENCODER.encode(line)}\n")


def line_of(request: HttpRequest, name: str) -> dict[str, Any]:
    """What is told of a request; of whoever asked only the role."""
    query = request.META.get("QUERY_STRING")
    address = f"{request.path}?{query}" if query else request.path
    line = {
        "time": moment(time()),
        "id": name,
        "role": role(request),
        "method": request.method,
        "address": address[:LONGEST],
    }
    if settings.LOG_ADDRESSES:
        line["client"] = request.META.get("REMOTE_ADDR", "")
    return line


def role(request: HttpRequest) -> str:
    """For whom it was answered; whom no view has asked for is nobody, and no query."""
    user = getattr(request, "_cached_user", None)
    if not (user and user.is_authenticated):
        return "anonymous"
    return "superuser" if user.is_superuser else "curator"
