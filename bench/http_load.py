"""How many answers a server gives in a second, over connections that stay open."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import NamedTuple
from urllib.parse import urlsplit

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
END = b"\r\n0\r\n\r\n"


class Rates(NamedTuple):
    """Answers a second; median and 95th percentile of the time in milliseconds."""

    rate: float
    p50: float
    p95: float


class Connection:
    """A connection that asks for one address after another."""

    def __init__(self, url: str, cookie: str = "") -> None:
        parts = urlsplit(url)
        self.headers = f"Host: {parts.netloc}\r\nAccept-Encoding: gzip\r\n"
        if cookie:
            self.headers += f"Cookie: {cookie}\r\n"
        self.socket = socket.create_connection((parts.hostname, parts.port), 120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> None:
        """Read a whole answer. Raises ValueError for a status other than 200."""
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{self.headers}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._receive()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{path}: {answer[:100]!r}")
        self._read_body(*answer.split(b"\r\n\r\n", 1))

    def _read_body(self, head: bytes, body: bytes) -> None:
        if length := LENGTH.search(head):
            remaining = int(length.group(1)) - len(body)
            while remaining > 0:
                remaining -= len(self._receive())
        elif CHUNKED.search(head):
            tail = head[-2:] + body[-7:]
            while not tail.endswith(END):
                tail = (tail + self._receive())[-7:]

    def _receive(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        return part


def http_load(
    url: str, paths: list[str], *, seconds: float, readers: int = 4, cookie: str = ""
) -> Rates:
    """Ask for the paths in turn for some seconds, or once each if that takes longer.

    Each reader has its own share of the paths, so that no path is asked by two.
    """
    end = time.monotonic() + seconds
    shares = [paths[n::readers] or paths for n in range(readers)]
    with ThreadPoolExecutor(readers) as pool:
        begin = time.monotonic()
        runs = pool.map(lambda share: list(read(url, share, end, cookie)), shares)
        times = sorted(seconds for run in runs for seconds in run)
        whole = time.monotonic() - begin
    p50, p95 = (1000 * times[int(part * (len(times) - 1))] for part in (0.5, 0.95))
    return Rates(len(times) / whole, p50, p95)


def read(url: str, paths: list[str], end: float, cookie: str = "") -> Iterator[float]:
    """Seconds of each answer to a reader; a single path is repeated until the end."""
    connection = Connection(url, cookie)
    for path in cycle(paths) if len(paths) == 1 else paths:
        begin = time.monotonic()
        connection.get(path)
        yield time.monotonic() - begin
        if time.monotonic() > end:
            return
