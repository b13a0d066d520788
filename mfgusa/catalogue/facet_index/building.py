"""Bitmaps of facets, made from the rows."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, models, transaction
from django.db.models import F, QuerySet

from mfgusa.catalogue.facet_index.rows import Rows
from mfgusa.catalogue.filters.vocabulary import NOT_RECORDED
from mfgusa.catalogue.models import CHUNK, Bitmap, StaleChunk
from mfgusa.db.copy import copy_rows_into

AT_ONCE = 16  # Chunks that are read together.
EVERY = ""  # The facet, and its one value, of all rows.
COLUMNS = ("index", "facet", "value", "chunk", "found", "bits")
Bits = tuple[str, str, int, int]


def renew(name: str, rows: QuerySet[Any], facets: dict[str, Any]) -> None:
    """Make the stale chunks of an index anew; one process at a time.

    The marks go first: a write that commits later leaves a mark of its own.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext(%s))", [f"bitmaps {name}"]
        )
        chunks = _taken(name, rows)
        for start in range(0, len(chunks), AT_ONCE):
            some = chunks[start : start + AT_ONCE]
            Bitmap.objects.filter(index=name, chunk__in=some).delete()
            _write(name, list(made(rows, facets, some)))


def _taken(name: str, rows: QuerySet[Any]) -> list[int]:
    """The stale chunks, whose marks are taken away."""
    marks = list(StaleChunk.objects.filter(index=name))
    StaleChunk.objects.filter(pk__in=[m.pk for m in marks]).delete()
    return sorted(meant(name, rows, {mark.chunk for mark in marks}))


def meant(name: str, rows: QuerySet[Any], marked: set[Any]) -> set[int]:
    """The chunks that marks mean; one without a chunk means all."""
    if None not in marked:
        return marked
    bitmaps = Bitmap.objects.filter(index=name)
    here = rows.model._base_manager.annotate(chunk=F("pk") / CHUNK)
    return {
        *bitmaps.values_list("chunk", flat=True).distinct(),
        *here.values_list("chunk", flat=True).distinct(),
    }


def made(
    rows: QuerySet[Any], facets: dict[str, Any], chunks: Iterable[int]
) -> Iterator[Bits]:
    """The bitmaps of some chunks: facet, value, chunk and bits."""
    for facet, expression in facets.items():
        keys: dict[str, list[int]] = {}
        for value, some in _keys(rows, expression, chunks):
            known = value if facet == EVERY else value or NOT_RECORDED
            keys.setdefault(known, []).extend(some)
        for value, every in keys.items():
            for chunk, bits in Rows.of_keys(every).chunks.items():
                yield facet, value, chunk, bits


def _keys(
    rows: QuerySet[Any], expression: Any, chunks: Iterable[int]
) -> QuerySet[Any, Any]:
    """By value, the keys of the rows that have it; perhaps one value and no keys."""
    in_chunks = models.Q()
    for chunk in chunks:
        in_chunks |= models.Q(pk__gte=chunk * CHUNK, pk__lt=(chunk + 1) * CHUNK)
    valued = rows.order_by().filter(in_chunks).annotate(in_value=expression)
    grouped = valued.values("in_value").annotate(keys=ArrayAgg("pk", default=[]))
    pairs: QuerySet[Any, Any] = grouped.values_list("in_value", "keys")
    return pairs


def _write(name: str, bitmaps: list[Bits]) -> None:
    columns = ", ".join(f'"{column}"' for column in COLUMNS)
    with copy_rows_into(Bitmap._meta.db_table, columns) as into:
        for facet, value, chunk, bits in bitmaps:
            written = f"x{bits:0{CHUNK // 4}x}"  # In hex, four bits a letter.
            into.write_row((name, facet, value, chunk, bits.bit_count(), written))
