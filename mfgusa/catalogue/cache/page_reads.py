"""Which tables each page read when it was last made: the way to its stored response.

A process remembers it, and the processes share what they know in a cache. Whatever is
remembered is only a hint: the versions of the tables in it are part of the key.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.core.cache import caches

from mfgusa.db.table_versions import TableReads
from mfgusa.shared_cache import report_failure

MAX_REMEMBERED = 10_000  # Pages of a process; then it starts afresh.


class Reading(NamedTuple):
    """The tables that a page read, and the key and the ETag of its response then."""

    reads: TableReads
    key: str
    tag: str

    def tag_under(self, key: str) -> str:
        """The ETag of the response under a key; blank if it was another response."""
        return self.tag if key == self.key else ""


class PageReads:
    """What is known of the page at one place of the cache."""

    life = ""  # Of the database that the process remembers.
    remembered: dict[str, Reading] = {}  # By place, for all of the process.
    tables: dict[TableReads, TableReads] = {}  # Each set once, for all pages.

    def __init__(self, place: str, life: str) -> None:
        self.place = place
        if PageReads.life != life:
            self.forget_all()
            PageReads.life = life

    def __iter__(self) -> Iterator[Reading]:
        """What this process remembers, then what all processes know if it differs."""
        own = self.remembered.get(self.place)
        if own:
            yield own
        shared = read_cache("page_reads", self.place)
        if shared and Reading(*shared) != own:
            yield Reading(*shared)

    def remember(self, reading: Reading) -> None:
        """Remember what a page read, in this process."""
        if self.remembered.get(self.place) == reading:
            return
        if len(self.remembered) >= MAX_REMEMBERED:
            self.forget_all()
        reads = self.tables.setdefault(reading.reads, reading.reads)
        self.remembered[self.place] = reading._replace(reads=reads)

    def write(self, reading: Reading) -> None:
        """Let all processes know what a page read."""
        self.remember(reading)
        write_cache("page_reads", self.place, tuple(reading))

    @classmethod
    def forget_all(cls) -> None:
        """Forget what all pages read."""
        cls.remembered.clear()
        cls.tables.clear()


def read_cache(name: str, key: str) -> Any:  # Any: what a cache holds has no type.
    """What a cache holds under a key; None without it, or if it cannot be read."""
    try:
        return caches[name].get(key)
    except Exception as error:  # Each cache library has exceptions of its own.
        report_failure(error)
        return None


def write_cache(name: str, key: str, value: object) -> None:
    """Let a cache hold a value, if it can be written."""
    try:
        caches[name].set(key, value)
    except Exception as error:
        report_failure(error)
