"""Sets of rows, a bit for each: joined in memory, then read in the order of a query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, F, Func, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from mfgusa.catalogue.models import CHUNK

BYTES = CHUNK // 8  # Of a chunk.
STEPS = 10  # Along an order, in the time in which one row is read by its key.


@dataclass(frozen=True)
class Rows:
    """Rows of a table, by chunk: a number whose highest bit stands for the first."""

    chunks: Mapping[int, int]

    @classmethod
    def of_keys(cls, keys: Iterable[int]) -> "Rows":
        chunks: dict[int, bytearray] = {}
        for key in keys:
            chunk, place = divmod(key, CHUNK)
            bits = chunks.setdefault(chunk, bytearray(BYTES))
            bits[place >> 3] |= 128 >> (place & 7)
        return cls({chunk: int.from_bytes(bits) for chunk, bits in chunks.items()})

    @classmethod
    def of_bits(cls, chunks: Mapping[int, bytes]) -> "Rows":
        """As `varbit_send` tells them, behind four bytes with the number of bits."""
        return cls({chunk: int.from_bytes(bits[4:]) for chunk, bits in chunks.items()})

    def __len__(self) -> int:
        return sum(bits.bit_count() for bits in self.chunks.values())

    def __contains__(self, key: int) -> bool:
        chunk, place = divmod(key, CHUNK)
        return bool(self.chunks.get(chunk, 0) >> (CHUNK - 1 - place) & 1)

    def __and__(self, other: "Rows") -> "Rows":
        both = self.chunks.keys() & other.chunks.keys()
        return Rows({c: self.chunks[c] & other.chunks[c] for c in both})

    def __or__(self, other: "Rows") -> "Rows":
        any_ = self.chunks.keys() | other.chunks.keys()
        mine, theirs = self.chunks.get, other.chunks.get
        return Rows({c: mine(c, 0) | theirs(c, 0) for c in any_})

    def __sub__(self, other: "Rows") -> "Rows":
        theirs = other.chunks.get
        return Rows({c: bits & ~theirs(c, 0) for c, bits in self.chunks.items()})

    def __iter__(self) -> Iterator[int]:
        """The primary keys of the rows."""
        for chunk, bits in self.chunks.items():
            while bits:
                lowest = bits & -bits
                yield (chunk + 1) * CHUNK - lowest.bit_length()
                bits ^= lowest

    def written(self) -> tuple[bytes, list[int]]:
        """The bits of the chunks, one chunk after another, and which chunks these are.

        The database reads one long value in a tenth of the time of many short ones.
        """
        kept = {chunk: bits for chunk, bits in self.chunks.items() if bits}
        return b"".join(bits.to_bytes(BYTES) for bits in kept.values()), [*kept]

    def are_few(self, last: int) -> bool:
        """Whether to read them all by their keys is quicker than to go along an order
        until so many are found."""
        steps = last * CHUNK * len(self.chunks)  # Times the rows that are found.
        return len(self) ** 2 * STEPS <= steps


class IsAmong(Func):
    """Whether a row is in a set."""

    output_field = BooleanField()

    def __init__(self, rows: Rows) -> None:
        super().__init__(F("pk"))
        self.rows = rows

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The test of the bit of a row, with the bits of all rows as parameters."""
        key, params = compiler.compile(self.source_expressions[0])
        place = f"(array_position(%s::bigint[], {key} / {CHUNK}) - 1)::bigint"
        # In a byte PostgreSQL counts the last bit first: # 7 turns that round.
        bit = f"get_bit(%s::bytea, ({place} * {CHUNK} + {key} %% {CHUNK}) # 7)"
        # The planner estimates that a cast holds for a third of the rows, but that an
        # equation holds for few, and would then sort them instead of using an index.
        return f"{bit}::bool", (*self.rows.written(), *params, *params)


def between(
    levels: Iterable[Rows], queryset: QuerySet[Any], start: int, stop: int
) -> list[int]:
    """The keys of the rows from one place to another.

    The rows of each level stand before those of the next, and within a level as the
    queryset orders them. However many levels there are, three queries at most.
    """
    parts = list(_parts(levels, start, stop))
    few = {key for level, _first, last in parts if level.are_few(last) for key in level}
    ordered = _keys(queryset.filter(pk__in=few)) if few else []
    found: list[int] = []
    for level, first, last in parts:
        if level.are_few(last):
            found += [key for key in ordered if key in level][first:last]
        else:
            found += _keys(queryset.filter(IsAmong(level))[first:last])
    return found


def _parts(
    levels: Iterable[Rows], start: int, stop: int
) -> Iterator[tuple[Rows, int, int]]:
    """The levels that reach into a span, each with its own part of it."""
    place = 0
    for level in levels:
        first, last = max(start - place, 0), min(stop - place, len(level))
        if first < last:
            yield level, first, last
        place += len(level)
        if place >= stop:
            return


def _keys_query(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset.values_list("pk", flat=True)


def _keys(queryset: QuerySet[Any]) -> list[int]:
    return list(_keys_query(queryset))


def firsts(levels: list[Rows], queryset: QuerySet[Any], most: int) -> list[list[int]]:
    """The keys of the first rows of each of some sets, at most so many of each.

    However many sets there are, two queries at most.
    """
    known = {key for level in levels if level.are_few(most) for key in level}
    many = [level for level in levels if not level.are_few(most)]
    if along := [_keys_query(queryset.filter(IsAmong(level))[:most]) for level in many]:
        known.update(along[0].union(*along[1:], all=True))
    ordered = _keys(queryset.filter(pk__in=known)) if known else []
    return [[key for key in ordered if key in level][:most] for level in levels]


def in_order(queryset: QuerySet[Any], keys: list[int]) -> QuerySet[Any]:
    """The rows of a queryset with these keys, in the order of the keys."""
    known = Value(keys, ArrayField(BigIntegerField()))
    place = Func(known, F("pk"), function="array_position")
    return queryset.filter(pk__in=keys).order_by(place)
