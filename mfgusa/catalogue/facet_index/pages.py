"""Rows of sets in the order of a query, from one position to another."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from mfgusa.catalogue.facet_index.row_sets import CONTAINER, RowSet, dense_bits, union

MAX_LISTED = 2000  # Rows of a set that a statement lists by their ids.


class IsAmong(Func):
    """Whether a row, or the row that a foreign key refers to, is in a set."""

    output_field = BooleanField()

    def __init__(self, rows: RowSet, key: str = "pk") -> None:
        super().__init__(F(key))
        self.rows = rows

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The test of the bit of a row, with the bits of all rows as a parameter."""
        key, params = compiler.compile(self.source_expressions[0])
        bits, containers = dense_bits(self.rows)
        place = f"(array_position(%s::bigint[], {key} / {CONTAINER}) - 1)::bigint"
        bit = f"get_bit(%s::bytea, {place} * {CONTAINER} + {key} %% {CONTAINER})"
        # The planner estimates that a cast holds for a third of the rows, but that an
        # equation holds for few, and would then sort them instead of using an index.
        return f"{bit}::bool", (bits, containers, *params, *params)


def among(queryset: QuerySet[Any], rows: RowSet, key: str = "pk") -> QuerySet[Any]:
    """Those of a queryset that are in a set, or whose foreign key refers to such."""
    if len(rows) <= MAX_LISTED:
        return queryset.filter(**{f"{key}__in": list(rows)})
    return queryset.filter(IsAmong(rows, key))


def slice_ids(
    levels: Iterable[RowSet], queryset: QuerySet[Any], start: int, stop: int
) -> list[int]:
    """The ids of the rows from one position to another.

    The rows of each level stand before those of the next, and within a level as the
    queryset orders them. One query for all small levels, one for each large one.
    """
    slices = list(_slices(levels, start, stop))
    listed = union(level for level, _, _ in slices if len(level) <= MAX_LISTED)
    ordered = _ids(queryset.filter(pk__in=list(listed))) if listed else []
    ids: list[int] = []
    for level, first, last in slices:
        if len(level) <= MAX_LISTED:
            ids += [pk for pk in ordered if pk in level][first:last]
        else:
            ids += _ids(queryset.filter(IsAmong(level))[first:last])
    return ids


def _slices(
    levels: Iterable[RowSet], start: int, stop: int
) -> Iterator[tuple[RowSet, int, int]]:
    """The levels that reach into a span, each with its own part of it."""
    place = 0
    for level in levels:
        first, last = max(start - place, 0), min(stop - place, len(level))
        if first < last:
            yield level, first, last
        place += len(level)
        if place >= stop:
            return


def first_rows_per_set(
    row_sets: list[RowSet], queryset: QuerySet[Any], most: int
) -> list[list[int]]:
    """The ids of the first rows of each set, at most so many of each.

    However many sets there are, two queries at most.
    """
    listed = {pk for rows in row_sets if len(rows) <= MAX_LISTED for pk in rows}
    large = [rows for rows in row_sets if len(rows) > MAX_LISTED]
    if parts := [_ids_query(queryset.filter(IsAmong(rows))[:most]) for rows in large]:
        listed.update(parts[0].union(*parts[1:], all=True))
    ordered = _ids(queryset.filter(pk__in=listed)) if listed else []
    return [[pk for pk in ordered if pk in rows][:most] for rows in row_sets]


def _ids_query(queryset: QuerySet[Any]) -> QuerySet[Any, Any]:
    return queryset.values_list("pk", flat=True)


def _ids(queryset: QuerySet[Any]) -> list[int]:
    return list(_ids_query(queryset))


def in_order(queryset: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
    """The rows of a queryset with these ids, in the order of the ids."""
    known = Value(ids, ArrayField(BigIntegerField()))
    place = Func(known, F("pk"), function="array_position")
    return queryset.filter(pk__in=ids).order_by(place)
