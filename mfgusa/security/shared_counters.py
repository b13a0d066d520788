"""Counts of the present minute that all web processes of a machine share.

The counts are a table in memory: a file that each process maps, made by `manage.py run`
in its private folder. A slot holds 64 bits of a keyed hash, the minute and the count. A
key may lie in any slot of one bucket; the bucket is locked while a count grows, so that
no increment is lost.

In a bucket that is full the lowest count gives way, and the key that takes its slot
begins anew. So high counts stay, however many addresses an attacker has: it takes a
bucket full of higher counts to push one out. Whoever is pushed out is counted too low,
never too high, so that nobody is refused for the requests of others.
"""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from threading import Lock

SLOT = struct.Struct("<QII")  # Hash, minute, count.
BUCKET_SLOTS = 8
BUCKETS = 8192  # 65,536 slots in a megabyte.
MAX_COUNT = 2**32 - 1


class SharedCounters:
    """A table of counts in a file; without a path, in the memory of this process."""

    def __init__(self, secret: bytes, path: str = "") -> None:
        self.secret = blake2b(secret).digest()
        self.bucket_size = BUCKET_SLOTS * SLOT.size
        self.lock = Lock()  # Locks of a file exclude processes, not threads.
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600) if path else -1
        if path:
            os.ftruncate(self.file, BUCKETS * self.bucket_size)
        self.table = mmap(self.file, BUCKETS * self.bucket_size)

    def add(self, key: str, minute: int, amount: int = 1) -> int:
        """Add to the count of a key in a minute, and return the new count."""
        digest = blake2b(key.encode(), digest_size=8, key=self.secret).digest()
        hashed = int.from_bytes(digest, "little")
        with self._locked_bucket(hashed % BUCKETS) as start:
            offset, count = self._slot(start, hashed, minute)
            count = min(count + amount, MAX_COUNT)
            SLOT.pack_into(self.table, offset, hashed, minute, count)
        return count

    def _slot(self, start: int, hashed: int, minute: int) -> tuple[int, int]:
        """The offset and the count of a key, or of the slot that it may take."""
        replaceable = []
        for offset in range(start, start + self.bucket_size, SLOT.size):
            slot_hash, slot_minute, count = SLOT.unpack_from(self.table, offset)
            if (slot_hash, slot_minute) == (hashed, minute):
                return offset, count
            replaceable.append((slot_minute == minute, count, offset))
        return min(replaceable)[2], 0

    @contextmanager
    def _locked_bucket(self, bucket: int) -> Iterator[int]:
        """Lock a bucket for this thread; the kernel unlocks it if the process dies."""
        start = bucket * self.bucket_size
        with self.lock:
            if self.file < 0:
                yield start
                return
            fcntl.lockf(self.file, fcntl.LOCK_EX, self.bucket_size, start)
            try:
                yield start
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN, self.bucket_size, start)
