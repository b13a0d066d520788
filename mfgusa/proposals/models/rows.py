"""The rows of a proposal: what is planned, and what was written."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mfgusa.proposals.models.proposal import Proposal


class PlannedRowQuerySet(models.QuerySet["PlannedRow"]):
    """Planned rows, in the order of the files."""

    def with_action(self, *actions: str) -> "PlannedRowQuerySet":
        """Limit to rows with one of these actions."""
        return self.filter(action__in=actions)

    def in_table(self, proposal: Proposal, table: str) -> "PlannedRowQuerySet":
        """Limit to the rows that a proposal plans for one table."""
        return self.filter(proposal=proposal, table=table)


class PlannedRow(models.Model):
    """What a proposal does to one row, cell by cell.

    `before` and `after` hold the cells that differ, in the table format. A created
    row has no `before`, a deleted row no `after`; a row with errors has the cells of
    the file in `after`. Each of `errors` is `{"column", "value", "message"}`.
    """

    class Action(models.TextChoices):
        CREATE = "create", _("create")
        UPDATE = "update", _("change")
        DELETE = "delete", _("remove")
        UNCHANGED = "unchanged", _("leave alone")
        ERROR = "error", _("error")

    pk = models.CompositePrimaryKey("proposal_id", "position")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="rows", db_index=False
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
        ordering = ["proposal_id", "position"]

    def __str__(self) -> str:
        return f"{self.table}: {self.key}"


class AppliedRow(models.Model):
    """A row that a proposal wrote, with its version then, which a revert compares."""

    pk = models.CompositePrimaryKey("proposal_id", "position")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="applied_rows", db_index=False
    )
    position = models.PositiveIntegerField()
    row_id = models.BigIntegerField()
    version = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["proposal_id", "position"]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.position}"
