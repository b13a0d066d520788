"""Refused passwords and codes: the words, and their count as failed sign-ins."""

from typing import TYPE_CHECKING

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

REFUSAL = _("The username, password or code is incorrect.")


def record_refusal(
    request: HttpRequest | None, user: "AbstractBaseUser | AnonymousUser"
) -> None:
    """Count a failed sign-in that is not a wrong password at the sign-in form."""
    credentials = {"username": user.get_username()}
    user_login_failed.send(__name__, credentials=credentials, request=request)


def is_locked_out(
    request: HttpRequest, user: "AbstractBaseUser | AnonymousUser"
) -> bool:
    """Return whether too many failures were counted; the answer is then 429."""
    credentials = {"username": user.get_username()}
    is_locked = not AxesProxyHandler.is_allowed(request, credentials)
    if is_locked:
        request.axes_locked_out = True  # type: ignore[attr-defined]
        request.axes_credentials = credentials  # type: ignore[attr-defined]
    return is_locked
