"""The client's IP address, read through trusted proxies only."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def get_client_ip(request: HttpRequest) -> str:
    """Return the client's IP address.

    Each proxy appends the address of its client to X-Forwarded-For, so only the last
    TRUSTED_PROXIES entries can be trusted. If the entry is missing or isn't an IP
    address, the address of the nearest proxy is returned.
    """
    remote_addr: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return remote_addr
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    try:
        return str(ip_address(forwarded[-settings.TRUSTED_PROXIES].strip()))
    except (IndexError, ValueError):
        return remote_addr
