"""A limit on the time that the site works for one client in a minute.

What is counted is the time for which a request holds a thread: that of pages that are
made anew, downloads and charts. Stored pages cost nothing, and are served to a client
that is over the limit as well. Signed-in curators are not counted.
"""

from collections.abc import Callable, Iterator
from time import perf_counter

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from mfgusa.client_ip import get_client_network
from mfgusa.security.rate_limit import (
    HEALTH_CHECKS,
    count_request,
    too_many_requests,
)
from mfgusa.security.sessions import has_session

SCOPE = "cold"
STORED = ("hit", "unchanged")  # Where a response came from, as the page cache says it.
CHARGE_AFTER = 0.5  # Seconds of a stream.


class ColdLimitMiddleware:
    """Count the time of responses that are computed; `refuse_cold` is the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started_at = perf_counter()
        response = self.get_response(request)
        if settings.COLD_SECONDS_PER_MINUTE and _is_charged(request, response):
            client = get_client_network(request)
            _charge(client, perf_counter() - started_at)
            is_file = isinstance(response, FileResponse)  # It is made already.
            if isinstance(response, StreamingHttpResponse) and not is_file:
                response.streaming_content = _charged(iter(response), client)
        return response


def refuse_cold(request: HttpRequest) -> HttpResponse | None:
    """Return a 429 if the site has worked enough for the client in this minute."""
    limit = settings.COLD_SECONDS_PER_MINUTE
    client = get_client_network(request)
    if not limit or count_request(SCOPE, client, 0) < limit * 1000:
        return None
    reason = _(
        "Requests from your network used more than %(most)s seconds of server time "
        "in one minute."
    )
    return too_many_requests(request, reason % {"most": limit})


def _is_charged(request: HttpRequest, response: HttpResponseBase) -> bool:
    if request.path in HEALTH_CHECKS or response.status_code == 429:
        return False
    is_stored = getattr(response, "page_cache", "") in STORED
    return not is_stored and not has_session(request)


def _charged(content: Iterator[bytes], client: str) -> Iterator[bytes]:
    """The chunks of a stream; the time that the client takes to read is not counted."""
    seconds = 0.0
    started_at = perf_counter()
    try:
        for chunk in content:
            seconds += perf_counter() - started_at
            if seconds >= CHARGE_AFTER:
                _charge(client, seconds)
                seconds = 0.0
            yield chunk
            started_at = perf_counter()
    finally:
        _charge(client, seconds)


def _charge(client: str, seconds: float) -> None:
    count_request(SCOPE, client, round(seconds * 1000))
