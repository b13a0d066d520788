"""Who waits for a thread: clients take turns."""

from collections import OrderedDict, deque

from mfgusa.server.channel import Channel


class FairQueue:
    """Connections with a request that waits, in front of the threads of waitress.

    Who has sixty requests waits behind their own: each client in turn gets a thread
    for the oldest of theirs.
    """

    def __init__(self) -> None:
        self.waiting: OrderedDict[str, deque[Channel]] = OrderedDict()
        self.length = 0

    def __len__(self) -> int:
        return self.length

    def append(self, channel: Channel) -> None:
        self.waiting.setdefault(channel.client, deque()).append(channel)
        self.length += 1

    def popleft(self) -> Channel:
        """Take the oldest of the client whose turn it is."""
        client = next(iter(self.waiting))
        self.waiting.move_to_end(client)
        channel = self.waiting[client].popleft()
        self.forget(client)
        return channel

    def pop_of_longest(self) -> Channel:
        """Take the newest of the client who has most; of equals, the last in turn."""
        client = max(reversed(self.waiting), key=lambda key: len(self.waiting[key]))
        channel = self.waiting[client].pop()
        self.forget(client)
        return channel

    def forget(self, client: str) -> None:
        """Count a connection that left, and drop a client who has no more."""
        self.length -= 1
        if not self.waiting[client]:
            del self.waiting[client]
