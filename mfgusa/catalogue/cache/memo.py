"""What a process remembers between requests, as long as its tables stand."""

from collections.abc import Callable
from typing import Generic, TypeVar

from mfgusa.db.models import DataVersion
from mfgusa.db.table_versions import TableReads
from mfgusa.db.tables_read import note_reads, record_tables, versions_in_use

T = TypeVar("T")


class TableMemo(Generic[T]):
    """The result of `compute` until a table is written that it read.

    Whoever uses it has read these tables, whether it was computed or remembered.
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        self.compute = compute
        self.remembered: tuple[TableReads, str, T] | None = None

    def get(self) -> T:
        """The result for the versions of the tables that the code around reads."""
        versions = versions_in_use() or DataVersion.objects.versions()
        if remembered := self.remembered:
            reads, digest, value = remembered
            if versions.digest(reads) == digest:
                note_reads(reads)
                return value
        with record_tables() as tables:
            value = self.compute()
        reads = tables.freeze()
        self.remembered = reads, versions.digest(reads), value
        return value

    def forget(self) -> None:
        """Compute it anew the next time."""
        self.remembered = None
