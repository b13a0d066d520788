from collections.abc import Iterable

from django.db import models


class SeededKeyQuerySet(models.QuerySet["SeededKey"]):
    """The keys that have been seeded."""

    def keys_of(self, table: str) -> set[str]:
        """All seeded keys of one table."""
        return set(self.filter(table=table).values_list("key", flat=True))

    def add_keys(self, table: str, keys: Iterable[str]) -> None:
        """Mark keys as seeded; those that are already marked stay as they are."""
        rows = (self.model(table=table, key=key) for key in sorted(keys))
        self.bulk_create(rows, ignore_conflicts=True)


class SeededKey(models.Model):
    """The key of a row that comes with the code and has been loaded once.

    A seeded row is never loaded again: a curator may have changed, renamed or
    deleted it, or may have given its key to another row.
    """

    table = models.CharField(max_length=60)
    key = models.TextField()

    objects = SeededKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "key"],
                name="seeded_key_unique",
                violation_error_message="This key has been seeded already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"
