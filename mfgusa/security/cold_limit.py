"""A limit on the time that the site works for one client in a minute.

What is counted is the work for pages that are made anew, downloads and charts: the CPU
time of the thread, and its waits, such as those for the database, up to MAX_WAIT each.
So a database that hangs uses up nobody's limit, and an outage costs nothing. Stored
pages cost nothing either, and are served to a client that is over the limit as well.
Signed-in curators are not counted.
"""

from collections.abc import Callable, Iterator
from time import perf_counter, thread_time

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
MAX_WAIT = 2.0  # Seconds that are charged of the waits of a response or a chunk.


class ColdLimitMiddleware:
    """Count the time of responses that are computed; `refuse_cold` is the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        timer = WorkTimer()
        response = self.get_response(request)
        if settings.COLD_SECONDS_PER_MINUTE and _is_charged(request, response):
            client = get_client_network(request)
            _charge(client, timer.seconds())
            is_file = isinstance(response, FileResponse)  # It is made already.
            if isinstance(response, StreamingHttpResponse) and not is_file:
                response.streaming_content = _charged(iter(response), client)
        return response


class WorkTimer:
    """Measures how long this thread works."""

    def __init__(self) -> None:
        self.started_at, self.cpu_started_at = perf_counter(), thread_time()

    def seconds(self) -> float:
        """The CPU time since the start, and the time of waits up to MAX_WAIT."""
        cpu_seconds = thread_time() - self.cpu_started_at
        waited = perf_counter() - self.started_at - cpu_seconds
        return cpu_seconds + min(max(waited, 0), MAX_WAIT)


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
    if getattr(response, "is_outage", False):
        return False
    is_stored = getattr(response, "page_cache", "") in STORED
    return not is_stored and not has_session(request)


def _charged(content: Iterator[bytes], client: str) -> Iterator[bytes]:
    """The chunks of a stream; the time that the client takes to read is not counted."""
    seconds, timer = 0.0, WorkTimer()
    try:
        for chunk in content:
            seconds += timer.seconds()
            if seconds >= CHARGE_AFTER:
                _charge(client, seconds)
                seconds = 0.0
            yield chunk
            timer = WorkTimer()
    finally:
        _charge(client, seconds)


def _charge(client: str, seconds: float) -> None:
    count_request(SCOPE, client, round(seconds * 1000))
