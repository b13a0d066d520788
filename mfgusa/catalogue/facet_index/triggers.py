"""Triggers that write into the log which rows of which catalogue a write affects."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pgtrigger
from django.db import models

from mfgusa.catalogue.facet_index.definition import IndexDefinition
from mfgusa.catalogue.facet_index.dependencies import Dependency
from mfgusa.catalogue.models import FacetLogEntry

LOG = FacetLogEntry._meta.db_table
ROWS = {  # The transition tables of each kind of write.
    pgtrigger.Insert: {"new": "new_rows"},
    pgtrigger.Update: {"old": "old_rows", "new": "new_rows"},
    pgtrigger.Delete: {"old": "old_rows"},
}
BOTH_WAYS = (("old_rows", "new_rows"), ("new_rows", "old_rows"))

Reader = tuple[IndexDefinition, Dependency]  # A catalogue, and what it reads.


def register_triggers(definitions: Iterable[IndexDefinition]) -> None:
    """Register the triggers of all tables that the catalogues read."""
    readers: defaultdict[type[models.Model], list[Reader]] = defaultdict(list)
    for definition in definitions:
        for dependency in definition.dependencies:
            readers[dependency.table.model].append((definition, dependency))
    for model, readers_of_model in readers.items():
        pgtrigger.register(*triggers_of(readers_of_model))(model)


def triggers_of(readers: list[Reader]) -> Iterator[pgtrigger.Trigger]:
    """One trigger for each kind of write to a table."""
    owned = [reader for reader in readers if reader[1].table.is_owned]
    for operation, rows in ROWS.items():
        affected = readers if operation is pgtrigger.Update else owned
        if affected:
            statements = (_log(*reader, operation) for reader in affected)
            yield _trigger(operation, statements, pgtrigger.Referencing(**rows))
    names = sorted({definition.name for definition, _dependency in readers})
    every = (f"INSERT INTO {LOG} (index, rows) VALUES ('{n}', NULL);" for n in names)
    yield _trigger(pgtrigger.Truncate, every)


def _trigger(
    operation: pgtrigger.Operation,
    statements: Iterable[str],
    referencing: pgtrigger.Referencing | None = None,
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"log_facets_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func="\n".join([*statements, "RETURN NULL;"]),
    )


def _log(
    definition: IndexDefinition, dependency: Dependency, operation: pgtrigger.Operation
) -> str:
    """The statement that logs the rows of one catalogue, if any are affected."""
    affected = dependency.table.affected_ids(definition.model)
    return (
        f"WITH changed AS ({_changed(dependency, operation)}) "
        f"INSERT INTO {LOG} (index, rows) "
        f"SELECT '{definition.name}', array_agg(DISTINCT id) "
        f"FROM ({affected}) AS affected (id) WHERE id IS NOT NULL "
        f"HAVING count(*) > 0;"
    )


def _changed(dependency: Dependency, operation: pgtrigger.Operation) -> str:
    """The SQL of the rows of a table that changed in a column that is read."""
    if operation is pgtrigger.Insert:
        return "SELECT * FROM new_rows"
    if operation is pgtrigger.Delete:
        return "SELECT * FROM old_rows"
    key = dependency.table.model._meta.pk.column
    columns = sorted({*dependency.columns, str(key)})
    here, there = (
        ", ".join(f"{row}.{c}" for c in columns) for row in ("here", "there")
    )
    return " UNION ALL ".join(
        f"SELECT here.* FROM {rows} AS here LEFT JOIN {others} AS there USING ({key}) "
        f"WHERE ({here}) IS DISTINCT FROM ({there})"
        for rows, others in BOTH_WAYS
    )
