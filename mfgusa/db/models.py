from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connections, models
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from mfgusa.db.statement_timeout import statement_timeout

# Plain SQL, because every request for a public page runs it.
STAMP = "SELECT coalesce(sum(writes), 0)::bigint, max(changed) FROM db_dataversion"


class DataVersionQuerySet(models.QuerySet["DataVersion"]):
    """The counters whose sum is the data version."""

    def current(self) -> int:
        """The data version, which every committed write to a public table raises."""
        total: int | None = self.aggregate(total=Sum("writes"))["total"]
        return total or 0

    def stamp(self) -> tuple[int, datetime | None]:
        """The data version, and when it last grew; one query, as cheap as can be."""
        with statement_timeout(0), connections[self.db].cursor() as cursor:
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


class DatabaseLifeQuerySet(models.QuerySet["DatabaseLife"]):
    """The one row that names the life of this database."""

    def begin(self) -> None:
        """Begin another life: whatever a process or a cache keeps is worth nothing."""
        self.all().delete()
        self.create()


class DatabaseLife(models.Model):
    """A random id that this database keeps while its transaction ids go on.

    Transaction ids mean something in one life only. A restored database, or one that
    may lack commits which another server had, begins another life.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    is_only = models.BooleanField(default=True, unique=True, editable=False)

    objects = DatabaseLifeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_only=True),
                name="database_life_is_only",
                violation_error_message="A database has one life.",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)


def ensure_life(*, using: str, **_signal: Any) -> None:
    """After each `migrate`, begin a life if the table is empty, as `flush` leaves it."""
    lives = DatabaseLife.objects.using(using)
    if not lives.exists():
        lives.begin()
