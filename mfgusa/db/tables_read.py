"""Which tables a block of code reads, and in what sense.

Every statement within `record_tables` is looked at as it runs. A table that it names
is depended on in full: on insertions and on changes. Where the statement provably only
looks up rows that exist (`mfgusa.db.statement_tables`), on changes alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from mfgusa.db.statement_tables import tables_of_statement
from mfgusa.db.table_versions import TableRead, TableReads, TableVersions

# The tables whose writes are counted; history fills it.
tracked: set[str] = set()
# What a table that is not tracked is made from: it changes when these change.
derived_from: dict[str, set[str]] = {}
# What says nothing about the data: the versions themselves.
UNCOUNTED = {"db_dataversion", "db_databaselife"}


class TablesRead:
    """What was read within a block; `uncounted` are tables whose writes are unknown.

    `versions` are those of the moment of which everything is read, if they are known.
    """

    def __init__(self, versions: TableVersions | None = None) -> None:
        self.versions = versions
        self.reads: set[TableRead] = set()
        self.uncounted: set[str] = set()

    def add(self, table: str, *, insertions: bool = True) -> None:
        """Add a table, or those that it is made from."""
        if table in tracked:
            self.reads.add(TableRead(table, is_insertion=False))
            if insertions:
                self.reads.add(TableRead(table, is_insertion=True))
        elif table in derived_from:
            for source in derived_from[table]:
                self.add(source)
        elif table not in UNCOUNTED:
            self.uncounted.add(table)

    def add_statement(self, sql: str, params: Any, row_count: int) -> None:
        """Add the tables that a statement named, which returned some rows."""
        for table, is_lookup in tables_of_statement(sql, params, row_count):
            self.add(table, insertions=not is_lookup)

    def update(self, other: "TablesRead") -> None:
        """Add what another block read."""
        self.reads |= other.reads
        self.uncounted |= other.uncounted

    def freeze(self) -> TableReads:
        """What was read so far."""
        return frozenset(self.reads)


current: ContextVar[TablesRead | None] = ContextVar("tables_read", default=None)


@contextmanager
def record_tables(versions: TableVersions | None = None) -> Iterator[TablesRead]:
    """Record what the block reads; a block around it has read that, too."""
    outer = current.get()
    tables = TablesRead(versions or (outer.versions if outer else None))
    token = current.set(tables)
    try:
        yield tables
    finally:
        current.reset(token)
        if outer is not None:
            outer.update(tables)


@contextmanager
def unrecorded() -> Iterator[None]:
    """Record nothing of the block; who calls it notes what was read."""
    token = current.set(None)
    try:
        yield
    finally:
        current.reset(token)


def note_tables(*models: type[Model] | str, insertions: bool = True) -> None:
    """Note that tables were read without a statement: from what a process remembers."""
    if tables := current.get():
        for model in models:
            name = model if isinstance(model, str) else model._meta.db_table
            tables.add(name, insertions=insertions)


def note_reads(reads: Iterable[TableRead]) -> None:
    """Note what something depends on that was computed before."""
    if tables := current.get():
        tables.reads.update(reads)


def versions_in_use() -> TableVersions | None:
    """The versions of the tables that the code around reads, if they are known."""
    tables = current.get()
    return tables.versions if tables else None


def reads_of_tables(tables: Iterable[str]) -> TableReads:
    """That something depends on some tables in full."""
    return frozenset(TableRead(t, kind) for t in tables for kind in (False, True))


def install_recorder(*, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Look at the statements of a connection; a receiver of `connection_created`."""
    if record_statement not in connection.execute_wrappers:
        # First, because Django removes a temporary wrapper from the end of the list.
        connection.execute_wrappers.insert(0, record_statement)


def record_statement(
    execute: Callable[..., object],
    sql: object,
    params: object,
    many: bool,
    context: Mapping[str, Any],
) -> object:
    """Execute a statement and record what it read; see `execute_wrapper`."""
    tables = current.get()
    if tables is None:
        return execute(sql, params, many, context)
    row_count = -1
    try:
        result = execute(sql, params, many, context)
        row_count = context["cursor"].rowcount
    finally:
        tables.add_statement(statement_text(sql), params, row_count)
    return result


def statement_text(sql: Any) -> str:
    """A statement as text: psycopg composes some from parts."""
    return sql if isinstance(sql, str) else str(sql.as_string(None))
