from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

CHUNK = 8192  # Rows whose bits lie together.


class Bits(models.Field[str, str]):
    """A bit for each row of a chunk, the first row first; written as “x0f…” (hex)."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return f"bit({CHUNK})"


class Bitmap(models.Model):
    """Which rows of a chunk have a value of a facet (see `catalogue.facet_index`)."""

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
