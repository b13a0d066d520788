"""The event loop around the threads: who gets one, who is refused, who is cut off."""

import select
import socket
import time
from collections.abc import Callable, Iterable
from heapq import nsmallest
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from mfgusa.observability.metrics import cut_off, refused
from mfgusa.server.channel import SEND_AT_ONCE, Channel
from mfgusa.server.fair_queue import FairQueue
from mfgusa.server.limits import Limits
from mfgusa.server.parser import Parser
from mfgusa.server.task import Busy

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

HEALTH_CHECK = "/healthz"  # It needs nothing but a process.
READY_CHECK, METRICS = "/readyz", "/metrics"  # They wait for the database, not long.
IDLE = 75  # Seconds that a connection stays open for another request.
NEWEST_SHARE = 10  # Of so many connections, the newest waits for its first bytes.
LAST_PATIENCE = 3  # Seconds without a byte, while requests in flight end.


class WebServer(TcpWSGIServer):
    """Serves an application on a socket that listens, until `stop` is called.

    Threads work on requests that are complete. A thread of its own answers what
    takes no time: the health check, and refusals. Another answers what those who watch
    the site ask, while all other threads may wait for a database that hangs.
    """

    channel_class = Channel
    is_stopping = False

    def __init__(
        self, application: "WSGIApplication", listener: socket.socket, limits: Limits
    ) -> None:
        self.limits = limits
        self.quick_dispatcher = dispatcher(threads=1)
        self.status_dispatcher = dispatcher(threads=1)
        self.last_look = time.monotonic()
        super().__init__(
            application,
            _sock=listener,
            dispatcher=dispatcher(threads=limits.threads),
            adj=adjustments(limits),
            sockinfo=(listener.family, listener.type, listener.proto, None),
            bind_socket=False,
        )

    def set_socket_options(self, conn: socket.socket) -> None:
        """Keep in the kernel only what is being sent: the rest is counted here."""
        super().set_socket_options(conn)
        if lowest := getattr(socket, "TCP_NOTSENT_LOWAT", None):
            conn.setsockopt(socket.IPPROTO_TCP, lowest, SEND_AT_ONCE)

    def add_task(self, channel: Channel) -> None:
        """Hand the next request of a connection to a thread, or refuse it.

        It waits until the client has taken the answer to the one before.
        """
        if channel.is_reading:
            channel.has_to_read = True
            return
        request = channel.requests[0]
        if request.error or is_get(request, HEALTH_CHECK):
            self.quick_dispatcher.add_task(channel)
        elif is_get(request, READY_CHECK) and self.is_queue_full:
            self.refuse(channel)
        elif is_get(request, READY_CHECK, METRICS):
            self.status_dispatcher.add_task(channel)
        else:
            self.task_dispatcher.add_task(channel)
            self.keep_to_queue()

    @property
    def is_queue_full(self) -> bool:
        """Whether one more request would be one too many."""
        return len(self.task_dispatcher.queue) >= self.limits.queue

    def keep_to_queue(self) -> None:
        """Refuse a request beyond the limit: one of the client who has most."""
        with self.task_dispatcher.lock:
            channel = self.task_dispatcher.queue.pop_beyond(self.limits.queue)
        if channel is not None:
            self.refuse(channel)

    def refuse(self, channel: Channel) -> None:
        """Answer that there is no room for the request."""
        channel.requests[0].error = Busy()
        refused.inc()
        self.quick_dispatcher.add_task(channel)

    def readable(self) -> bool:
        """Whether another client may come: one too many lets the worst be found."""
        is_room = len(self.active_channels) <= self.limits.connections
        return bool(self.accepting) and is_room

    def maintenance(self, now: float) -> None:
        """Look at all clients; hang up on those who are too slow, or hold too much."""
        seconds, self.last_look = now - self.last_look, now
        idle_since = time.time() - (0 if self.is_stopping else IDLE)
        for channel in self.active_channels.values():
            channel.look(seconds)
        for channel in self.channels_to_lose():
            is_unused = channel.is_idle and channel.last_activity < idle_since
            if is_unused or channel.patience <= 0:
                hang_up(channel)
        self.keep_to_spool()

    def keep_to_connections(self) -> None:
        """Hang up on clients beyond the limit; the newest get time to begin."""
        excess = len(self.active_channels) - self.limits.connections
        if excess > 0:
            newest = max(1, self.limits.connections // NEWEST_SHARE)
            settled = list(self.active_channels.values())[:-newest]  # As they came.
            for channel in nsmallest(excess, to_lose(settled), Channel.worth):
                hang_up(channel)

    def keep_to_spool(self) -> None:
        """Hang up on the slowest clients until all hold no more than the limit."""
        held = sum(channel.held for channel in self.active_channels.values())
        for channel in self.channels_to_lose():
            if held > self.limits.spool and channel.held:
                held -= channel.held
                hang_up(channel)

    def channels_to_lose(self) -> list[Channel]:
        """Connections that wait for a client: silent ones, then the slowest."""
        return sorted(to_lose(self.active_channels.values()), key=Channel.worth)

    def stop(self, *_signal: object) -> None:
        """Let `run` return: no more clients, and an end to requests in flight."""
        if not self.is_stopping:
            self.is_stopping = True
            self.pull_trigger()

    def run(self) -> None:
        """Serve until `stop` is called, and for as long as requests in flight take."""
        self.turn_while(lambda: not self.is_stopping)
        self.stop_listening()
        self.limits = self.limits._replace(patience=LAST_PATIENCE)
        end = time.monotonic() + self.limits.drain
        self.turn_while(lambda: self.active_channels and time.monotonic() < end)
        for channel in list(self.active_channels.values()):
            channel.handle_close()
        self.trigger.close()
        for threads in (
            self.task_dispatcher,
            self.quick_dispatcher,
            self.status_dispatcher,
        ):
            threads.set_thread_count(0)

    def turn_while(self, condition: Callable[[], object]) -> None:
        """Turn the event loop; once a second, look at all clients."""
        while condition():
            timeout = 0.1 if self.is_stopping else 1
            wasyncore.poll2(timeout, self._map)
            self.keep_to_connections()
            now = time.monotonic()
            if now - self.last_look >= timeout:
                self.maintenance(now)

    def stop_listening(self) -> None:
        """Accept who has connected already, and nobody after that."""
        poll = select.poll()
        poll.register(self.socket, select.POLLIN)
        while poll.poll(0):
            self.handle_accept()
        wasyncore.dispatcher.close(self)


def to_lose(channels: Iterable[Channel]) -> list[Channel]:
    """Those of some connections that wait for a client."""
    return [channel for channel in channels if not channel.is_working]


def is_get(request: Parser, *paths: str) -> bool:
    """Whether a request reads a path that has a thread: it has no body to read."""
    is_safe = request.command in ("GET", "HEAD") and request.body_rcv is None
    return request.path in paths and is_safe


def hang_up(channel: Channel) -> None:
    """Close a connection, between two turns of the loop: its number is used again."""
    if not channel.is_idle:
        cut_off.inc()
    channel.handle_close()


def dispatcher(threads: int) -> ThreadedTaskDispatcher:
    """Threads with a queue in front of them."""
    result = ThreadedTaskDispatcher()
    result.queue = FairQueue(threads, result.lock)
    result.set_thread_count(threads)
    return result


def adjustments(limits: Limits) -> Adjustments:
    """The options of waitress.

    Headers of proxies are left alone: `mfgusa.client_ip` reads them, by
    TRUSTED_PROXIES.
    """
    options: dict[str, Any] = {
        "backlog": 1024,
        "clear_untrusted_proxy_headers": False,
        "ident": "",
        "inbuf_overflow": 128 * 1024,  # Beyond it a body lies on the disk.
        "log_socket_errors": False,  # Clients go away all the time.
        "max_request_body_size": limits.body,
        "max_request_header_size": 16 * 1024,
        "recv_bytes": 64 * 1024,
        "server_name": "localhost",  # For requests that name no host.
    }
    return Adjustments(**options)
