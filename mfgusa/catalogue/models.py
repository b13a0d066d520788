from datetime import datetime
from typing import Any

from django.db import connections, models
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

# Every request for a public page asks for it: without what the ORM would add to it.
STAMP = (
    "SELECT coalesce(sum(writes), 0)::bigint, max(changed) FROM catalogue_dataversion"
)
CHUNK = 8192  # Rows whose bits lie together.


class DataVersionQuerySet(models.QuerySet):
    """The counters behind the version of the data."""

    def current(self) -> int:
        """A number that is larger after every committed write to a public table."""
        return self.aggregate(total=Sum("writes"))["total"] or 0

    def stamp(self) -> tuple[int, datetime | None]:
        """The data version, and when it last grew; one query."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(STAMP)
            total, newest = cursor.fetchone()
            return total, newest


class DataVersion(models.Model):
    """One counter of writes to the public tables; their sum is the data version.

    A writer takes any counter that no other writer holds, so that writers never
    wait for each other; the sum grows by one with each writing statement.
    """

    writes = models.BigIntegerField(default=0)
    changed = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = DataVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(writes__gte=0),
                name="data_version_counts_up",
                violation_error_message="A data version cannot be negative.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.writes}"


class Bits(models.Field):
    """A bit for each row of a chunk, the first row first; written as “x0f…” (hex)."""

    def db_type(self, connection: Any) -> str:
        return f"bit({CHUNK})"


class Bitmap(models.Model):
    """Which rows of a chunk have a value of a facet (see `catalogue.bitmaps`)."""

    pk = models.CompositePrimaryKey("index", "facet", "value", "chunk")
    index = models.CharField(max_length=40)
    facet = models.CharField(max_length=40)
    value = models.TextField()
    chunk = models.BigIntegerField(db_comment=f"id of the row / {CHUNK}")
    found = models.IntegerField(db_comment="bits that are set")
    bits = Bits()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["index", "chunk", "facet"], name="bitmap_by_chunk")
        ]

    def __str__(self) -> str:
        return f"{self.index}, {self.facet}={self.value}, {self.chunk}"


class StaleChunk(models.Model):
    """That bitmaps are out of date: of one chunk, or of all where it is null."""

    index = models.CharField(max_length=40)
    chunk = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.index}, {self.chunk}"
