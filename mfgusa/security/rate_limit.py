"""Rate limits per client, by the minute."""

import functools
import json
import logging
import os
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mfgusa.client_ip import get_client_network
from mfgusa.security.shared_counters import SharedCounters
from mfgusa.shared_cache import report_failure

HEALTH_CHECKS = ("/healthz", "/readyz")  # Polled by whoever runs the site.
LOGIN_PATH = "/admin/login/"
MINUTE = 60

logger = logging.getLogger(__name__)


class RateLimitMiddleware:
    """Return 429 to a client that sends more requests than the settings allow.

    Requests are counted by the minute: in the default cache if CACHE_URL names one for
    several machines, else in a table that the processes of a machine share. If the
    counters fail, requests are let through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope, limit = limit_for(request)
        if limit and count_request(scope, get_client_network(request)) > limit:
            reason = _("Your network sent more than %(most)s requests in one minute.")
            return too_many_requests(request, reason % {"most": limit})
        return self.get_response(request)


def limit_for(request: HttpRequest) -> tuple[str, int]:
    """Return the scope of a request and its limit per minute; 0 means no limit."""
    if request.path in HEALTH_CHECKS:
        return "health", 0
    if request.method == "POST" and request.path == LOGIN_PATH:
        return "sign-in", settings.SIGN_INS_PER_MINUTE
    return "read", settings.READS_PER_MINUTE


def count_request(scope: str, client: str, amount: int = 1) -> int:
    """Add to the client's count of this minute and return it; 0 if it is unknown."""
    minute = int(time.time()) // MINUTE
    if settings.CACHE_URL:
        return _count_in_cache(f"{scope}:{minute}:{client}", amount)
    try:
        return counters_of_machine().add(f"{scope}:{client}", minute, amount)
    except Exception as error:
        logger.warning("Requests cannot be counted: %s", error)
        return 0


def _count_in_cache(key: str, amount: int) -> int:
    try:
        return _increment(key, amount)
    except Exception as error:  # Each cache library has exceptions of its own.
        report_failure(error)
        return 0


def _increment(key: str, amount: int) -> int:
    try:
        return int(cache.incr(key, amount))
    except ValueError:  # The first request of the minute; add() fails in a race.
        is_first = cache.add(key, amount, 2 * MINUTE)
        return amount if is_first else int(cache.incr(key, amount))


@functools.cache
def counters_of_machine() -> SharedCounters:
    """The counters of all processes that `run` started, else those of this process."""
    secret = str(settings.SECRET_KEY).encode()
    return SharedCounters(secret, os.environ.get("SHARED_COUNTERS", ""))


def too_many_requests(request: HttpRequest, reason: str) -> HttpResponse:
    """Return a 429 with Retry-After: a page, or problem JSON for a file."""
    retry_after = MINUTE - int(time.time()) % MINUTE
    if "." in request.path.rpartition("/")[2]:
        body = _problem_details(reason, retry_after)
        content_type = "application/problem+json"
    else:
        body = render_to_string("429.html", {"why": reason, "wait": retry_after})
        content_type = "text/html"
    headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
    return HttpResponse(body, status=429, content_type=content_type, headers=headers)


def _problem_details(reason: str, retry_after: int) -> str:
    """Problem details for scripts (RFC 9457)."""
    title = _("Too many requests")
    problem = {"type": "about:blank", "title": title, "status": 429, "detail": reason}
    return json.dumps({**problem, "retry_after": retry_after}, ensure_ascii=False)
