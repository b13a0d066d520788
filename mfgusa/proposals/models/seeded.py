from django.db import models


class OfferedKeyQuerySet(models.QuerySet):
    """What came with the code once."""

    def of(self, table: str) -> set[str]:
        return set(self.filter(table=table).values_list("key", flat=True))

    def remember(self, table: str, keys: set[str]) -> None:
        rows = (self.model(table=table, key=key) for key in sorted(keys))
        self.bulk_create(rows, ignore_conflicts=True)


class OfferedKey(models.Model):
    """The key of a row that came with the code, and was loaded or there already.

    What has been offered is never loaded again: a curator may have changed, renamed
    or deleted it, or given its key to something else.
    """

    table = models.CharField(max_length=60)
    key = models.TextField()

    objects = OfferedKeyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table", "key"],
                name="key_offered_once",
                violation_error_message="This key has been offered already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"
