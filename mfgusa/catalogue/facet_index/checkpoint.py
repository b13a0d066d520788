"""The index of a catalogue as it is stored, for processes that start."""

import json
from collections.abc import Iterator

from django.db import transaction

from mfgusa.catalogue.facet_index.definition import ALL_ROWS, IndexDefinition
from mfgusa.catalogue.facet_index.index import FacetIndex, ValueSets
from mfgusa.catalogue.facet_index.log import LogPosition
from mfgusa.catalogue.facet_index.row_sets import RowSet
from mfgusa.catalogue.models import FacetCheckpoint, FacetLogEntry
from mfgusa.db.models import DatabaseLife

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
    every = unpack_sets(row.sets)[ALL_ROWS]
    index = FacetIndex(every, {name: unpack_sets(r.sets) for name, r in stored.items()})
    return index, LogPosition(str(row.life), row.oldest, frozenset(row.taken))


def write_checkpoint(
    definition: IndexDefinition, index: FacetIndex, position: LogPosition
) -> None:
    """Store an index in the place of the last one, and drop the log that it holds."""
    sets = {**index.facets, ALL_ROWS: {ALL_ROWS: index.rows}}
    with transaction.atomic():
        FacetCheckpoint.objects.filter(index=definition.name).delete()
        FacetCheckpoint.objects.bulk_create(
            FacetCheckpoint(
                index=definition.name,
                facet=facet,
                definition=definition.digest,
                life=position.life,
                oldest=position.oldest,
                taken=sorted(position.taken),
                sets=pack_sets(values),
            )
            for facet, values in sets.items()
        )
        entries = FacetLogEntry.objects.filter(index=definition.name)
        entries.filter(transaction__lt=position.oldest).delete()


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
