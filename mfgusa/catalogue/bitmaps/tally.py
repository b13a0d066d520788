"""Counts out of bitmaps: what is asked, written as one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from mfgusa.catalogue.bitmaps.building import EVERY
from mfgusa.catalogue.bitmaps.rows import Rows
from mfgusa.catalogue.models import CHUNK, Bitmap

TABLE = Bitmap._meta.db_table
NONE = f"repeat('0', {CHUNK})::bit({CHUNK})"
ANY_OF = f"""
    SELECT chunk, bit_or(bits) AS bits FROM {TABLE}
    WHERE "index" = %s AND facet = %s AND value = ANY(%s) GROUP BY chunk
"""
GIVEN = f"""
    SELECT chunk, bits::bit({CHUNK}) AS bits FROM unnest(%s::bigint[], %s::text[])
    AS given (chunk, bits)
"""
COUNTS = f"""
    SELECT facet, value, sum(found) FROM (
      SELECT facet, value, bit_count(bitmap.bits & kept.bits) AS found
      FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = ANY(%s) OFFSET 0
    ) AS chunks GROUP BY facet, value HAVING sum(found) > 0
"""
COUNTS_OF_PARTS = f"""
    SELECT part, sum(found) FROM (
      SELECT split_part(value, '|', %s) AS part, bit_count(
        bit_or(bitmap.bits) FILTER (WHERE value = ANY(%s))
        & ~coalesce(bit_or(bitmap.bits) FILTER (WHERE value = ANY(%s)), {NONE})
        & any_value(kept.bits)) AS found
      FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = %s AND value = ANY(%s) GROUP BY part, chunk
    ) AS chunks GROUP BY part HAVING sum(found) > 0
"""
FIRST_OF = f"""
    SELECT value FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (value, place)
    WHERE EXISTS (
      SELECT FROM {TABLE} AS bitmap JOIN kept USING (chunk)
      WHERE "index" = %s AND facet = %s AND bitmap.value = wanted.value
      AND bit_count(bitmap.bits & kept.bits) > 0
    ) ORDER BY place LIMIT 1
"""
BITS = "SELECT chunk, varbit_send(bits) FROM kept"
WHOLE = f"""
    SELECT facet, value, sum(found) FROM {TABLE}
    WHERE "index" = %s AND facet = ANY(%s) GROUP BY facet, value
"""


@dataclass(frozen=True)
class Having:
    """Rows that have any of some values of a facet, or none of them."""

    facet: str
    values: tuple[str, ...]
    excluded: bool = False


class Tally:
    """Counts of the rows of an index that answer everything in `kept`."""

    def __init__(self, name: str, kept: Iterable[Having | Rows]) -> None:
        self.name, self.kept = name, list(kept)

    def counts(self, facets: Iterable[str]) -> dict[str, dict[str, int]]:
        """By facet, how many of the rows have each value that any of them has."""
        facets = list(facets)
        sql = COUNTS if self.kept else WHOLE
        rows = self._ask(sql, [self.name, facets])
        counts: dict[str, dict[str, int]] = {facet: {} for facet in facets}
        for facet, value, found in rows:
            counts[facet][value] = int(found)
        return counts

    @property
    def found(self) -> int:
        """How many rows there are."""
        return self.counts([EVERY])[EVERY].get(EVERY, 0)

    def counts_of_parts(
        self, facet: str, part: int, wanted: list[str], unwanted: list[str]
    ) -> dict[str, int]:
        """The same by one part of values such as “arm|founder”, the first or second.

        A row counts under a part if it has a wanted value with it, and no unwanted
        value with the same part.
        """
        given = [part, wanted, unwanted, self.name, facet, [*wanted, *unwanted]]
        rows = self._among_all()._ask(COUNTS_OF_PARTS, given)
        return {value: int(found) for value, found in rows}

    def rows(self) -> Rows:
        """The rows themselves."""
        return Rows.of_bits(self._among_all()._ask(BITS, []))

    def first_of(self, facet: str, values: list[str]) -> str | None:
        """The first of some values of a facet that any of the rows has."""
        rows = self._among_all()._ask(FIRST_OF, [values, self.name, facet])
        return rows[0][0] if rows else None

    def _among_all(self) -> "Tally":
        """The same, where what is asked may not be empty."""
        return Tally(self.name, self.kept or [Having(EVERY, (EVERY,))])

    def _ask(self, sql: str, given: list[Any]) -> list[tuple[Any, ...]]:
        kept, parameters = self._kept()
        with connection.cursor() as cursor:
            cursor.execute(kept + sql, [*parameters, *given])
            return cursor.fetchall()

    def _kept(self) -> tuple[str, list[Any]]:
        """The bitmaps of the rows that answer, by chunk, as a part of a query."""
        if not self.kept:
            return "", []
        bits, joins, parameters = "every.bits", "", [self.name, EVERY, [EVERY]]
        for number, having in enumerate(self.kept):
            one = f"part_{number}"
            sql, given = self._part(having)
            is_out = isinstance(having, Having) and having.excluded
            bits += f" & ~coalesce({one}.bits, {NONE})" if is_out else f" & {one}.bits"
            side = "LEFT" if is_out else "INNER"
            joins += f" {side} JOIN ({sql}) AS {one} USING (chunk)"
            parameters += given
        every = f"({ANY_OF}) AS every{joins}"
        kept = f"WITH kept AS MATERIALIZED (SELECT chunk, {bits} AS bits FROM {every})"
        return kept, parameters

    def _part(self, asked: Having | Rows) -> tuple[str, list[Any]]:
        """The chunks and bits of what is asked, as a query."""
        if isinstance(asked, Having):
            return ANY_OF, [self.name, asked.facet, list(asked.values)]
        return GIVEN, [*asked.written()]
