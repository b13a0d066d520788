"""The index of a catalogue as it is stored, for processes that start."""

import json
from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import QuerySet

from mfgusa.catalogue.facet_index.definition import ALL_ROWS, IndexDefinition
from mfgusa.catalogue.facet_index.index import FacetIndex, ValueSets
from mfgusa.catalogue.facet_index.log import LogPosition
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.models import (
    FacetCheckpoint,
    FacetLogEntry,
    FacetTriggers,
    OldestTransactionId,
)
from mfgusa.db.models import DatabaseLife

HEAD_BYTES = 4  # The length of the head of stored sets, before it.


def read_checkpoint(
    definition: IndexDefinition,
) -> tuple[FacetIndex, LogPosition] | None:
    """The stored index and where its log goes on; None if there is none to use."""
    stored = {row.facet: row for row in usable_checkpoints(definition)}
    if ALL_ROWS not in stored:
        return None
    row = stored.pop(ALL_ROWS)
    all_rows = unpack_sets(row.sets)[ALL_ROWS]
    facets = {name: unpack_sets(facet.sets) for name, facet in stored.items()}
    index = FacetIndex(all_rows, facets)
    taken = frozenset(row.taken)
    return index, LogPosition(str(row.life), str(row.triggers), row.oldest, taken)


def usable_checkpoints(definition: IndexDefinition) -> QuerySet[FacetCheckpoint]:
    """The stored sets of an index, if the log goes on from where they were read.

    It does in the same life of the database and while the same triggers write it. Ids
    of transactions that are still to come are those of another database.
    """
    installed = FacetTriggers.objects.filter(definition=definition.digest)
    return FacetCheckpoint.objects.filter(
        index=definition.name,
        life__in=DatabaseLife.objects.values("id"),
        triggers__in=installed.values("installation"),
        oldest__lte=OldestTransactionId(),
    )


def write_checkpoint(
    definition: IndexDefinition, index: FacetIndex, position: LogPosition
) -> None:
    """Store an index unless a later one is stored, and drop the log that it holds."""
    sets = {**index.facets, ALL_ROWS: {ALL_ROWS: index.rows}}
    with transaction.atomic():
        lock_checkpoints()
        usable = usable_checkpoints(definition)
        if usable.filter(oldest__gte=position.oldest).exists():
            return
        FacetCheckpoint.objects.filter(index=definition.name).delete()
        FacetCheckpoint.objects.bulk_create(
            FacetCheckpoint(
                index=definition.name,
                facet=facet,
                life=position.life,
                triggers=position.triggers,
                oldest=position.oldest,
                taken=sorted(position.taken),
                sets=pack_sets(values),
            )
            for facet, values in sets.items()
        )
        entries = FacetLogEntry.objects.filter(index=definition.name)
        entries.filter(transaction__lt=position.oldest).delete()


def lock_checkpoints() -> None:
    """Let no other worker store a checkpoint before this transaction ends."""
    table = FacetCheckpoint._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def pack_sets(sets: ValueSets) -> bytes:
    """Sets by value as bytes: a head with values and lengths, then the sets."""
    serialized = {value: rows.serialize() for value, rows in sets.items()}
    lengths = [[value, len(data)] for value, data in serialized.items()]
    head = json.dumps(lengths).encode()
    return b"".join([len(head).to_bytes(HEAD_BYTES), head, *serialized.values()])


def unpack_sets(data: bytes | memoryview) -> dict[str, RowSet]:
    """The sets that `pack_sets` made bytes of."""
    return dict(_unpack(memoryview(data)))


def _unpack(data: memoryview) -> Iterator[tuple[str, RowSet]]:
    place = HEAD_BYTES + int.from_bytes(data[:HEAD_BYTES])
    for value, length in json.loads(bytes(data[HEAD_BYTES:place])):
        yield value, RowSet.deserialize(bytes(data[place : place + length]))
        place += length
