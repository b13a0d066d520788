"""Proposals: what came in, what it would change, and its state."""

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PART_SIZE = 1_000_000  # bytes


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, newest first."""

    def in_tables(self, tables: Iterable[str]) -> "ProposalQuerySet":
        """Limit to proposals that touch no table outside `tables`."""
        return self.filter(tables__contained_by=list(tables))

    def with_people(self) -> "ProposalQuerySet":
        """Join the users and the reverted proposal, which lists and pages name."""
        return self.select_related("user", "committed_by", "reverts")


class Proposal(models.Model):
    """A set of changes that is planned, previewed and applied as one.

    `counts` holds numbers of rows by table and action, `columns` numbers of changed
    cells by table and column, `reading` how each file was interpreted, `problems`
    the errors of the proposal as a whole; `failure` says why the server could not
    plan or commit it, whatever the file holds. `version_columns` holds by table the
    names of the columns that row versions cover. The rows are in `PlannedRow`.
    """

    class Kind(models.TextChoices):
        IMPORT = "import", _("file")
        REVERT = "undo", _("undo")
        SEED = "seed", _("facts that come with the code")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be planned")
        PLANNING = "planning", _("being planned")
        REFUSED = "refused", _("could not be read")
        PLANNED = "planned", _("planned")
        COMMITTING = "committing", _("being committed")
        COMMITTED = "committed", _("committed")
        STALE = "stale", _("refused: the data had changed")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.IMPORT)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    table = models.CharField(max_length=60, blank=True)  # Blank: as the files say.
    tables = models.JSONField(default=list)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0, db_comment="bytes")
    is_small = models.BooleanField(
        default=False, db_comment="planned within the request, not by a worker"
    )
    remove_missing = models.BooleanField(default=False)
    reverts = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reverted_by"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True
    )
    user_name = models.CharField(max_length=150, blank=True)
    why = models.TextField(blank=True)
    reading = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    columns = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    failure = models.TextField(
        blank=True, default="", db_default="", db_comment="of the server, not the file"
    )
    version_columns = models.JSONField(default=dict, db_default={})
    forgotten_at = models.DateTimeField(
        null=True, blank=True, db_comment="when its plan and its file were removed"
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(
        null=True, blank=True, db_comment="when a worker last began to process it"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="committed_proposals",
    )
    committed_by_name = models.CharField(max_length=150, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["reverts"],
                condition=Q(state="committed"),
                name="proposal_reverted_once",
                violation_error_message=_("This import has been undone already."),
            ),
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at=None)),
                name="proposal_committed_at_a_time",
                violation_error_message=_("A committed import has its time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.file_name or self.get_kind_display()}"

    def count(self, action: str) -> int:
        """Number of rows with this action, over all tables."""
        return sum(counts.get(action, 0) for counts in self.counts.values())

    @property
    def changes(self) -> int:
        """Number of rows that a commit writes."""
        return sum(map(self.count, ("create", "update", "delete")))

    @property
    def is_clean(self) -> bool:
        """Whether the plan changes something and nothing went wrong."""
        is_wrong = self.problems or self.failure or self.count("error")
        return self.changes > 0 and not is_wrong

    @property
    def can_commit(self) -> bool:
        """Whether the plan is ready to be applied."""
        is_kept = self.forgotten_at is None
        return self.state == self.State.PLANNED and self.is_clean and is_kept

    @property
    def is_busy(self) -> bool:
        """Whether a worker processes this proposal, or will soon."""
        return self.state in (
            self.State.WAITING,
            self.State.PLANNING,
            self.State.COMMITTING,
        )


class UploadPartQuerySet(models.QuerySet["UploadPart"]):
    """The parts of uploaded files, in order."""

    def store(self, proposal: Proposal, file: File[bytes]) -> None:
        """Store an uploaded file in parts."""
        for number, content in enumerate(file.chunks(PART_SIZE)):
            self.create(proposal=proposal, number=number, content=content)

    def write_to(self, path: Path) -> None:
        """Assemble the parts into a file on disk."""
        with open(path, "wb") as file:
            for content in self.values_list("content", flat=True).iterator(1):
                file.write(content)


class UploadPart(models.Model):
    """A part of an uploaded file, kept where every worker can read it."""

    pk = models.CompositePrimaryKey("proposal_id", "number")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = UploadPartQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "number"]

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.number}"
