"""The versions of all tables at one moment, in one life of the database.

A table has two kinds of counters: of insertions, and of all other changes. Each kind
has as many counters as there were writers at once. What identifies a state of a table
is every counter, not their sum: a replica may show two concurrent commits in another
order than the primary, and both states would have the same sum.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
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


@lru_cache(maxsize=4)
def parse_versions(life: str, counters: str, moments: str = "") -> TableVersions:
    """The versions as PostgreSQL joins them; the same object while nothing changes."""
    writes: dict[TableRead, list[str]] = {}
    for counter in sorted(counters.split(",")) if counters else ():
        number, count, kind, table = counter.split(" ")
        writes.setdefault(TableRead(table, kind == "t"), []).append(f"{number}:{count}")
    seconds: dict[TableRead, float] = {}
    for moment in moments.split(",") if moments else ():
        kind, epoch, table = moment.split(" ")
        read = TableRead(table, kind == "t")
        seconds[read] = max(seconds.get(read, 0), float(epoch))
    return TableVersions(
        life,
        {read: tuple(counts) for read, counts in writes.items()},
        {read: datetime.fromtimestamp(s, UTC) for read, s in seconds.items()},
    )
