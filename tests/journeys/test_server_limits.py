"""Limits that only a running server and a browser can show."""

import socket

import pytest


def status_of(site, headers):
    """Return the status of the response to these raw request headers."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as connection:
        connection.sendall(f"{headers}\r\nHost: localhost\r\n\r\n".encode())
        return int(connection.recv(100).split()[1])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (f"GET / HTTP/1.1\r\nX-Long: {'a' * 300_000}", 431),
        ("GET / HTTP/1.1" + "\r\nX-Many: a" * 5000, 431),
        (f"GET /{'a' * 300_000} HTTP/1.1", 431),
        ("GET / HTTP/1.1\r\nX-Nul: a\x00b", 400),
        ("GET /../../etc/passwd HTTP/1.1", 404),
    ],
)
def test_oversized_or_malformed_headers_are_refused(site, headers, status):
    assert status_of(site, headers) == status
    assert status_of(site, "GET /healthz HTTP/1.1") == 200


def test_a_standalone_svg_violates_no_policy(page):
    for address in ("/map.svg", "/funding.svg", "/static/mfgusa/icon.svg"):
        assert page.goto(address).status == 200
