"""A connection to a client, who may be slow, but not for long."""

import socket
from typing import Any

from waitress.channel import HTTPChannel

from mfgusa.client_ip import fold_address, read_client_ip
from mfgusa.security.rate_limit import LOGIN_PATH
from mfgusa.server.parser import Parser
from mfgusa.server.task import PageTask

LOWEST_RATE = 2000  # Bytes a second that a client sends or takes in the long run.
KEEPING_UP = 1_000_000  # Bytes a second of a reader for whom a thread waits.
SEND_AT_ONCE = 128 * 1024  # Bytes handed to the kernel.
PROOF = 64 * 1024  # Bytes by which a client shows that it keeps up: not just a head.


class Channel(HTTPChannel):
    """A connection that holds no thread while its client sends or reads.

    Waitress collects a request before a thread gets it, and buffers the answer. Time
    that passes while the client has to send or to take something is taken from the
    patience with it, and each byte gives some of it back.
    """

    parser_class = Parser
    task_class = PageTask
    sendbuf_len: int
    has_answered = False  # Whether the client got an answer on this connection.
    is_slow_reader = False
    has_to_read = False  # Before its next request is worked on.
    moved = 0  # Bytes sent and received since the last look.
    moved_before = 0  # Until the last look.

    def __init__(self, server: Any, *args: Any, **kwargs: Any) -> None:
        self.patience = server.limits.patience
        super().__init__(server, *args, **kwargs)
        self.sendbuf_len = min(self.sendbuf_len, SEND_AT_ONCE)

    def recv(self, buffer_size: int) -> bytes:
        data: bytes = super().recv(buffer_size)
        self.moved += len(data)
        return data

    def send(self, data: bytes, do_close: bool = True) -> int:
        sent: int = super().send(data, do_close=do_close)
        self.moved += sent
        return sent

    def service(self) -> None:
        """Answer the next request, unless its client has gone while it waited."""
        if has_gone(self.socket):
            self.connected = False
        super().service()
        self.has_answered = True

    def writable(self) -> bool:
        """Whether there is something to send; if not, the next request may go on."""
        if self.has_to_read and self.requests and not self.is_reading:
            self.has_to_read = False
            self.server.add_task(self)
        return bool(super().writable())

    @property
    def client(self) -> str:
        """Whose turn it is, when the next request is worked on."""
        forwarded = self.requests[0].headers.get("X_FORWARDED_FOR", "")
        return fold_address(read_client_ip(self.addr[0], forwarded))

    @property
    def is_sign_in(self) -> bool:
        """Whether a password may have to be hashed for the next request."""
        request = self.requests[0]
        path = "/" + request.path.lstrip("/")  # As waitress gives it to Django.
        return bool(request.command == "POST" and path == LOGIN_PATH)

    @property
    def is_reading(self) -> bool:
        """Whether the client has to take something."""
        return bool(self.total_outbufs_len)

    @property
    def is_working(self) -> bool:
        """Whether a request is complete, and its answer not yet."""
        return bool(self.requests) and not self.is_reading

    @property
    def has_begun(self) -> bool:
        """Whether a request has begun whose answer the client has not taken."""
        return bool(self.requests or self.request is not None or self.is_reading)

    @property
    def is_idle(self) -> bool:
        """Whether the client may send another request, and has not begun to."""
        return self.has_answered and not self.has_begun

    @property
    def has_kept_up(self) -> bool:
        """Whether the client has moved a lot, and not been slow for long."""
        is_slow = self.patience < self.server.limits.patience / 2
        return self.moved_before >= PROOF and not is_slow

    @property
    def held(self) -> int:
        """Bytes in memory and on the disk that wait for the client."""
        body: int = self.request.body_bytes_received if self.request else 0
        return int(self.total_outbufs_len) + body

    def worth(self) -> tuple[int, float, float]:
        """A key by which connections sort: those to be lost first come first.

        These are those without a request, the longest silent before the others. Who
        has kept up comes last.
        """
        if not self.has_begun:
            return 0, self.last_activity, self.creation_time
        return 1 + self.has_kept_up, self.patience, self.creation_time

    def look(self, seconds: float) -> None:
        """Count the seconds since the last look, and what has moved in them."""
        if self.is_working or self.is_idle:
            self.patience = self.server.limits.patience
        else:
            gained = self.moved / LOWEST_RATE - seconds
            self.patience = min(self.patience + gained, self.server.limits.patience)
        self.moved_before += self.moved
        self.moved = 0

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Let a thread wait for a reader who keeps up.

        The answer to a slower one is made to its end and kept for it.
        """
        mark = self.adj.outbuf_high_watermark
        while self.connected and self.total_outbufs_len > mark:
            with self.outbuf_lock:
                before = self.total_outbufs_len
                self.server.pull_trigger()
                is_below = self.is_slow_reader or self.outbuf_lock.wait(timeout=1)
                if not is_below and before - self.total_outbufs_len < KEEPING_UP:
                    self.is_slow_reader = True
            if self.is_slow_reader:
                return


def has_gone(connection: socket.socket) -> bool:
    """Whether a client closed its connection; what it sent is left to be read."""
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True
