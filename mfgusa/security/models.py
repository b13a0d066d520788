"""Which account a session is signed in to."""

from typing import Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import models


class AccountSessionQuerySet(models.QuerySet["AccountSession"]):
    """The sessions of accounts, to find and to end."""

    def of(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        return self.filter(user=user)

    def other_than(self, session_key: str | None) -> Self:
        return self.exclude(session=session_key)

    def end(self) -> int:
        """End the sessions at once, in all processes; return their number."""
        sessions = Session.objects.filter(pk__in=self.values("session"))
        return sessions.delete()[0]


class AccountSession(models.Model):
    """A session that is signed in to an account; it is deleted with the session.

    The database deletes it, whoever deletes the session: the release before, or
    `clearsessions`. What is known of the session is in its data.
    """

    session = models.OneToOneField(Session, models.DO_NOTHING, db_constraint=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, db_constraint=False, related_name="+"
    )

    objects = AccountSessionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"session {self.pk} of account {self.user_id}"
