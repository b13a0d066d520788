"""Sessions that end after a time without requests, and after a total time.

`SESSION_COOKIE_AGE` limits the time without requests. A request renews the session,
which is written at most once a minute.

The data of a session say when it started, when it was last used, and from where; a
session that is signed in has a row in `AccountSession`, by which its account finds it.

A session key is signed, so that a made-up session cookie is recognized without a query.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_ID
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from mfgusa.security.models import AccountSession

if TYPE_CHECKING:
    from django.contrib.sessions.base_session import AbstractBaseSession

# Keys of the session data; the values are seconds since 1970.
STARTED_AT, LAST_SEEN_AT = "started_at", "last_seen_at"
RENEW_AFTER = 60  # Seconds.
RANDOM_LENGTH, SIGNATURE_LENGTH = 18, 22  # Characters of a key: 93 and 88 bits.
KEY_SALT = "mfgusa.security.sessions"


class SessionStore(db.SessionStore):
    """Sessions in the database that end `SESSION_MAX_AGE` seconds after they start."""

    def load(self) -> dict[str, Any]:
        """Return the session data, empty if the session has ended."""
        data = super().load()
        now = int(time.time())
        if data and now - data.get(STARTED_AT, 0) >= settings.SESSION_MAX_AGE:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if data and now - data.get(LAST_SEEN_AT, 0) >= RENEW_AFTER:
            self.modified = True  # The session and its cookie are saved.
        return data

    def save(self, must_create: bool = False) -> None:
        """Save the session and, if it is signed in, whose it is."""
        with transaction.atomic():  # Nobody ends it in between.
            super().save(must_create)
            user_id = self.get(USER_ID)
            if user_id and self.session_key:
                row = AccountSession(session_id=self.session_key, user_id=int(user_id))
                AccountSession.objects.bulk_create([row], ignore_conflicts=True)

    def create_model_instance(self, data: dict[str, Any]) -> "AbstractBaseSession":
        now = int(time.time())
        data |= {STARTED_AT: data.get(STARTED_AT, now), LAST_SEEN_AT: now}
        return super().create_model_instance(data)

    def _get_new_session_key(self) -> str:
        return _signed(get_random_string(RANDOM_LENGTH, VALID_KEY_CHARS))


class IssuedSessionsMiddleware:
    """Drop a session cookie that this site did not issue.

    Whatever runs after it takes a session cookie as a sign of a curator: reads from the
    primary, no bound on statements, and a look whether the session still exists.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if session_key is not None and not is_issued(session_key):
            del request.COOKIES[settings.SESSION_COOKIE_NAME]
        return self.get_response(request)


def is_issued(session_key: str) -> bool:
    """Whether a session key carries the signature of this site; no query."""
    return constant_time_compare(_signed(session_key[:RANDOM_LENGTH]), session_key)


def _signed(random_part: str) -> str:
    signature = salted_hmac(KEY_SALT, random_part, algorithm="sha256").hexdigest()
    return random_part + signature[:SIGNATURE_LENGTH]


def has_session(request: HttpRequest) -> bool:
    """Whether the session of a request exists; one query for an issued cookie."""
    session_key = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if not session_key:
        return False
    if "has_session" not in vars(request):
        vars(request)["has_session"] = bool(SessionStore(session_key).load())
    return bool(vars(request)["has_session"])
