"""Rate limits per client, by the minute."""

import json
import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mfgusa.security.client_ip import get_client_network

HEALTH_CHECKS = ("/healthz", "/readyz")  # Polled by whoever runs the site.
LOGIN_PATH = "/admin/login/"
MINUTE = 60

logger = logging.getLogger(__name__)


class RateLimitMiddleware:
    """Return 429 to a client that sends more requests than the settings allow.

    Requests are counted by the minute, in the default cache. If the cache fails,
    requests are let through.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        scope, limit = limit_for(request)
        if limit and count_request(scope, get_client_network(request)) > limit:
            return too_many_requests(request, limit)
        return self.get_response(request)


def limit_for(request: HttpRequest) -> tuple[str, int]:
    """Return the scope of a request and its limit per minute; 0 means no limit."""
    if request.path in HEALTH_CHECKS:
        return "health", 0
    if request.method == "POST" and request.path == LOGIN_PATH:
        return "sign-in", settings.SIGN_INS_PER_MINUTE
    return "read", settings.READS_PER_MINUTE


def count_request(scope: str, client: str) -> int:
    """Count a request; return the client's requests in this minute, 0 if unknown."""
    key = f"{scope}:{int(time.time()) // MINUTE}:{client}"
    try:
        return _increment(key)
    except Exception:  # Each cache library has exceptions of its own.
        logger.warning("Requests cannot be counted.", exc_info=True)
        return 0


def _increment(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # The first request of the minute; add() fails in a race.
        return 1 if cache.add(key, 1, 2 * MINUTE) else int(cache.incr(key))


def too_many_requests(request: HttpRequest, limit: int) -> HttpResponse:
    """Return a 429 with Retry-After: a page, or problem JSON for a file."""
    retry_after = MINUTE - int(time.time()) % MINUTE
    if "." in request.path.rpartition("/")[2]:
        title = _("More than %(most)s requests in a minute.") % {"most": limit}
        problem = {"type": "about:blank", "title": title, "status": 429}
        body = json.dumps({**problem, "retry_after": retry_after})
        content_type = "application/problem+json"
    else:
        body = render_to_string("429.html", {"most": limit, "wait": retry_after})
        content_type = "text/html"
    headers = {"Retry-After": str(retry_after), "Cache-Control": "no-store"}
    return HttpResponse(body, status=429, content_type=content_type, headers=headers)
