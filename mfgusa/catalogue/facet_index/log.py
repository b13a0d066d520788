"""What the log says in the snapshot of the statement that reads it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry
from mfgusa.db.models import DatabaseLife

# Columns of entries are null if there is none. What all checkpoints hold is dropped.
READ = f"""
    SELECT life.id::text, pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
      dropped.before::text::bigint,
      entry.id, entry.transaction::text::bigint, entry.path, entry.keys
    FROM (SELECT (SELECT id FROM {DatabaseLife._meta.db_table})) AS life (id)
    LEFT JOIN LATERAL (
      SELECT oldest FROM {FacetCheckpoint._meta.db_table}
      WHERE index = %(index)s AND facet = '' AND life = life.id
      ORDER BY oldest LIMIT 1
    ) AS dropped (before) ON true
    LEFT JOIN LATERAL (
      SELECT id, transaction, path,
        CASE WHEN id <> ALL(%(taken)s::bigint[]) THEN keys END
      FROM {FacetLogEntry._meta.db_table}
      WHERE index = %(index)s AND transaction >=
        coalesce(%(oldest)s::text::xid8, pg_snapshot_xmin(pg_current_snapshot()))
    ) AS entry (id, transaction, path, keys) ON true
"""
Keys = Mapping[str, RowSet]  # Of changed rows, by the lookup path to them.


class LogEntry(NamedTuple):
    """An entry of the log; `keys` is None if all rows changed."""

    id: int
    transaction: int
    path: str
    keys: list[int] | None


@dataclass(frozen=True)
class LogPosition:
    """How far the log was read: in which life of the database, and which entries.

    All transactions before `oldest` had ended. `taken` are the entries of later ones
    that had ended too.
    """

    life: str
    oldest: int
    taken: frozenset[int]


@dataclass
class LogRead:
    """What a statement saw in the log: its own position, and what is new to another.

    Entries of transactions before `dropped_before` may be gone.
    """

    position: LogPosition
    dropped_before: int
    visible: set[int]
    changed: Keys
    changes_all: bool

    def continues(self, position: LogPosition) -> bool:
        """Whether what was read at a position is no newer, and nothing is missing."""
        return self._reaches(position) and not self.is_behind(position)

    def is_behind(self, position: LogPosition) -> bool:
        """Whether what was read at a position is newer than what this read sees."""
        is_older = self.position.oldest < position.oldest
        lacks_entries = not position.taken <= self.visible
        return self._reaches(position) and (is_older or lacks_entries)

    def _reaches(self, position: LogPosition) -> bool:
        """Whether the log still has all entries since a position, in the same life."""
        is_same_life = self.position.life == position.life
        return is_same_life and self.dropped_before <= position.oldest

    @property
    def has_changes(self) -> bool:
        """Whether there is an entry that the other position had not taken."""
        return bool(self.changed) or self.changes_all


def read_log(index: str, since: LogPosition | None) -> LogRead:
    """Read the entries since a position: one statement, which needs no write.

    Without a position, those of transactions that may have run until now.
    """
    taken = since.taken if since else frozenset()
    params = {
        "index": index,
        "oldest": str(since.oldest) if since else None,
        "taken": list(taken),
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return _log_read(rows, taken)


def _log_read(rows: list[tuple[Any, ...]], taken: Collection[int]) -> LogRead:
    life, oldest, dropped_before = rows[0][:3]
    entries = [LogEntry(*row[3:]) for row in rows if row[3] is not None]
    later = frozenset(entry.id for entry in entries if entry.transaction >= oldest)
    new = [entry for entry in entries if entry.id not in taken]
    changed: defaultdict[str, RowSet] = defaultdict(RowSet)
    for entry in new:
        changed[entry.path].update(entry.keys or ())
    return LogRead(
        LogPosition(life, oldest, later),
        dropped_before or 0,
        visible={entry.id for entry in entries},
        changed=changed,
        changes_all=any(entry.keys is None for entry in new),
    )
