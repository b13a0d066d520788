"""The bitmaps of one catalogue: which facets they hold, and that they are fresh."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.db.models import Func, QuerySet, Value

from mfgusa.catalogue.bitmaps.building import EVERY, meant, renew
from mfgusa.catalogue.bitmaps.jobs import renew_soon
from mfgusa.catalogue.bitmaps.rows import Rows
from mfgusa.catalogue.models import Bitmap, StaleChunk
from mfgusa.databases.replicas import read_primary

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
        rows: QuerySet,
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
        if not self._marked():
            return True
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

    def rows_by_value(self, facet: str, values: Iterable[str]) -> list[Rows]:
        """The rows that have each of some values; one query."""
        sent = Func("bits", function="varbit_send", output_field=models.BinaryField())
        bitmaps = Bitmap.objects.filter(index=self.name, facet=facet, value__in=values)
        chunks: dict[str, list[tuple[int, bytes]]] = {}
        for value, *chunk in bitmaps.values_list("value", "chunk", sent):
            chunks.setdefault(value, []).append(tuple(chunk))
        return [Rows.of_bits(each) for each in chunks.values()]

    def values(self, facet: str) -> list[str]:
        """The values of a facet that any row has."""
        bitmaps = Bitmap.objects.filter(index=self.name, facet=facet)
        return list(bitmaps.values_list("value", flat=True).distinct())
