"""503 Service Unavailable: which errors of the database call for it, and its page.

The page is rendered when the process starts, so that it needs nothing later.
"""

import json
import re
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

AWAY, FULL, READ_ONLY, SLOW = "away", "full", "read-only", "slow"
NO_MEMORY, NO_RIGHTS = "no memory", "no rights"
RETRY_AFTER = {  # Seconds.
    AWAY: 5,
    FULL: 5,
    READ_ONLY: 5,
    SLOW: 60,
    NO_MEMORY: 5,
    NO_RIGHTS: 5,
}
CAUSES = (  # Prefixes of SQLSTATE, and what they mean.
    ("08", AWAY),  # The connection broke.
    ("57P", AWAY),  # The server shuts down, or starts.
    ("53300", AWAY),  # Too many connections.
    # A standby cancels what conflicts with its replay; another server can answer. No
    # write gets this error, since transactions that write are READ COMMITTED.
    ("40001", AWAY),
    ("53100", FULL),  # No space on its disk.
    ("58030", FULL),  # Its disk fails.
    ("53200", NO_MEMORY),  # Also: no room in its table of locks.
    ("25006", READ_ONLY),
    ("42501", NO_RIGHTS),  # As between a restore and deploy/roles.sql.
    ("57014", SLOW),  # The server canceled the statement.
)
FILE_SUFFIX = re.compile(r"\.[a-z]{2,7}$")


class OutageResponse(HttpResponse):
    """An answer that says that the database cannot do its work.

    Another server may be able to: where `is_outage` is true, the primary is asked.
    """

    status_code = 503
    is_outage = True


def outage_cause(error: BaseException | None) -> str:
    """Why the database could not do its work; empty for an error of another kind."""
    if isinstance(error, InterfaceError):
        return AWAY
    if not isinstance(error, DatabaseError):
        return ""
    state = getattr(error.__cause__, "sqlstate", None)
    if not state:
        return AWAY if isinstance(error, OperationalError) else ""
    return next((cause for prefix, cause in CAUSES if state.startswith(prefix)), "")


def outage_message(cause: str) -> str:
    """A cause in one sentence."""
    return {
        AWAY: _("The database does not answer."),
        FULL: _("The database has no space left, so that nothing can be saved."),
        READ_ONLY: _("The database can be read but not written at present."),
        SLOW: _(
            "This page took too long to compute, "
            "so we stopped it to keep the site fast for others."
        ),
        NO_MEMORY: _("The database has not enough memory for this."),
        NO_RIGHTS: _("The database does not let this site read or write at present."),
    }[cause]


def save_failure_message(error: Exception) -> str:
    """Why work could not be saved, in one sentence, if there is no room for it."""
    if isinstance(error, OSError):
        reason = error.strerror or error
        return _("The server cannot write its files: %(why)s.") % {"why": reason}
    cause = outage_cause(error)
    return outage_message(cause) if cause in (FULL, READ_ONLY, NO_MEMORY) else ""


def outage_response(request: HttpRequest, cause: str) -> OutageResponse:
    """A page, or problem details where a file was requested."""
    if FILE_SUFFIX.search(request.path):
        content, content_type = outage_details(cause), "application/problem+json"
    else:
        content, content_type = outage_page(cause), None
    headers = {"Retry-After": str(RETRY_AFTER[cause]), "Cache-Control": "no-store"}
    response = OutageResponse(content, content_type=content_type, headers=headers)
    response.is_outage = cause != SLOW  # It would be as slow anywhere.
    return response


@cache
def outage_page(cause: str = AWAY) -> str:
    """The page for people."""
    context = {"why": outage_message(cause), "again": RETRY_AFTER[cause]}
    return render_to_string("503_slow.html" if cause == SLOW else "503.html", context)


def outage_details(cause: str) -> str:
    """Problem details for scripts (RFC 9457)."""
    is_slow, detail = cause == SLOW, outage_message(cause)
    title = _("This took too long.") if is_slow else _("Not available at present.")
    body = {"type": "about:blank", "title": title, "status": 503, "detail": detail}
    return json.dumps(body, ensure_ascii=False)
