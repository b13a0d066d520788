"""Limits of failed sign-ins: of a name from one address, and of a name from anywhere.

django-axes locks a name for the address that it failed from. Past a number of failures
in an hour, from whatever addresses, the name is closed to all but known addresses:
those that it has signed in from before. So whoever guesses from many addresses is
stopped, and cannot lock the owner out.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import ceil

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from mfgusa.client_ip import fold_address, get_client_network

HOUR = timedelta(hours=1)
KNOWN_FOR = timedelta(days=90)
KNOWN_SIGN_INS = 100  # Of a name; the addresses of earlier ones are forgotten.


class SignInLimitHandler(AxesDatabaseHandler):
    """The handler of django-axes, with a limit for a name from all addresses.

    The failures are counted before the password is checked and recorded after it:
    requests that run at the same time may pass the limit by their number.
    """

    def is_locked(
        self, request: HttpRequest, credentials: dict[str, object] | None = None
    ) -> bool:
        username = get_client_username(request, credentials)
        is_locked = super().is_locked(request, credentials)
        return is_locked or closed_until(request, username) is not None

    def remove_out_of_limit_failure_logs(
        self, *, username: str, limit: int | None = None
    ) -> int:
        """Remove nothing: it would be the newest failures, which are counted."""
        return 0


def closed_until(request: HttpRequest, username: str) -> datetime | None:
    """Return when a name opens to the address of a request; None if it is open."""
    failures = AccessFailureLog.objects.filter(
        username=username, attempt_time__gt=now() - HOUR
    )
    moments = failures.order_by("-attempt_time").values_list("attempt_time", flat=True)
    limit = settings.SIGN_IN_FAILURES_PER_HOUR
    last_counted: datetime | None = moments[limit - 1 : limit].first()
    if last_counted is None or is_known(username, get_client_network(request)):
        return None
    return last_counted + HOUR


def is_known(username: str, network: str) -> bool:
    """Return whether a name has signed in from a network lately."""
    sign_ins = AccessLog.objects.filter(
        username=username, attempt_time__gt=now() - KNOWN_FOR
    )
    addresses = sign_ins.order_by("-attempt_time").values_list("ip_address", flat=True)
    return network in {fold_address(ip or "") for ip in addresses[:KNOWN_SIGN_INS]}


def lockout_response(
    request: HttpRequest,
    response: HttpResponse,
    credentials: Mapping[str, object] | None,
) -> HttpResponse:
    """Return the 429 page after too many failures; see AXES_LOCKOUT_CALLABLE."""
    until = closed_until(request, get_client_username(request, credentials))
    wait = until - now() if until else get_cool_off(request) or timedelta()
    seconds = ceil(wait.total_seconds())
    context = admin.site.each_context(request) | {
        "title": _("Too many failed sign-ins"),
        "minutes": ceil(seconds / 60),
        "known_days": KNOWN_FOR.days,
    }
    page = TemplateResponse(request, "admin/locked_out.html", context, status=429)
    page["Retry-After"] = str(seconds)
    return page.render()
