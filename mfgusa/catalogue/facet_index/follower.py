"""The index of a snapshot: what this process keeps, brought up to date by the log."""

import logging
from dataclasses import dataclass, replace

from mfgusa.catalogue.facet_index.checkpoint import read_checkpoint, write_checkpoint
from mfgusa.catalogue.facet_index.definition import IndexDefinition
from mfgusa.catalogue.facet_index.index import FacetIndex
from mfgusa.catalogue.facet_index.log import LogPosition, LogRead, read_log
from mfgusa.db.snapshot import is_snapshot, snapshot
from mfgusa.db.statement_timeout import statement_timeout
from mfgusa.db.tables_read import record_tables, unrecorded, versions_in_use

logger = logging.getLogger(__name__)
MAX_READ_AGAIN = 10_000  # Rows; more, and over a quarter of all, are read with all.


@dataclass(frozen=True)
class Followed:
    """An index, and how far the log was read for it.

    `digest` is that of the versions of its tables; blank if they are not known.
    """

    index: FacetIndex
    position: LogPosition
    digest: str = ""


class IndexFollower:
    """The index of one catalogue in this process.

    The process keeps what a snapshot has read that cannot write. What is read within a
    transaction that may have written, or from a server that is behind what the process
    has read before, is a copy that nobody else sees.
    """

    def __init__(self, definition: IndexDefinition) -> None:
        self.definition = definition
        self.kept: Followed | None = None

    def read(self) -> FacetIndex:
        """The index in the snapshot of this thread; without one, as it is now.

        In a snapshot of which the versions say that no table of the index was written
        since, that is the one that is kept.
        """
        digest = self._digest()
        if (kept := self.kept) and digest and kept.digest == digest:
            return kept.index
        with unrecorded():
            return self._read(digest)

    def _digest(self) -> str:
        """What identifies the state of the tables in the snapshot of this thread."""
        with record_tables() as tables:
            self.definition.note_tables()
        versions = versions_in_use()
        if not versions or tables.uncounted or not is_snapshot():
            return ""
        return versions.digest(tables.freeze())

    def _read(self, digest: str = "") -> FacetIndex:
        with snapshot(), statement_timeout(0):
            kept = self.kept
            log = self._read_log(kept.position) if kept else None
            if kept and log and log.continues(kept.position):
                followed = self._follow(kept, log)
            else:
                followed = self._start()
            is_behind = kept and log and log.is_behind(kept.position)
            if is_snapshot() and not is_behind and self.kept is kept:
                self.kept = replace(followed, digest=digest)
            return followed.index

    def store(self) -> None:
        """Store the index as it is now as the checkpoint, and drop the log before."""
        with snapshot(), statement_timeout(0):
            index = self._read()
            position = self._read_log(None).position
        if position.is_complete:
            write_checkpoint(self.definition, index, position)

    def _read_log(self, since: LogPosition | None) -> LogRead:
        return read_log(self.definition, since)

    def _start(self) -> Followed:
        """The index without what the process keeps: by the checkpoint or the tables."""
        if stored := read_checkpoint(self.definition):
            base = Followed(*stored)
            log = self._read_log(base.position)
            if log.continues(base.position):
                return self._follow(base, log)
        position = self._read_log(None).position
        if not position.is_complete:
            logger.warning(
                "The log of %s is written for another release: its tables are read "
                "whole after each change. If no other release runs, run migrate.",
                self.definition.name,
            )
        return Followed(self.definition.load(), position)

    def _follow(self, base: Followed, log: LogRead) -> Followed:
        """An index with the changes that a log names read again from the tables."""
        if not log.has_changes:
            return base
        if log.changes_all:
            return Followed(self.definition.load(), log.position)
        affected = self.definition.find_affected(log.changed)
        if len(affected) > max(MAX_READ_AGAIN, len(base.index.rows) // 4):
            return Followed(self.definition.load(), log.position)
        current = self.definition.load(affected)
        return Followed(base.index.replacing(affected, current), log.position)
