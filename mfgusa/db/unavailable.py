"""When the database cannot do its work: which errors say so, and what readers are told.

The page is made when the process starts, so that it needs nothing when it is wanted.
"""

import json
import re
from functools import cache
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

AWAY, FULL, READ_ONLY = "away", "full", "read-only"
AGAIN_AFTER = 5  # Seconds.
STATES = (  # Beginnings of SQLSTATE, and what they mean.
    ("08", AWAY),  # The connection broke.
    ("57P", AWAY),  # The server shuts down, or starts.
    ("53300", AWAY),  # Too many connections.
    ("53100", FULL),  # No space on its disk.
    ("58030", FULL),  # Its disk fails.
    ("25006", READ_ONLY),
)
FILE = re.compile(r"\.[a-z]{2,7}$")


def cause(problem: BaseException | None) -> str:
    """Why the database could not do it; nothing if the error is of another kind."""
    if isinstance(problem, InterfaceError):
        return AWAY
    if not isinstance(problem, DatabaseError):
        return ""
    state = getattr(problem.__cause__, "sqlstate", None)
    if not state:
        return AWAY if isinstance(problem, OperationalError) else ""
    return next((means for begun, means in STATES if state.startswith(begun)), "")


def words(why: str) -> str:
    """A cause in one sentence."""
    return {
        AWAY: _("The database does not answer."),
        FULL: _("The database has no space left, so that nothing can be saved."),
        READ_ONLY: _("The database can be read but not written at present."),
    }[why]


def why_not_saved(problem: Exception) -> str:
    """Why work could not be saved, in one sentence, if it is for want of room."""
    if isinstance(problem, OSError):
        reason = problem.strerror or problem
        return _("The server cannot write its files: %(why)s.") % {"why": reason}
    why = cause(problem)
    return words(why) if why in (FULL, READ_ONLY) else ""


def answer(request: HttpRequest, why: str) -> HttpResponse:
    """Service unavailable: a page, or problem details where a file was asked for."""
    if FILE.search(request.path):
        response = HttpResponse(details(why), content_type="application/problem+json")
    else:
        response = HttpResponse(page(why))
    response.status_code = 503
    response["Retry-After"] = str(AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    marked: Any = response
    marked.is_outage = True
    return response


@cache
def page(why: str = AWAY) -> str:
    """The page for people."""
    return render_to_string("503.html", {"why": words(why), "again": AGAIN_AFTER})


def details(why: str) -> str:
    """Problem details for scripts (RFC 9457)."""
    title, detail = _("Not available at present."), words(why)
    body = {"type": "about:blank", "title": title, "status": 503, "detail": detail}
    return json.dumps(body, ensure_ascii=False)
