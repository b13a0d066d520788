from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func


class TransactionIdField(models.Field[int, int]):
    """The id of a transaction, which never wraps around (xid8)."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "xid8"

    def from_db_value(self, value: Any, *_args: object) -> int | None:
        return None if value is None else int(value)

    def get_prep_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, int) else value


class CurrentTransactionId(Func):
    """The id of the transaction that writes."""

    function = "pg_current_xact_id"
    output_field = TransactionIdField()


class OldestTransactionId(Func):
    """The id of the oldest transaction that the snapshot does not see the end of."""

    template = "pg_snapshot_xmin(pg_current_snapshot())"
    output_field = TransactionIdField()


class FacetTriggers(models.Model):
    """For which definition of an index the triggers were installed, and when: an id.

    While there is no row, or that of another definition, the log lacks changes.
    """

    index = models.CharField(primary_key=True, max_length=100)
    definition = models.CharField(max_length=64)
    installation = models.UUIDField(default=uuid4)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.index


class FacetLogEntry(models.Model):
    """That rows changed that a catalogue reads, as triggers say it; see `facet_index`.

    They are those with these `keys` at the end of the lookup path, which is blank for
    rows of the catalogue itself.
    """

    index = models.CharField(max_length=100)
    transaction = TransactionIdField(db_default=CurrentTransactionId())
    path = models.CharField(max_length=200)
    keys = ArrayField(models.BigIntegerField(), null=True, help_text="Null: all rows.")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["index", "transaction"], name="facet_log")]

    def __str__(self) -> str:
        return f"{self.index}, {self.transaction}"


class FacetCheckpoint(models.Model):
    """The sets of one facet, and the snapshot that they were read in.

    They hold every transaction before `oldest`, and the log entries in `taken`.
    """

    pk = models.CompositePrimaryKey("index", "facet")
    index = models.CharField(max_length=100)
    facet = models.CharField(max_length=100)
    life = models.UUIDField()
    triggers = models.UUIDField()  # The installation of those that wrote the log.
    oldest = TransactionIdField()
    taken = ArrayField(models.BigIntegerField())
    sets = models.BinaryField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.index}, {self.facet}"
