"""The server that a request reads from: the same one from its first query to its last.

A GET or HEAD request without a session reads from a replica that is up. All other
requests use the primary, so that whoever writes something also reads it. A replica
that goes away is left out for some seconds.
"""

import random
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse

from mfgusa.db.absence import absence_of

chosen: ContextVar[str | None] = ContextVar("replica", default=None)


def names() -> list[str]:
    """The replicas of the settings."""
    return [alias for alias in connections if alias.startswith("replica")]


def with_replicas(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that chooses the server of a request, and another if that fails."""
    if not names():
        raise MiddlewareNotUsed

    def respond(request: HttpRequest) -> HttpResponse:
        alias = one_for(request)
        chosen.set(alias)
        response = get_response(request)
        if alias and getattr(response, "is_outage", False):
            absence_of(alias).begin("it broke off")
            read_primary()
            request.__dict__.pop("table_versions", None)  # They were the replica's.
            response = get_response(request)
        return response

    return respond


def one_for(request: HttpRequest) -> str | None:
    """The replica that a request may read from, or None for the primary."""
    if request.method not in ("GET", "HEAD"):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    aliases = [alias for alias in names() if not absence_of(alias).lasts]
    return random.choice(aliases) if aliases else None


def read_primary() -> None:
    """Read from the primary from here on."""
    if chosen.get():
        chosen.set(None)
        connection.close()
