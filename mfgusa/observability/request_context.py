"""The id, duration and query count of the request that a thread is working on."""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest

REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(slots=True)
class RequestContext:
    """The id of a request, its start on the performance counter, and its queries."""

    request_id: str
    query_count: int = 0
    started_at: float = field(default_factory=perf_counter)

    @property
    def elapsed_ms(self) -> float:
        """Milliseconds since the request started."""
        return round((perf_counter() - self.started_at) * 1000, 2)


current_context: ContextVar[RequestContext | None] = ContextVar(
    "request_context", default=None
)


def enter_request_context(request: HttpRequest) -> RequestContext:
    """Create the context of a request and make it the current one of this thread."""
    context = RequestContext(get_request_id(request))
    current_context.set(context)
    return context


def get_request_id(request: HttpRequest) -> str:
    """Return the well-formed id set by a trusted proxy, or a new one."""
    header = settings.REQUEST_ID_HEADER
    request_id: str = request.META.get(header, "") if header else ""
    return request_id if REQUEST_ID.fullmatch(request_id) else os.urandom(16).hex()
