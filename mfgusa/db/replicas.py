"""Which server a request reads from: one, from the version of the data to the last row.

Requests of nobody in particular (GET or HEAD, without a session) read a replica that
is there; all else, and all who are signed in, use the primary, so that whoever writes
reads it back. A replica that goes away is left out for some seconds.
"""

import random
from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection, connections
from django.http import HttpRequest

from mfgusa.db.absence import absence_of

chosen: ContextVar[str | None] = ContextVar("replica", default=None)


def names() -> list[str]:
    """The replicas of the settings."""
    return [alias for alias in connections if alias.startswith("replica")]


def with_replicas(get_response: Callable) -> Callable:
    """Middleware: chooses the server of a request, and another if that fails it."""
    if not names():
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> Any:
        alias = one_for(request)
        chosen.set(alias)
        response = get_response(request)
        if alias and getattr(response, "is_outage", False):
            absence_of(alias).begin("it broke off")
            read_primary()
            request.__dict__.pop("data_version", None)  # It was the replica's.
            response = get_response(request)
        return response

    return answer


def one_for(request: HttpRequest) -> str | None:
    """A replica for a request that may read from one; none: the primary."""
    if request.method not in ("GET", "HEAD"):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    there = [alias for alias in names() if not absence_of(alias).lasts]
    return random.choice(there) if there else None


def read_primary() -> None:
    """Read from the primary from here on."""
    if chosen.get():
        chosen.set(None)
        connection.close()


def from_primary(view: Callable) -> Callable:
    """A view that never reads from a replica."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        read_primary()
        return view(request, *args, **kwargs)

    return answer
