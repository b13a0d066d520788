"""How many answers a server gives in a second, over connections that stay open."""

import re
import socket
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from gzip import decompress
from itertools import cycle
from typing import NamedTuple
from urllib.parse import urlsplit

from bench.report import Times

STATUS = re.compile(rb"HTTP/1\.1 (\d{3})")
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
CHUNKED = re.compile(rb"(?i)\r\ntransfer-encoding: *chunked")
ETAG = re.compile(rb"(?i)\r\netag: *(\S+)")
CODED = re.compile(rb"(?i)\r\ncontent-encoding: *gzip")
END = b"\r\n0\r\n\r\n"


class HttpAnswer(NamedTuple):
    """An answer as it came over the wire."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        match = STATUS.match(self.head)
        assert match
        return int(match[1])

    @property
    def etag(self) -> str:
        match = ETAG.search(self.head)
        return match[1].decode() if match else ""

    @property
    def text(self) -> str:
        """The body of an answer that is not chunked."""
        is_coded = CODED.search(self.head)
        return (decompress(self.body) if is_coded else self.body).decode()


class Connection:
    """A connection that asks for one address after another."""

    def __init__(self, url: str, cookie: str = "") -> None:
        parts = urlsplit(url)
        self.headers = {"Host": parts.netloc, "Accept-Encoding": "gzip"}
        if cookie:
            self.headers["Cookie"] = cookie
        self.socket = socket.create_connection((parts.hostname, parts.port), 120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> None:
        """Read a whole answer. Raises ValueError for a status other than 200."""
        answer = self.ask(path)
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.head[:100]!r}")

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> HttpAnswer:
        """Read a whole answer of any status."""
        every = {**self.headers, **(headers or {})}
        lines = "".join(f"{name}: {value}\r\n" for name, value in every.items())
        self.socket.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._receive()
        head, body = answer.split(b"\r\n\r\n", 1)
        return HttpAnswer(head, self._read_body(head, body))

    def _read_body(self, head: bytes, start: bytes) -> bytes:
        body = bytearray(start)
        if length := LENGTH.search(head):
            while len(body) < int(length.group(1)):
                body += self._receive()
        elif CHUNKED.search(head):
            while not (head[-2:] + body[-7:]).endswith(END):
                body += self._receive()
        return bytes(body)

    def _receive(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        return part

    def close(self) -> None:
        self.socket.close()


def http_load(
    url: str, paths: list[str], *, seconds: float, readers: int = 4, cookie: str = ""
) -> Times:
    """Ask for the paths in turn for some seconds, or once each if that takes longer.

    Each reader has its own share of the paths, so that no path is asked by two.
    """
    end = time.monotonic() + seconds
    shares = [paths[n::readers] or paths for n in range(readers)]
    with ThreadPoolExecutor(readers) as pool:
        begin = time.monotonic()
        runs = pool.map(lambda share: list(read(url, share, end, cookie)), shares)
        times = [seconds for run in runs for seconds in run]
        return Times.of(times, time.monotonic() - begin)


def read(url: str, paths: list[str], end: float, cookie: str = "") -> Iterator[float]:
    """Seconds of each answer to a reader; a single path is repeated until the end."""
    connection = Connection(url, cookie)
    for path in cycle(paths) if len(paths) == 1 else paths:
        begin = time.monotonic()
        connection.get(path)
        yield time.monotonic() - begin
        if time.monotonic() > end:
            return
