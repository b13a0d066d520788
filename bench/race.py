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


class Times(NamedTuple):
    """Answers a second, and the time in milliseconds of half and of most of them."""

    rate: float
    p50: float
    p95: float


class Reader:
    """One connection that asks for one address after another."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host = parts.netloc
        self.socket = socket.create_connection((parts.hostname, parts.port), 120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        """A whole answer with its head. Raises ValueError for one that is no 200."""
        head = f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\nAccept-Encoding: gzip\r\n"
        self.socket.sendall(f"{head}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        if not answer.startswith(b"HTTP/1.1 200"):
            raise ValueError(f"{path}: {answer[:100]!r}")
        return answer + b"".join(self._rest(answer))

    def _rest(self, answer: bytes) -> Iterator[bytes]:
        head, _blank, body = answer.partition(b"\r\n\r\n")
        if length := LENGTH.search(head):
            left = int(length.group(1)) - len(body)
            while left > 0:
                part = self._more()
                left -= len(part)
                yield part
        elif CHUNKED.search(head):
            tail = head[-2:] + body[-7:]
            while not tail.endswith(END):
                part = self._more()
                tail = (tail + part)[-7:]
                yield part

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server hung up")
        return part


def race(url: str, paths: list[str], *, seconds: float, readers: int = 4) -> Times:
    """Ask for the paths in turn for some seconds, or once each if that takes longer.

    Each reader has its own part of the paths, so that no path is asked by two.
    """
    end = time.monotonic() + seconds
    parts = [paths[n::readers] or paths for n in range(readers)]
    with ThreadPoolExecutor(readers) as pool:
        begun = time.monotonic()
        runs = pool.map(lambda part: list(run(url, part, end)), parts)
        times = sorted(one for run_ in runs for one in run_)
        whole = time.monotonic() - begun
    return Times(len(times) / whole, *(1000 * at(times, part) for part in (0.5, 0.95)))


def run(url: str, paths: list[str], end: float) -> Iterator[float]:
    """Seconds of each answer to one reader; a list of single use ends with itself."""
    reader = Reader(url)
    for path in cycle(paths) if len(paths) == 1 else paths:
        begun = time.monotonic()
        reader.get(path)
        yield time.monotonic() - begun
        if time.monotonic() > end:
            return


def at(times: list[float], part: float) -> float:
    return times[min(int(part * len(times)), len(times) - 1)]
