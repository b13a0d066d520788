"""Who waits for a thread: clients take turns, and none of them holds all threads."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from contextlib import AbstractContextManager
from time import monotonic
from typing import NamedTuple

from django.conf import settings

from mfgusa.server.channel import Channel

ALONE_AFTER = 60  # Seconds without a request of another client.
SIGN_INS_WAITING = 8  # Each takes half a second of a processor.


class Line(NamedTuple):
    """Whose requests wait behind each other: the sign-ins or the pages of a client."""

    client: str
    is_sign_in: bool


class Work:
    """A request for a thread, which gives the thread back to its client's line."""

    def __init__(self, queue: "FairQueue", line: Line, channel: Channel) -> None:
        self.queue, self.line, self.channel = queue, line, channel

    def service(self) -> None:
        """Answer the request; waitress calls this in the thread."""
        try:
            self.channel.service()
        finally:
            self.queue.release(self.line)


class FairQueue:
    """Connections with a request that waits, in front of the threads of waitress.

    Who has sixty requests waits behind their own: each client in turn gets a thread
    for the oldest of theirs. A client holds half of the threads at most; without
    TRUSTED_PROXIES only while others come. A quarter of them works on sign-ins, as
    hashing a password takes long.

    `lock` is held by whoever calls a method, except `release`, which takes it.
    """

    def __init__(self, threads: int, lock: AbstractContextManager[object]) -> None:
        self.lock = lock
        self.client_limit = (threads + 1) // 2
        self.sign_in_limit = max(1, threads // 4)
        self.waiting: OrderedDict[Line, deque[Channel]] = OrderedDict()
        self.working: Counter[Line] = Counter()  # Threads that a line holds.
        self.arrivals = Arrivals()
        self.length = 0

    def __len__(self) -> int:
        return self.length

    def __bool__(self) -> bool:
        """Whether there is something that a free thread may work on."""
        return any(map(self.is_ready, self.waiting))

    def append(self, channel: Channel) -> None:
        line = Line(channel.client, channel.is_sign_in)
        self.arrivals.add(line.client, monotonic())
        self.waiting.setdefault(line, deque()).append(channel)
        self.length += 1

    def popleft(self) -> Work:
        """Take the oldest of the line whose turn it is, among those that are ready."""
        line = next(filter(self.is_ready, self.waiting))
        self.waiting.move_to_end(line)
        channel = self.waiting[line].popleft()
        self.forget(line)
        self.working[line] += 1
        return Work(self, line, channel)

    def is_ready(self, line: Line) -> bool:
        """Whether a line may have one more thread."""
        if line.is_sign_in and self.sign_ins_working() >= self.sign_in_limit:
            return False
        held = sum(self.working[Line(line.client, kind)] for kind in (False, True))
        return held < self.client_limit or self.is_everybody(line.client)

    def is_everybody(self, client: str) -> bool:
        """Whether an address may be that of all readers: no other has come lately."""
        is_named = bool(settings.TRUSTED_PROXIES)
        other_at = self.arrivals.other_than(client)
        return not is_named and other_at < monotonic() - ALONE_AFTER

    def sign_ins_working(self) -> int:
        """How many threads work on sign-ins, of whatever clients."""
        return sum(held for line, held in self.working.items() if line.is_sign_in)

    def release(self, line: Line) -> None:
        """Take back a thread that a line held."""
        with self.lock:
            self.working[line] -= 1
            if not self.working[line]:
                del self.working[line]

    def pop_beyond(self, limit: int) -> Channel | None:
        """Take a request too many: of all requests, or of sign-ins."""
        sign_ins = [line for line in self.waiting if line.is_sign_in]
        if sum(len(self.waiting[line]) for line in sign_ins) > SIGN_INS_WAITING:
            return self.pop_of_longest(sign_ins)
        return self.pop_of_longest(self.waiting) if self.length > limit else None

    def pop_of_longest(self, lines: Iterable[Line]) -> Channel:
        """Take the newest of the longest line; of equals, the last in turn."""
        newest_first = reversed(list(lines))
        line = max(newest_first, key=lambda line: len(self.waiting[line]))
        channel = self.waiting[line].pop()
        self.forget(line)
        return channel

    def forget(self, line: Line) -> None:
        """Count a connection that left, and drop a line that has no more."""
        self.length -= 1
        if not self.waiting[line]:
            del self.waiting[line]


class Arrivals:
    """When clients came, as far as it takes to know when others did."""

    def __init__(self) -> None:
        self.latest, self.latest_at = "", float("-inf")
        self.before = float("-inf")  # When a client other than the latest came.

    def add(self, client: str, now: float) -> None:
        if client != self.latest:
            self.before = self.latest_at
        self.latest, self.latest_at = client, now

    def other_than(self, client: str) -> float:
        """When a client other than the given came last."""
        return self.before if client == self.latest else self.latest_at
