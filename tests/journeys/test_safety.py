"""What only a running site can show: the limits of its server, and of a browser."""

import socket

import pytest


def asked(site, head):
    """The status with which the site answers the head of a request."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as wire:
        wire.sendall(f"{head}\r\nHost: localhost\r\n\r\n".encode())
        return int(wire.recv(100).split()[1])


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (f"GET / HTTP/1.1\r\nX-Long: {'a' * 300_000}", 431),
        ("GET / HTTP/1.1" + "\r\nX-Many: a" * 5000, 431),
        (f"GET /{'a' * 300_000} HTTP/1.1", 431),
        ("GET / HTTP/1.1\r\nX-Nul: a\x00b", 400),
        ("GET /../../etc/passwd HTTP/1.1", 404),
    ],
)
def test_a_head_without_end_or_sense_is_refused(site, head, status):
    assert asked(site, head) == status
    assert asked(site, "GET /healthz HTTP/1.1") == 200


def test_a_drawing_by_itself_shows_and_forbids_nothing_of_its_own(page):
    for address in ("/map.svg", "/funding.svg", "/static/mfgusa/icon.svg"):
        assert page.goto(address).status == 200
