"""The bitmaps of one catalogue: which facets they hold, and that they are fresh."""

from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import QuerySet, Value

from mfgusa.catalogue.bitmaps.building import EVERY, meant, renew
from mfgusa.catalogue.bitmaps.jobs import renew_soon
from mfgusa.catalogue.models import Bitmap, StaleChunk

MOST_STALE = 8  # Chunks that a reader makes anew; more are left to a job.


class BitmapIndex:
    """Bitmaps of the rows of a catalogue, by the values of its facets.

    `rows` are the rows with what the facets need, `facets` names those of the
    FilterSet, `more` gives expressions of its own. The tables that they are made from
    say `stale_after` of the same name.
    """

    def __init__(
        self, name: str, rows: QuerySet, *, facets: Iterable[str], **more: Any
    ) -> None:
        self.name, self.rows, self.facets, self.more = name, rows, tuple(facets), more

    def expressions(self, filters: Any) -> dict[str, Any]:
        """What each facet, and each further bitmap, is made from."""
        every = {EVERY: Value(EVERY, models.TextField())}
        return every | {n: filters[n].expression() for n in self.facets} | self.more

    def is_fresh(self, filters: Any, using: str) -> bool:
        """Whether the bitmaps hold all that is written, from now on if need be."""
        marks = StaleChunk.objects.using(using).filter(index=self.name)
        marked = set(marks.values_list("chunk", flat=True).distinct())
        if not marked:
            return True
        if using != DEFAULT_DB_ALIAS:  # A replica; what is written reaches it later.
            return False
        if len(meant(self.name, self.rows, marked, using)) > MOST_STALE:
            renew_soon(self.name)
            return False
        self.renew(filters)
        return True

    def renew(self, filters: Any) -> None:
        """Make all that is stale anew."""
        facets = self.expressions(filters)
        renew(self.name, self.rows, facets, DEFAULT_DB_ALIAS)

    def values(self, facet: str, using: str) -> list[str]:
        """The values of a facet that any row has."""
        bitmaps = Bitmap.objects.using(using).filter(index=self.name, facet=facet)
        return list(bitmaps.values_list("value", flat=True).distinct())
