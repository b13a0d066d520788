"""The sessions of an account: the page that shows and ends them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now

from mfgusa.client_ip import get_client_network
from mfgusa.security.models import AccountSession, AccountSessionQuerySet
from mfgusa.security.sessions import LAST_SEEN_AT, STARTED_AT
from mfgusa.security.user_agent import describe_browser
from mfgusa.text import parse_id

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ADDRESS, BROWSER = "address", "browser"  # Keys of the session data.


@dataclass(frozen=True)
class SessionSummary:
    """What a session shows of itself; its key, which is a secret, is not there."""

    pk: int
    started_at: datetime
    last_seen_at: datetime
    address: str
    browser: str
    is_current: bool


class AccountSessionList:
    """The sessions of an account, seen from the session of a request."""

    def __init__(self, request: HttpRequest, user: "User") -> None:
        self.request, self.user = request, user

    def submit(self) -> int:
        """End the session that the form names, or all but the current one."""
        ended = other_sessions(self.request, self.user)
        pk = self.request.POST.get("session", "")
        if pk != "others":
            ended = ended.filter(pk=parse_id(pk) or 0)
        return ended.end()

    def get_context(self) -> dict[str, Any]:
        """Return the page context: the sessions, the current and the newest first."""
        sessions = sorted(
            self._summaries(),
            key=lambda session: (session.is_current, session.last_seen_at),
            reverse=True,
        )
        others = [session for session in sessions if not session.is_current]
        is_own = self.user.pk == self.request.user.pk
        return {
            "sessions": sessions,
            "has_others": bool(others),
            "account": self.user,
            "is_own": is_own,
        }

    def _summaries(self) -> Iterator[SessionSummary]:
        rows = AccountSession.objects.of(self.user).select_related("session")
        password_hash = self.user.get_session_auth_hash()
        for row in rows.filter(session__expire_date__gt=now()):
            data = row.session.get_decoded()
            if is_signed_in(data, password_hash):
                yield SessionSummary(
                    pk=row.pk,
                    started_at=datetime.fromtimestamp(data[STARTED_AT], UTC),
                    last_seen_at=datetime.fromtimestamp(data[LAST_SEEN_AT], UTC),
                    address=data.get(ADDRESS, ""),
                    browser=data.get(BROWSER, ""),
                    is_current=row.session_id == self.request.session.session_key,
                )


def is_signed_in(data: dict[str, Any], password_hash: str) -> bool:
    """Return whether a session lasts, and has not ended by a change of password."""
    age = now().timestamp() - data.get(STARTED_AT, 0)
    is_same_password = constant_time_compare(
        data.get(HASH_SESSION_KEY, ""), password_hash
    )
    return is_same_password and age < settings.SESSION_MAX_AGE


def other_sessions(request: HttpRequest, user: "User") -> AccountSessionQuerySet:
    """Return the sessions of an account without the current one."""
    return AccountSession.objects.of(user).other_than(request.session.session_key)


def record_client(request: HttpRequest) -> None:
    """Keep in a new session from where it was signed in."""
    request.session[ADDRESS] = get_client_network(request)
    request.session[BROWSER] = describe_browser(request)
