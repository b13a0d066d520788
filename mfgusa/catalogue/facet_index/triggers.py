"""Triggers that write into the log which rows changed that a catalogue reads.

Which rows of the catalogue these lead to is not for the writer to say: it does not see
the links that other transactions have not committed yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pgtrigger
from django.db import models

from mfgusa.catalogue.facet_index.definition import IndexDefinition
from mfgusa.catalogue.facet_index.dependencies import Dependency
from mfgusa.catalogue.facet_index.row_sets import MAX_ID
from mfgusa.catalogue.models import FacetLogEntry, FacetTriggers

PREFIX = "log_facets_"  # Of the names of the triggers.
LOG = FacetLogEntry._meta.db_table
ALL_CHANGED = f"INSERT INTO {LOG} (index, path, keys) VALUES ('{{name}}', '', NULL);"
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


def announce_triggers(definitions: Iterable[IndexDefinition]) -> None:
    """Say that the log has all changes that these definitions need, from now on."""
    announced = dict(FacetTriggers.objects.values_list("index", "definition"))
    for definition in definitions:
        if announced.get(definition.name) != definition.digest:
            FacetTriggers(definition.name, definition.digest).save()


def triggers_of(readers: list[Reader]) -> Iterator[pgtrigger.Trigger]:
    """One trigger for each kind of write to a table.

    Nothing refers to a row that is new. One that is deleted may be inserted again with
    other values before the references to it are checked.
    """
    owned = [reader for reader in readers if reader[1].table.is_owned]
    for operation, rows in ROWS.items():
        affected = owned if operation is pgtrigger.Insert else readers
        if affected:
            statements = [_log(*reader, operation) for reader in affected]
            if "new" in rows:
                statements.insert(0, _refuse_key(affected[0][1].table.model))
            yield _trigger(operation, statements, pgtrigger.Referencing(**rows))
    names = sorted({definition.name for definition, _dependency in readers})
    yield _trigger(pgtrigger.Truncate, (ALL_CHANGED.format(name=n) for n in names))


def _trigger(
    operation: pgtrigger.Operation,
    statements: Iterable[str],
    referencing: pgtrigger.Referencing | None = None,
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"{PREFIX}{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func="\n".join([*statements, "RETURN NULL;"]),
    )


def _log(
    definition: IndexDefinition, dependency: Dependency, operation: pgtrigger.Operation
) -> str:
    """The statement that logs what a catalogue reads, if any of that changed."""
    column, path = dependency.table.key_column, dependency.table.path
    return (
        f"INSERT INTO {LOG} (index, path, keys) "
        f"SELECT '{definition.name}', '{path}', array_agg(DISTINCT {column}) "
        f"FROM ({_changed(dependency, operation)}) AS changed "
        f"WHERE {column} IS NOT NULL HAVING count(*) > 0;"
    )


def _refuse_key(model: type[models.Model]) -> str:
    """The statement that refuses keys that no set of rows can hold."""
    key, message = model._meta.pk.column, f"Keys are numbers from 0 to {MAX_ID}."
    return (
        f"IF EXISTS (SELECT FROM new_rows WHERE {key} NOT BETWEEN 0 AND {MAX_ID}) THEN "
        f"RAISE check_violation USING MESSAGE = '{message}'; END IF;"
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
