"""Old imports are forgotten: their plans and files go, and the history stays.

The import itself stays in the list, with who, when and why; it cannot be undone then.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce, Length
from django.utils import timezone

from mfgusa.proposals.models import AppliedRow, PlannedRow, Proposal, UploadPart

State = Proposal.State
PENDING = (State.WAITING, State.PLANNING, State.PLANNED, State.COMMITTING, State.STALE)


def forgettable(days: int) -> QuerySet[Proposal]:
    """The imports that nobody has touched for so many days, oldest first.

    Seeds stay, as do imports that a worker has or will have, that wait to be planned
    again, or whose undo waits. Of those that are planned see `is_settled`.
    """
    undo = Proposal.objects.filter(
        reverts=OuterRef("pk"), state__in=PENDING, forgotten_at=None
    )
    settled = Proposal.objects.filter(
        ~Exists(undo),
        state__in=(State.COMMITTED, State.REFUSED, State.PLANNED),
        failure="",
        forgotten_at=None,
    ).exclude(kind=Proposal.Kind.SEED)
    dated = settled.annotate(
        settled_at=Coalesce("committed_at", "planned_at", "created_at")
    )
    before = timezone.now() - timedelta(days=days)
    return dated.filter(settled_at__lt=before).order_by("pk")


def is_settled(proposal: Proposal) -> bool:
    """Whether no plan waits for somebody to commit it."""
    return not proposal.can_commit


def old_imports(days: int) -> Iterator[Proposal]:
    """The imports that `forget` would take, for so many days."""
    return filter(is_settled, forgettable(days).iterator())


def stored_size(proposal: Proposal) -> tuple[int, int]:
    """The numbers of planned rows and of bytes of the file."""
    parts = UploadPart.objects.filter(proposal=proposal)
    size: int | None = parts.aggregate(size=Sum(Length("content")))["size"]
    return PlannedRow.objects.filter(proposal=proposal).count(), size or 0


def forget(proposal: Proposal, days: int) -> bool:
    """Remove the plan and the file of an import, unless somebody has touched it."""
    with transaction.atomic():
        # An undo that begins at this moment waits for the lock, by its foreign key.
        locked = forgettable(days).select_for_update(of=["self"])
        present = locked.filter(pk=proposal.pk).first()
        if present is None or not is_settled(present):
            return False
        for model in (PlannedRow, AppliedRow, UploadPart):
            model._base_manager.filter(proposal=present).delete()
        Proposal.objects.filter(pk=present.pk).update(forgotten_at=timezone.now())
    return True


def forget_old_imports(days: int) -> int:
    """Forget all imports that are older, and return their number; 0 days keep all."""
    if not days:
        return 0
    return sum(forget(proposal, days) for proposal in list(old_imports(days)))


def forget_expired_imports() -> None:
    """Forget the imports that are older than KEEP_IMPORTS_DAYS."""
    forget_old_imports(settings.KEEP_IMPORTS_DAYS)
