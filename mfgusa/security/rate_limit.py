"""How much one visitor may read: so much a minute that no person notices."""

import json
import logging
import time
from collections.abc import Callable
from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from mfgusa.security.client_ip import address_of

WATCHING = ("/healthz", "/readyz")  # Asked often, by those who run the site.
SIGN_IN = "/admin/login/"
MINUTE = 60

logger = logging.getLogger(__name__)


def with_limits(get_response: Callable) -> Callable:
    """Answer 429 to an address that asks for more than the settings allow.

    Requests are counted by the minute, in the cache of the process or in the one that
    all processes share. A cache that does not answer keeps nobody out.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        kind, most = limit_of(request)
        if most and times_asked(kind, visitor(address_of(request))) > most:
            return too_many(request, most)
        response: HttpResponse = get_response(request)
        return response

    return answer


def limit_of(request: HttpRequest) -> tuple[str, int]:
    """What a request counts as, and how many of those a minute holds; 0 is no limit."""
    if request.path in WATCHING:
        return "watch", 0
    if request.method == "POST" and request.path == SIGN_IN:
        return "sign-in", settings.SIGN_INS_PER_MINUTE
    return "read", settings.READS_PER_MINUTE


def times_asked(kind: str, whose: str) -> int:
    """How often within this minute, this time included."""
    key = f"{kind}:{int(time.time()) // MINUTE}:{whose}"
    try:
        return _one_more(key)
    except Exception:  # Each library of a cache has errors of its own.
        logger.warning("Requests cannot be counted.", exc_info=True)
        return 0


def _one_more(key: str) -> int:
    try:
        return int(cache.incr(key))
    except ValueError:  # The first of the minute; two that are first are both counted.
        return 1 if cache.add(key, 1, 2 * MINUTE) else int(cache.incr(key))


@lru_cache(maxsize=4096)
def visitor(address: str) -> str:
    """Who is counted as one: an address, or the network that one IPv6 line gets."""
    if ":" not in address:
        return address
    known = ip_address(address)
    if known.version == 6 and known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((int(known), 64), strict=False))


def too_many(request: HttpRequest, most: int) -> HttpResponse:
    """A page, or JSON where a file was asked for, that says when to come back."""
    wait = MINUTE - int(time.time()) % MINUTE
    if "." in request.path.rpartition("/")[2]:
        title = _("More than %(most)s requests in a minute.") % {"most": most}
        about = {"type": "about:blank", "title": title, "status": 429}
        body = json.dumps(about | {"retry_after": wait})
        kind = "application/problem+json"
    else:
        body = render_to_string("429.html", {"most": most, "wait": wait})
        kind = "text/html"
    headers = {"Retry-After": str(wait), "Cache-Control": "no-store"}
    return HttpResponse(body, status=429, content_type=kind, headers=headers)
