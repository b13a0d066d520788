"""The versions of all tables at one moment, in one life of the database.

A table has two kinds of counters: of insertions, and of all other changes. Each kind
has as many counters as there were writers at once. What identifies a state of a table
is every counter, not their sum: a replica may show two concurrent commits in another
order than the primary, and both states would have the same sum.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple


class TableRead(NamedTuple):
    """That something depends on the insertions into a table, or on its changes."""

    table: str
    is_insertion: bool


TableReads = frozenset[TableRead]
# Writes of which no table is known count for all of them.
EVERY_TABLE = TableRead("", is_insertion=False)


@dataclass(frozen=True, eq=False)
class TableVersions:
    """The counters of each table by kind, and when each was last written.

    `moments` is empty where only the versions were asked for.
    """

    life: str
    counters: Mapping[TableRead, tuple[str, ...]]
    moments: Mapping[TableRead, datetime] = field(default_factory=dict)
    _digests: dict[TableReads, str] = field(default_factory=dict)

    def digest(self, reads: TableReads) -> str:
        """A digest that differs with each write that any of the reads depends on."""
        if reads not in self._digests:
            counters = [(r, self.counters.get(r, ())) for r in _with_all(reads)]
            text = repr((self.life, counters))
            self._digests[reads] = hashlib.sha256(text.encode()).hexdigest()
        return self._digests[reads]

    def last_change(self, reads: TableReads) -> datetime | None:
        """When what the reads depend on was last changed; None if it never was."""
        reads_and_all = _with_all(reads)
        known = (self.moments[read] for read in reads_and_all if read in self.moments)
        return max(known, default=None)


def _with_all(reads: Iterable[TableRead]) -> list[TableRead]:
    return sorted({*reads, EVERY_TABLE})


class Counter(NamedTuple):
    """A counter of writes to a table, as the database holds it."""

    number: int
    writes: int
    table: str
    is_insertion: bool
    changed: datetime

    @property
    def read(self) -> TableRead:
        """What its writes change."""
        return TableRead(self.table, self.is_insertion)


class UnknownCounter(LookupError):
    """A counter of which this process does not know what it counts."""


# What each counter counts, by the life of its database and its number.
_known: dict[tuple[str, str], TableRead] = {}


def read_versions(life: str, counters: Iterable[Counter]) -> TableVersions:
    """The versions with their moments; remembers what each counter counts."""
    writes: dict[TableRead, list[str]] = {}
    moments: dict[TableRead, datetime] = {}
    for counter in sorted(counters, key=lambda counter: str(counter.number)):
        read = _known[life, str(counter.number)] = counter.read
        writes.setdefault(read, []).append(f"{counter.number}:{counter.writes}")
        moments[read] = max(moments.get(read, counter.changed), counter.changed)
    return TableVersions(life, {r: tuple(w) for r, w in writes.items()}, moments)


@lru_cache(maxsize=4)
def parse_versions(life: str, numbers: str, writes: str) -> TableVersions:
    """The versions from two arrays of PostgreSQL; the same object while they stand.

    Raises UnknownCounter.
    """
    counters: dict[TableRead, list[str]] = {}
    pairs = zip(_elements(numbers), _elements(writes), strict=True)
    for number, count in sorted(pairs):
        if (read := _known.get((life, number))) is None:
            raise UnknownCounter(number)
        counters.setdefault(read, []).append(f"{number}:{count}")
    return TableVersions(life, {read: tuple(each) for read, each in counters.items()})


def _elements(array: str) -> list[str]:
    """The elements of an array of numbers as PostgreSQL writes it."""
    return array[1:-1].split(",") if len(array) > len("{}") else []
