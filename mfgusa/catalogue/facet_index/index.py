"""The bitmaps of one catalogue: which facets they hold, and that they are fresh."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet, Value

from mfgusa.catalogue.facet_index.building import EVERY, meant, renew
from mfgusa.catalogue.facet_index.jobs import renew_soon
from mfgusa.catalogue.facet_index.rows import Rows
from mfgusa.catalogue.facet_index.tally import Having, whole_counts
from mfgusa.catalogue.filters.vocabulary import memoize
from mfgusa.catalogue.models import Bitmap, StaleChunk
from mfgusa.db.replicas import read_primary
from mfgusa.db.snapshot import SnapshotUnsuitable, is_snapshot

ROWS = f"""
    SELECT number, chunk, varbit_send(bit_or(bits))
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS asked (number, facet, value)
    JOIN {Bitmap._meta.db_table} USING (facet, value)
    WHERE "index" = %s GROUP BY number, chunk
"""
MOST_STALE = 8  # Chunks that a reader makes anew; more are left to a job.


class BitmapIndex:
    """Bitmaps of the rows of a catalogue, by the values of its facets.

    `rows` are the rows with what the facets need, `facets` names those of the
    FilterSet, `same` the facets that ask for what another one holds; `more` gives
    expressions of its own. The tables that they are made from say `stale_after` of the
    same name.
    """

    def __init__(
        self,
        name: str,
        rows: QuerySet[Any],
        *,
        facets: Iterable[str],
        same: Mapping[str, str],
        **more: Any,
    ) -> None:
        self.name, self.rows, self.facets, self.more = name, rows, tuple(facets), more
        self.held = {facet: facet for facet in self.facets} | dict(same)

    def expressions(self, filters: Any) -> dict[str, Any]:
        """What each facet, and each further bitmap, is made from."""
        every = {EVERY: Value(EVERY, models.TextField())}
        return every | {n: filters[n].expression() for n in self.facets} | self.more

    def is_fresh(self, filters: Any) -> bool:
        """Whether the bitmaps hold all that is written, from now on if need be."""
        return bool(memoize(("fresh", self.name), lambda: self._is_fresh(filters)))

    def _is_fresh(self, filters: Any) -> bool:
        if not self._marked():
            return True
        if is_snapshot():
            raise SnapshotUnsuitable
        read_primary()  # A replica cannot be written to.
        marked = self._marked()
        if len(meant(self.name, self.rows, marked)) > MOST_STALE:
            renew_soon(self.name)
            return False
        self.renew(filters)
        return True

    def _marked(self) -> set[int | None]:
        """The chunks that are marked as stale."""
        marks = StaleChunk.objects.filter(index=self.name)
        return set(marks.values_list("chunk", flat=True).distinct())

    def renew(self, filters: Any) -> None:
        """Make all that is stale anew."""
        renew(self.name, self.rows, self.expressions(filters))

    def rows_of(self, havings: list[Having]) -> list[Rows]:
        """The rows that have any of the values that each asks for; one query."""
        asked = [(n, one.facet, v) for n, one in enumerate(havings) for v in one.values]
        columns = [[one[column] for one in asked] for column in range(3)]
        chunks: list[dict[int, bytes]] = [{} for _having in havings]
        with connection.cursor() as cursor:
            cursor.execute(ROWS, [*columns, self.name])
            for number, chunk, bits in cursor:
                chunks[number][chunk] = bits
        return [Rows.of_bits(each) for each in chunks]

    def whole_counts(self) -> dict[str, dict[str, int]]:
        """How many of all rows have each value, by facet."""
        key = ("counts", self.name)
        return dict(memoize(key, lambda: whole_counts(self.name, self.facets)))

    def values(self, facet: str) -> list[str]:
        """The values of a facet that any row has."""
        bitmaps = Bitmap.objects.filter(index=self.name, facet=facet)
        return list(bitmaps.values_list("value", flat=True).distinct())
