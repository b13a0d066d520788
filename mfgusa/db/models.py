from typing import Any
from uuid import uuid4

from django.db import connections, models
from django.db.models import Sum
from django.db.models.functions import Now
from django.utils import timezone

from mfgusa.db.statement_timeout import statement_timeout
from mfgusa.db.table_versions import (
    Counter,
    TableVersions,
    UnknownCounter,
    parse_versions,
    read_versions,
)

# Plain SQL, because every request for a public page runs the first of them.
VERSIONS = """
SELECT (SELECT id::text FROM db_databaselife),
  array_agg(id)::text, array_agg(writes)::text
FROM db_dataversion"""
COUNTERS = """
SELECT life.id::text, version.id, writes, table_name, is_insertion, changed
FROM (SELECT) AS once
LEFT JOIN db_databaselife AS life ON true LEFT JOIN db_dataversion AS version ON true"""


class DataVersionQuerySet(models.QuerySet["DataVersion"]):
    """The counters of writes; their sum is the data version."""

    def current(self) -> int:
        """The data version, which every committed write to a public table raises."""
        total: int | None = self.aggregate(total=Sum("writes"))["total"]
        return total or 0

    def versions(self) -> TableVersions:
        """The versions of all tables; one query, as cheap as can be.

        Should there be a counter that this process does not know, a second one.
        """
        with statement_timeout(0), connections[self.db].cursor() as cursor:
            cursor.execute(VERSIONS)
            life, numbers, writes = cursor.fetchone()
        try:
            return parse_versions(life or "", numbers or "{}", writes or "{}")
        except UnknownCounter:
            return self.versions_and_moments()

    def versions_and_moments(self) -> TableVersions:
        """The versions of all tables, and when each was last written; one query."""
        with statement_timeout(0), connections[self.db].cursor() as cursor:
            cursor.execute(COUNTERS)
            (life, *counter), *more = cursor.fetchall()
        counters = [Counter(*each) for each in (counter, *(row[1:] for row in more))]
        return read_versions(life or "", [c for c in counters if c.number is not None])


class DataVersion(models.Model):
    """A counter of writes to a public table: of insertions, or of other changes.

    A writer takes any counter of its table that no other writer holds, so that writers
    never wait for each other. The sum of all counters, the data version, grows by one
    with each writing statement. A counter without a table counts for all tables.
    """

    table_name = models.CharField(max_length=63, blank=True, default="", db_default="")
    is_insertion = models.BooleanField(default=False, db_default=False)
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

    Transaction ids mean something in one life only. A database that was restored, or
    promoted from a standby, begins another life.
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
    """After each `migrate`, begin a life if there is none."""
    lives = DatabaseLife.objects.using(using)
    if not lives.exists():
        lives.begin()
