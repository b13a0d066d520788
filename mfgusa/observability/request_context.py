"""What a request has cost so far; each thread works on one request at a time."""

import os
import re
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")


@dataclass(slots=True)
class Tally:
    """The id of a request, when it began and how many queries it has asked."""

    id: str
    queries: int = 0
    begun: float = field(default_factory=perf_counter)

    @property
    def ms(self) -> float:
        return round((perf_counter() - self.begun) * 1000, 2)


current: ContextVar[Tally | None] = ContextVar("tally", default=None)


def begin(request: HttpRequest) -> Tally:
    """A tally of this request, for all that happens in this thread from now on."""
    tally = Tally(id_of(request))
    current.set(tally)
    return tally


def id_of(request: HttpRequest) -> str:
    """The id that a trusted proxy gave the request, if well-formed; or a new one."""
    name = settings.REQUEST_ID_HEADER
    given = request.META.get(name, "") if name else ""
    return given if WELL_FORMED.fullmatch(given) else os.urandom(16).hex()
