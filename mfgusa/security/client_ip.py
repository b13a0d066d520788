"""Where a request comes from, as far as that can be believed."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The address of the visitor.

    Each proxy adds to X-Forwarded-For whom it was asked by; so as many entries from
    its end may be believed as there are proxies of our own (TRUSTED_PROXIES). What
    does not hold an address there counts as the nearest proxy.
    """
    nearest: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return nearest
    said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    try:
        return str(ip_address(said[-settings.TRUSTED_PROXIES].strip()))
    except (IndexError, ValueError):
        return nearest
