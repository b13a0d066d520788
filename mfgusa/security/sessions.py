"""Sessions that end after a time without requests, and after a total time.

`SESSION_COOKIE_AGE` limits the time without requests. A request renews the session,
which is written at most once a minute.
"""

import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.backends import db

if TYPE_CHECKING:
    from django.contrib.sessions.base_session import AbstractBaseSession

# Keys of the session data; the values are seconds since 1970.
STARTED_AT, LAST_SEEN_AT = "started_at", "last_seen_at"
RENEW_AFTER = 60  # Seconds.


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

    def create_model_instance(self, data: dict[str, Any]) -> "AbstractBaseSession":
        now = int(time.time())
        data |= {STARTED_AT: data.get(STARTED_AT, now), LAST_SEEN_AT: now}
        return super().create_model_instance(data)
