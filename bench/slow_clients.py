"""Clients that send and read a few bytes a second, as long as they like."""

import selectors
import socket
import time
from contextlib import suppress
from threading import Event, Thread
from urllib.parse import urlsplit

from bench.load import ask

CLIENTS = 200
FILE = "/data/sources.json"
HOST = b"Host: localhost\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n"
COOKIE = b"Cookie: csrftoken=" + 32 * b"a" + b"\r\n"  # With it the body is read.
BODY = b"POST /admin/login/ HTTP/1.1\r\n" + HOST + COOKIE + FORM + b"\r\n"
READ = (b"GET " + FILE.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n") * 40
HEAD = b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: "
# Half send bodies or headers that never end, half do not read what they asked for.
KINDS = (BODY, READ, HEAD, READ)


class SlowClients:
    """Connections that trickle while this is entered; who is cut off comes again."""

    def __init__(self, url: str, count: int = CLIENTS) -> None:
        parts = urlsplit(url)
        self.address = (parts.hostname, parts.port)
        self.over, self.cut_off = Event(), 0
        self.begins = [KINDS[number % len(KINDS)] for number in range(count)]
        self.thread = Thread(target=self._trickle)

    def __enter__(self) -> "SlowClients":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def _trickle(self) -> None:
        with selectors.DefaultSelector() as selector:
            for begin in self.begins:
                self._connect(selector, begin)
            while not self.over.wait(1):
                for key in list(selector.get_map().values()):
                    self._move_a_byte(selector, key)
            for key in list(selector.get_map().values()):
                key.fileobj.close()

    def _connect(self, selector: selectors.BaseSelector, begin: bytes) -> None:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(0.2)
        with suppress(OSError):
            client.connect(self.address)
            client.sendall(begin)
        client.setblocking(False)
        selector.register(client, selectors.EVENT_READ, begin)

    def _move_a_byte(
        self, selector: selectors.BaseSelector, key: selectors.SelectorKey
    ) -> None:
        """Send a byte, or read some; connect again if the server hung up."""
        client, begin = key.fileobj, key.data
        try:
            is_open = client.recv(100) if begin == READ else client.send(b"x")
        except BlockingIOError:
            return
        except OSError:
            is_open = False
        if not is_open:
            self.cut_off += 1
            selector.unregister(client)
            client.close()
            self._connect(selector, begin)


class HealthChecks:
    """A monitor that asks `/healthz` twice a second while this is entered."""

    def __init__(self, url: str) -> None:
        self.url, self.over = f"{url}/healthz", Event()
        self.failed, self.slowest = 0, 0.0
        self.thread = Thread(target=self._ask)

    def __enter__(self) -> "HealthChecks":
        self.thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.thread.join()

    def _ask(self) -> None:
        while not self.over.wait(0.5):
            begin = time.monotonic()
            status, _is_good = ask(self.url)
            self.slowest = max(self.slowest, time.monotonic() - begin)
            self.failed += status != 200
