"""Jobs of dead workers are queued again, once.

A dead worker has written nothing, since its transaction was rolled back. A job that
kills a second worker is not queued a third time: the proposal then says what happened
and waits for a person.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from mfgusa.proposals import jobs, tasks
from mfgusa.proposals.actions import LOCK_GRACE
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.progress import is_locked
from mfgusa.proposals.tasks import TaskResult

MAX_ATTEMPTS = 2
BUSY_STATES = (
    Proposal.State.WAITING,
    Proposal.State.PLANNING,
    Proposal.State.COMMITTING,
)


def requeue_dead_jobs() -> int:
    """Put the jobs of dead workers back into the queue, and return their number."""
    requeued = 0
    for proposal in Proposal.objects.filter(state__in=BUSY_STATES).only("state"):
        job = last_job(proposal)
        if job and has_died(job) and not is_locked(proposal):
            requeued += 1
            requeue(job, proposal)
    return requeued


def last_job(proposal: Proposal) -> TaskResult | None:
    """The job of a proposal that was queued last."""
    return tasks.jobs_of(proposal.pk).order_by("-enqueued_at").first()


def has_died(job: TaskResult) -> bool:
    """Whether a job has been started and has had time to take its lock."""
    if job.status not in ("RUNNING", "FAILED") or not job.started_at:
        return False
    return bool(timezone.now() - job.started_at > LOCK_GRACE)


def requeue(job: TaskResult, proposal: Proposal) -> None:
    """Queue a job again, unless it was the last attempt or another process did."""
    is_last = len(job.worker_ids) >= MAX_ATTEMPTS
    unchanged = DBTaskResult.objects.filter(
        pk=job.pk, status=job.status, started_at=job.started_at
    )
    status = "FAILED" if is_last else "READY"
    with transaction.atomic():
        if unchanged.update(status=status, started_at=None) and is_last:
            message = _("The worker ended in the middle of this twice.")
            jobs.record_failure(proposal, message)
