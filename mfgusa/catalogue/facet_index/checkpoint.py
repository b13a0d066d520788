"""The index of a catalogue as it is stored, for processes that start."""

import json
from collections.abc import Iterator
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Subquery
from django.utils import timezone

from mfgusa.catalogue.facet_index.definition import ALL_ROWS, IndexDefinition
from mfgusa.catalogue.facet_index.index import FacetIndex, ValueSets
from mfgusa.catalogue.facet_index.log import LogPosition
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry
from mfgusa.db.models import DatabaseLife

OTHER_RELEASE = timedelta(days=1)  # After which it is not waited for any more.
HEAD_BYTES = 4  # The length of the head of stored sets, before it.


def read_checkpoint(
    definition: IndexDefinition,
) -> tuple[FacetIndex, LogPosition] | None:
    """The stored index and where its log goes on; None if there is none to use."""
    rows = FacetCheckpoint.objects.filter(
        index=definition.name,
        definition=definition.digest,
        life__in=DatabaseLife.objects.values("id"),
    )
    stored = {row.facet: row for row in rows}
    if ALL_ROWS not in stored:
        return None
    row = stored.pop(ALL_ROWS)
    all_rows = unpack_sets(row.sets)[ALL_ROWS]
    facets = {name: unpack_sets(facet.sets) for name, facet in stored.items()}
    index = FacetIndex(all_rows, facets)
    return index, LogPosition(str(row.life), row.oldest, frozenset(row.taken))


def write_checkpoint(
    definition: IndexDefinition, index: FacetIndex, position: LogPosition
) -> None:
    """Store an index unless a later one is stored, and drop the log that all hold."""
    sets = {**index.facets, ALL_ROWS: {ALL_ROWS: index.rows}}
    checkpoints = FacetCheckpoint.objects.filter(index=definition.name)
    own = checkpoints.filter(definition=definition.digest)
    with transaction.atomic():
        lock_checkpoints()
        checkpoints.exclude(life=position.life).delete()
        if own.filter(oldest__gte=position.oldest).exists():
            return
        own.delete()
        FacetCheckpoint.objects.bulk_create(
            FacetCheckpoint(
                index=definition.name,
                definition=definition.digest,
                facet=facet,
                life=position.life,
                oldest=position.oldest,
                taken=sorted(position.taken),
                sets=pack_sets(values),
            )
            for facet, values in sets.items()
        )
        checkpoints.filter(stored__lt=timezone.now() - OTHER_RELEASE).delete()
        oldest = checkpoints.order_by("oldest").values("oldest")[:1]
        entries = FacetLogEntry.objects.filter(index=definition.name)
        entries.filter(transaction__lt=Subquery(oldest)).delete()


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
