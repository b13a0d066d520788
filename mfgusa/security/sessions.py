"""How long a session lasts: so long without a request, and so long at all.

The database knows until when a session holds if nothing more is asked for
(`SESSION_COOKIE_AGE`). Each request puts that off, yet writes it once a minute at most.
"""

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends import db

BEGAN, SEEN = "began", "seen"  # In what a session holds: seconds since 1970.
RENEWED = 60  # Seconds after which a request is written down.


class SessionStore(db.SessionStore):
    """Sessions in the database that end `SESSION_LONGEST` after they began."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing once its time is over."""
        data: dict[str, Any] = super().load()
        now = int(time.time())
        if data and now - data.get(BEGAN, 0) >= settings.SESSION_LONGEST:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        if data and now - data.get(SEEN, 0) >= RENEWED:
            self.modified = True  # It is saved, and so is the cookie.
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        now = int(time.time())
        data |= {BEGAN: data.get(BEGAN, now), SEEN: now}
        return super().create_model_instance(data)
