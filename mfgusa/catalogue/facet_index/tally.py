"""Counts out of bitmaps: the values that some rows have, and how many have each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from mfgusa.catalogue.facet_index.rows import BYTES, Rows
from mfgusa.catalogue.models import CHUNK, Bitmap

TABLE = Bitmap._meta.db_table
NONE = f"repeat('0', {CHUNK})::bit({CHUNK})"
OF_PLACE = f"substring(%s::bytea FROM (place::int - 1) * {BYTES} + 1 FOR {BYTES})"
KEPT = f"""
    WITH kept AS MATERIALIZED (
      SELECT chunk, ('x' || encode({OF_PLACE}, 'hex'))::bit({CHUNK}) AS bits
      FROM unnest(%s::bigint[]) WITH ORDINALITY AS given (chunk, place)
    )
"""
COUNTS = f"""
    {KEPT} SELECT facet, value, sum(found) FROM (
      SELECT facet, value, bit_count(bitmap.bits & kept.bits) AS found
      FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = ANY(%s) OFFSET 0
    ) AS chunks GROUP BY facet, value HAVING sum(found) > 0
"""
COUNTS_OF_PARTS = f"""
    {KEPT} SELECT part, sum(found) FROM (
      SELECT split_part(value, '|', %s) AS part, bit_count(
        bit_or(bitmap.bits) FILTER (WHERE value = ANY(%s))
        & ~coalesce(bit_or(bitmap.bits) FILTER (WHERE value = ANY(%s)), {NONE})
        & any_value(kept.bits)) AS found
      FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = %s AND value = ANY(%s) GROUP BY part, chunk
    ) AS chunks GROUP BY part HAVING sum(found) > 0
"""
FIRST_OF = f"""
    {KEPT} SELECT value FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (value, place)
    WHERE EXISTS (
      SELECT FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = %s AND bitmap.value = wanted.value
      AND bit_count(bitmap.bits & kept.bits) > 0
    ) ORDER BY place LIMIT 1
"""
WHOLE = f"""
    SELECT facet, value, sum(found) FROM {TABLE}
    WHERE "index" = %s AND facet = ANY(%s) GROUP BY facet, value
"""
OVERLAPS = f"""
    SELECT one.value, other.value, sum(bit_count(one.bits & other.bits))
    FROM {TABLE} AS one JOIN {TABLE} AS other USING ("index", chunk)
    WHERE "index" = %s AND one.facet = %s AND other.facet = %s
    AND one.value = coalesce(%s, one.value)
    GROUP BY one.value, other.value HAVING sum(bit_count(one.bits & other.bits)) > 0
"""
OVERLAPS_AMONG = f"""
    {KEPT}, one AS MATERIALIZED (
      SELECT value, chunk, bitmap.bits & kept.bits AS bits
      FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = %s
    )
    SELECT one.value, other.value, sum(bit_count(one.bits & other.bits))
    FROM one JOIN {TABLE} AS other USING (chunk)
    WHERE "index" = %s AND facet = %s
    GROUP BY one.value, other.value HAVING sum(bit_count(one.bits & other.bits)) > 0
"""


@dataclass(frozen=True)
class Having:
    """Rows that have any of some values of a facet, or none of them."""

    facet: str
    values: tuple[str, ...]
    excluded: bool = False


@dataclass(frozen=True)
class Tally:
    """Counts of some of the rows of an index."""

    name: str
    rows: Rows

    def counts(self, facets: Iterable[str]) -> dict[str, dict[str, int]]:
        """By facet, how many of the rows have each value that any of them has."""
        return by_facet(facets, self._ask(COUNTS, self.name, [*facets]))

    def counts_of_parts(
        self, facet: str, part: int, wanted: list[str], unwanted: list[str]
    ) -> dict[str, int]:
        """The same by one part of values such as “arm|founder”, the first or second.

        A row counts under a part if it has a wanted value with it, and no unwanted
        value with the same part.
        """
        every = [*wanted, *unwanted]
        given = (part, wanted, unwanted, self.name, facet, every)
        rows = self._ask(COUNTS_OF_PARTS, *given)
        return {value: int(found) for value, found in rows}

    def first_of(self, facet: str, values: list[str]) -> str | None:
        """The first of some values of a facet that any of the rows has."""
        rows = self._ask(FIRST_OF, values, self.name, facet)
        return rows[0][0] if rows else None

    def overlaps(self, facet: str, other: str) -> dict[tuple[str, str], int]:
        """How many of the rows have both, for each two values of two facets."""
        given = (self.name, facet, self.name, other)
        return by_both(self._ask(OVERLAPS_AMONG, *given))

    def _ask(self, sql: str, *given: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, [*self.rows.written(), *given])
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def whole_counts(name: str, facets: Iterable[str]) -> dict[str, dict[str, int]]:
    """As `Tally.counts`, of all rows of an index: nothing has to be compared."""
    with connection.cursor() as cursor:
        cursor.execute(WHOLE, [name, [*facets]])
        return by_facet(facets, cursor.fetchall())


def whole_overlaps(
    name: str, facet: str, other: str, *, value: str | None = None
) -> dict[tuple[str, str], int]:
    """As `Tally.overlaps`, of all rows; with a `value` of the first facet, of its."""
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS, [name, facet, other, value])
        return by_both(cursor.fetchall())


def by_both(rows: Iterable[tuple[str, str, Any]]) -> dict[tuple[str, str], int]:
    return {(one, other): int(both) for one, other, both in rows}


def by_facet(
    facets: Iterable[str], rows: Iterable[tuple[str, str, Any]]
) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
    for facet, value, found in rows:
        counts[facet][value] = int(found)
    return counts
