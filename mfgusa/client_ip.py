"""The client's IP address, read through trusted proxies only."""

from functools import lru_cache
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def get_client_ip(request: HttpRequest) -> str:
    """Return the client's IP address."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return read_client_ip(request.META.get("REMOTE_ADDR", ""), forwarded)


def read_client_ip(remote_addr: str, forwarded_for: str) -> str:
    """Return the client's IP address from that of a connection and X-Forwarded-For.

    Each proxy appends the address of its client to X-Forwarded-For, so only the last
    TRUSTED_PROXIES entries can be trusted. If the entry is missing or isn't an IP
    address, the address of the nearest proxy is returned.
    """
    if not settings.TRUSTED_PROXIES:
        return remote_addr
    forwarded = forwarded_for.split(",")
    try:
        return str(ip_address(forwarded[-settings.TRUSTED_PROXIES].strip()))
    except (IndexError, ValueError):
        return remote_addr


def get_client_network(request: HttpRequest) -> str:
    """Return the client's IP address as requests and failures are counted by it."""
    return fold_address(get_client_ip(request))


@lru_cache(maxsize=4096)
def fold_address(address: str) -> str:
    """Return the address or, for IPv6, the first of its /64: one line has all of it."""
    if ":" not in address:
        return address
    ip = ip_address(address)
    if ip.version == 6 and ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ip_network((int(ip), 64), strict=False).network_address)
