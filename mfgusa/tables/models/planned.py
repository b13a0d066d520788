"""The rows of an import batch: what is to happen, and what was written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mfgusa.tables.models.batch import Batch


class PlannedRowQuerySet(models.QuerySet):
    """The planned rows of a batch, in the order of its files."""

    def having(self, *actions):
        return self.filter(action__in=actions)

    def of(self, batch, table):
        return self.filter(batch=batch, table=table)


class PlannedRow(models.Model):
    """What a batch does to one row, cell by cell.

    `before` and `after` hold the cells that differ, in the form of the table format;
    a created row has no `before`, a deleted one no `after`, an erroneous one the
    cells of the file in `after`. `errors` are `{"column", "value", "message"}`.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("create")
        UPDATE = "update", _("change")
        DELETE = "delete", _("remove")
        UNCHANGED = "unchanged", _("leave alone")
        ERROR = "error", _("error")

    pk = models.CompositePrimaryKey("batch_id", "position")
    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="rows", db_index=False
    )
    position = models.PositiveIntegerField()
    table = models.CharField(max_length=60)
    number = models.PositiveIntegerField(db_comment="line of the file, 0 for none")
    key = models.TextField()
    action = models.CharField(max_length=10, choices=Action)
    row_id = models.BigIntegerField(null=True, db_comment="id in its table")
    version = models.BigIntegerField(null=True, db_comment="of the row when planned")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    errors = models.JSONField(null=True)

    objects = PlannedRowQuerySet.as_manager()

    class Meta:
        ordering = ["batch_id", "position"]

    def __str__(self):
        return f"{self.table}: {self.key}"


class WrittenRow(models.Model):
    """The row that a committed batch wrote, and its version then, for the undo."""

    pk = models.CompositePrimaryKey("batch_id", "position")
    batch = models.ForeignKey(
        Batch, models.CASCADE, related_name="written", db_index=False
    )
    position = models.PositiveIntegerField()
    row_id = models.BigIntegerField()
    version = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["batch_id", "position"]

    def __str__(self):
        return f"{self.batch_id}/{self.position}"
