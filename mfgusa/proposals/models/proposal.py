"""Import proposals: what came in, what it would do, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PIECE = 1_000_000  # bytes


class ProposalQuerySet(models.QuerySet):
    """Proposals, newest first."""

    def in_tables(self, tables):
        """Those whose every table is one of `tables`."""
        return self.filter(tables__contained_by=list(tables))

    def with_people(self):
        return self.select_related("user", "committed_by", "undoes")


class Proposal(models.Model):
    """One import: its file as read, its plan, who committed it and why.

    `counts` holds rows by table and action, `columns` changed cells by table and
    column, `reading` what was assumed of each file, `problems` what stands against
    the proposal as a whole; the rows are `PlannedRow`.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("file")
        UNDO = "undo", _("undo")
        SEED = "seed", _("facts that come with the code")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be planned")
        PLANNING = "planning", _("being planned")
        REFUSED = "refused", _("could not be read")
        PLANNED = "planned", _("planned")
        COMMITTING = "committing", _("being committed")
        COMMITTED = "committed", _("committed")
        STALE = "stale", _("refused: the data had changed")

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FILE)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    table = models.CharField(max_length=60, blank=True)  # Blank: as the files say.
    tables = models.JSONField(default=list)
    file_name = models.CharField(max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0, db_comment="bytes")
    remove_missing = models.BooleanField(default=False)
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="undone_by"
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
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When a worker last took it in hand.")
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
                fields=["undoes"],
                condition=Q(state="committed"),
                name="proposal_undone_once",
                violation_error_message=_("This import has been undone already."),
            ),
            models.CheckConstraint(
                condition=Q(state="committed", committed_at__isnull=False)
                | (~Q(state="committed") & Q(committed_at=None)),
                name="proposal_committed_at_a_time",
                violation_error_message=_("A committed import has its time."),
            ),
        ]

    def __str__(self):
        return f"{self.pk}: {self.file_name or self.get_kind_display()}"

    def count(self, action):
        """How many rows of all its tables have this action."""
        return sum(counts.get(action, 0) for counts in self.counts.values())

    @property
    def changes(self):
        """How many rows a commit writes."""
        return sum(map(self.count, ("create", "update", "delete")))

    @property
    def is_clean(self):
        """Whether its plan has something to write and nothing against it."""
        return self.changes > 0 and not self.problems and not self.count("error")

    @property
    def can_commit(self):
        return self.state == self.State.PLANNED and self.is_clean

    @property
    def is_busy(self):
        """Whether a worker has, or should soon have, this proposal in hand."""
        return self.state in (
            self.State.WAITING,
            self.State.PLANNING,
            self.State.COMMITTING,
        )


class UploadPartQuerySet(models.QuerySet):
    """The pieces of uploaded files, in order."""

    def keep(self, proposal, file):
        """Store a django File piece by piece."""
        for number, content in enumerate(file.chunks(PIECE)):
            self.create(proposal=proposal, number=number, content=content)

    def write_to(self, path):
        """Put the pieces together on disk."""
        with open(path, "wb") as file:
            for content in self.values_list("content", flat=True).iterator(1):
                file.write(content)


class UploadPart(models.Model):
    """A piece of an uploaded file, as it came: any worker can put it together."""

    pk = models.CompositePrimaryKey("proposal_id", "number")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, related_name="parts", db_index=False
    )
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    objects = UploadPartQuerySet.as_manager()

    class Meta:
        ordering = ["proposal_id", "number"]

    def __str__(self):
        return f"{self.proposal_id}/{self.number}"
