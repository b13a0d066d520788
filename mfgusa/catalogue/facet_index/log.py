"""What the log says in the snapshot of the statement that reads it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from mfgusa.catalogue.facet_index.definition import IndexDefinition
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry, FacetTriggers
from mfgusa.db.models import DatabaseLife

# Columns are null for what there is none of. What the checkpoint holds is dropped.
READ = f"""
    SELECT life.id::text, triggers.installation::text,
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
      newest.transaction::text::bigint, dropped.before::text::bigint,
      entry.id, entry.transaction::text::bigint, entry.path, entry.keys
    FROM (SELECT (SELECT id FROM {DatabaseLife._meta.db_table})) AS life (id)
    LEFT JOIN {FacetTriggers._meta.db_table} AS triggers
      ON index = %(index)s AND definition = %(definition)s
    LEFT JOIN LATERAL (
      SELECT transaction FROM {FacetLogEntry._meta.db_table}
      WHERE index = %(index)s ORDER BY transaction DESC LIMIT 1
    ) AS newest ON true
    LEFT JOIN LATERAL (
      SELECT oldest FROM {FacetCheckpoint._meta.db_table} AS checkpoint
      WHERE checkpoint.index = %(index)s AND facet = '' AND checkpoint.life = life.id
        AND oldest <= pg_snapshot_xmin(pg_current_snapshot())
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

    `triggers` is the installation of those that write the log; blank if they are not
    those of this code, so that the log lacks changes. All transactions before `oldest`
    had ended. `taken` are the entries of later ones that had ended too.
    """

    life: str
    triggers: str
    oldest: int
    taken: frozenset[int]

    @property
    def is_complete(self) -> bool:
        """Whether the log has every change from here on."""
        return bool(self.triggers)


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
        """Whether the log still has all entries since a position.

        It has if it is of the same life, and the same triggers have written it.
        """
        here, there = self.position, position
        is_same_log = (here.life, here.triggers) == (there.life, there.triggers)
        return is_same_log and here.is_complete and self.dropped_before <= there.oldest

    @property
    def has_changes(self) -> bool:
        """Whether there is an entry that the other position had not taken."""
        return bool(self.changed) or self.changes_all


def read_log(definition: IndexDefinition, since: LogPosition | None) -> LogRead:
    """Read the entries since a position: one statement, which needs no write.

    Without a position, those of transactions that may have run until now.
    """
    taken = since.taken if since else frozenset()
    params = {
        "index": definition.name,
        "definition": definition.digest,
        "oldest": str(since.oldest) if since else None,
        "taken": list(taken),
    }
    with connection.cursor() as cursor:
        cursor.execute(READ, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return _log_read(rows, taken)


def _log_read(rows: list[tuple[Any, ...]], taken: Collection[int]) -> LogRead:
    life, triggers, unended, newest, dropped_before = rows[0][:5]
    # A crash may give the ids of transactions again that left nothing on the disk.
    first_id_not_on_disk = max((newest or 0) + 1, dropped_before or 0)
    oldest = min(unended, first_id_not_on_disk)
    entries = [LogEntry(*row[5:]) for row in rows if row[5] is not None]
    later = frozenset(entry.id for entry in entries if entry.transaction >= oldest)
    new = [entry for entry in entries if entry.id not in taken]
    changed: defaultdict[str, RowSet] = defaultdict(RowSet)
    for entry in new:
        changed[entry.path].update(entry.keys or ())
    return LogRead(
        LogPosition(life, triggers or "", oldest, later),
        dropped_before or 0,
        visible={entry.id for entry in entries},
        changed=changed,
        changes_all=any(entry.keys is None for entry in new),
    )
