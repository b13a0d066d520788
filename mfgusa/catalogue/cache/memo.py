"""What a process remembers between requests, as long as its tables stand."""

from collections.abc import Callable
from typing import Generic, TypeVar

from mfgusa.db.base import get_connection
from mfgusa.db.models import DataVersion
from mfgusa.db.snapshot import is_snapshot
from mfgusa.db.table_versions import TableReads, TableVersions
from mfgusa.db.tables_read import note_reads, record_tables, versions_in_use

T = TypeVar("T")


class TableMemo(Generic[T]):
    """The result of `compute` until a table is written that it read.

    It is kept for all that is made from the same versions of the tables, unless a
    transaction has computed it that may have written. Whoever uses it has read these
    tables, whether it was computed or kept.
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        self.compute = compute
        self.kept: tuple[TableReads, str, T] | None = None

    def get(self) -> T:
        """The result for the versions of the tables that the code around reads."""
        versions = versions_in_use()
        if versions and self.kept:
            reads, digest, value = self.kept
            if versions.digest(reads) == digest:
                note_reads(reads)
                return value
        with record_tables() as tables:
            value = self.compute()
        reads = tables.freeze()
        if versions and not tables.uncounted and are_current(versions, reads):
            self.kept = reads, versions.digest(reads), value
        return value

    def forget(self) -> None:
        """Compute it anew the next time."""
        self.kept = None


def are_current(versions: TableVersions, reads: TableReads) -> bool:
    """Whether what was just read is of these versions, and of nothing uncommitted."""
    if is_snapshot():
        return True
    if get_connection().in_atomic_block:
        return False
    return DataVersion.objects.versions().digest(reads) == versions.digest(reads)
