"""What a worker had in hand when it died is taken up again, once.

Nothing of it was written, since its transaction went with it. What kills two workers
would kill a third, so the proposal then says what happened and waits for a person.
"""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from mfgusa.proposals import jobs, tasks
from mfgusa.proposals.actions import A_MOMENT
from mfgusa.proposals.models import Proposal
from mfgusa.proposals.progress import is_in_hand

TRIES = 2
BUSY = (Proposal.State.WAITING, Proposal.State.PLANNING, Proposal.State.COMMITTING)
PATHS = [task.module_path for task in (tasks.plan, tasks.commit)]


def take_up() -> int:
    """Put the jobs of dead workers back into the queue; how many there were."""
    found = 0
    for proposal in Proposal.objects.filter(state__in=BUSY).only("state"):
        task = last_task(proposal)
        if task and has_died(task) and not is_in_hand(proposal):
            found += 1
            again(task, proposal)
    return found


def last_task(proposal: Proposal) -> DBTaskResult | None:
    """The job that was last asked for."""
    of_proposal = Q(args_kwargs__args=[proposal.pk], task_path__in=PATHS)
    return DBTaskResult.objects.filter(of_proposal).order_by("-enqueued_at").first()


def has_died(task: DBTaskResult) -> bool:
    """Whether it was begun, is not done, and may be given up for dead."""
    begun = task.status in ("RUNNING", "FAILED") and task.started_at
    return bool(begun) and timezone.now() - task.started_at > A_MOMENT


def again(task: DBTaskResult, proposal: Proposal) -> None:
    """Queue a job anew, unless it has had its tries or another process was first."""
    is_last = len(task.worker_ids) >= TRIES
    same = DBTaskResult.objects.filter(
        pk=task.pk, status=task.status, started_at=task.started_at
    )
    status = "FAILED" if is_last else "READY"
    if same.update(status=status, started_at=None) and is_last:
        jobs.stop(proposal, _("The worker ended in the middle of this twice."))
