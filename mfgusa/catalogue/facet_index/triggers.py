"""Which chunks of bitmaps a write makes stale: said by triggers, without waiting."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pgtrigger
from django.db import models

from mfgusa.catalogue.models import CHUNK, Bitmap, StaleChunk
from mfgusa.db.tables_read import derived_from

EACH = {  # The rows that each kind of write touches, before and after it.
    pgtrigger.Insert: ("new_rows",),
    pgtrigger.Update: ("old_rows", "new_rows"),
    pgtrigger.Delete: ("old_rows",),
}


def stale_after(
    index: str, column: str = "id", *, everywhere: Iterable[str] = ()
) -> Callable[[type[models.Model]], type[models.Model]]:
    """Class decorator of a table that the bitmaps of an index are made from.

    `column` holds the id of the row that is counted. A table whose rows many of them
    share names in `everywhere` the columns whose change makes all chunks stale.
    """
    triggers = _shared(index, everywhere) if everywhere else _own(index, column)

    def decorate(model: type[models.Model]) -> type[models.Model]:
        for table in (Bitmap._meta.db_table, StaleChunk._meta.db_table):
            derived_from.setdefault(table, set()).add(model._meta.db_table)
        registered: type[models.Model] = pgtrigger.register(*triggers)(model)
        return registered

    return decorate


def _own(index: str, column: str) -> Iterator[pgtrigger.Trigger]:
    for operation, rows in EACH.items():
        ids = " UNION ALL ".join(f"SELECT {column} AS id FROM {name}" for name in rows)
        yield _trigger(
            f"stale_{index}_{str(operation).lower()}",
            operation,
            f"SELECT DISTINCT '{index}', id / {CHUNK} FROM ({ids}) AS touched",
            referencing=pgtrigger.Referencing(
                **{name.removesuffix("_rows"): name for name in rows}
            ),
        )
    yield _trigger(
        f"stale_{index}_truncate", pgtrigger.Truncate, f"SELECT '{index}', NULL"
    )


def _shared(index: str, columns: Iterable[str]) -> Iterator[pgtrigger.Trigger]:
    change = pgtrigger.UpdateOf(*columns)
    yield _trigger(f"stale_{index}_everywhere", change, f"SELECT '{index}', NULL")


def _trigger(name: str, operation: Any, rows: str, **more: Any) -> pgtrigger.Trigger:
    table = StaleChunk._meta.db_table
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        func=f'INSERT INTO {table} ("index", chunk) {rows}; RETURN NULL;',
        **more,
    )
