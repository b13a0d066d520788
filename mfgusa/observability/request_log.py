"""Logs and measures each request without personal data."""

import sys
from collections.abc import Callable, Iterator
from time import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from mfgusa.client_ip import get_client_ip
from mfgusa.observability.log_format import ENCODER, utc_timestamp
from mfgusa.observability.metrics import observe_request
from mfgusa.observability.request_context import RequestContext, enter_request_context

MAX_ADDRESS_LENGTH = 500  # Characters logged of an address.


class RequestLogMiddleware:
    """The outermost middleware: logs and measures every response.

    A streaming response is logged when it is closed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        context = enter_request_context(request)
        response = self.get_response(request)
        response.headers["X-Request-ID"] = context.request_id
        if isinstance(response, StreamingHttpResponse):
            content = iter(response)
            stream = MeteredStream(content, request, response, context)
            response.streaming_content = stream
        elif isinstance(response, HttpResponse):
            size = 0 if request.method == "HEAD" else len(response.content)
            log_request(request, response, context, size)
        return response


class MeteredStream:
    """Streaming content that counts its bytes and logs its request when closed."""

    def __init__(
        self,
        content: Iterator[bytes],
        request: HttpRequest,
        response: HttpResponseBase,
        context: RequestContext,
    ) -> None:
        self.content = content
        self.request, self.response, self.context = request, response, context
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self.content:
            self.size += len(chunk)
            yield chunk

    def close(self) -> None:
        log_request(self.request, self.response, self.context, self.size)


def log_request(
    request: HttpRequest, response: HttpResponseBase, context: RequestContext, size: int
) -> None:
    """Measure a completed request, and log it if LOG_REQUESTS is set.

    The line is written to stderr directly; a `logging` record would double the cost.
    """
    ms = context.elapsed_ms
    observe_request(request, response, context.query_count, ms)
    if settings.LOG_REQUESTS:
        cost = {"ms": ms, "queries": context.query_count, "bytes": size}
        fields = log_fields(request, context.request_id)
        fields |= {"status": response.status_code, **cost}
        sys.stderr.write(f"{ENCODER.encode(fields)}\n")


def log_fields(request: HttpRequest, request_id: str) -> dict[str, object]:
    """Return the fields logged of a request; of the user only the role."""
    query = request.META.get("QUERY_STRING")
    address = f"{request.path}?{query}" if query else request.path
    fields: dict[str, object] = {
        "time": utc_timestamp(time()),
        "id": request_id,
        "role": user_role(request),
        "method": request.method,
        "address": address[:MAX_ADDRESS_LENGTH],
    }
    if settings.LOG_ADDRESSES:
        fields["client"] = get_client_ip(request)
    return fields


def user_role(request: HttpRequest) -> str:
    """Return the role of the user, anonymous if no view loaded it: never a query."""
    user = getattr(request, "_cached_user", None)
    if not (user and user.is_authenticated):
        return "anonymous"
    return "superuser" if user.is_superuser else "curator"
