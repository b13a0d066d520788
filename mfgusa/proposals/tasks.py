"""The background tasks that the worker (`manage.py work`) runs."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from mfgusa.proposals import jobs
from mfgusa.proposals.models import Proposal

TaskResult = DBTaskResult[..., None]


@task()
def plan_proposal(pk: int) -> None:
    """Plan the proposal with this id."""
    jobs.run_plan(Proposal.objects.get(pk=pk))


@task()
def commit_proposal(pk: int) -> None:
    """Commit the proposal with this id, unless its committer has been deleted."""
    proposal = Proposal.objects.get(pk=pk)
    if proposal.committed_by is None:
        message = _("Whoever committed this has no account any more.")
        jobs.reject_commit(proposal, message)
    else:
        jobs.run_commit(proposal)


TASK_PATHS = [task.module_path for task in (plan_proposal, commit_proposal)]


def jobs_of(pk: int) -> "QuerySet[TaskResult]":
    """The jobs of the proposal with this id, whatever came of them."""
    return DBTaskResult.objects.filter(args_kwargs__args=[pk], task_path__in=TASK_PATHS)


def is_queued(pk: int) -> bool:
    """Whether the proposal with this id has a job that waits or runs."""
    return jobs_of(pk).filter(status__in=("READY", "RUNNING")).exists()


def running_proposal() -> int | None:
    """The id of the proposal whose job has run longest; None when no job runs."""
    running = DBTaskResult.objects.filter(status="RUNNING", task_path__in=TASK_PATHS)
    job = running.order_by("started_at").first()
    return job.args_kwargs["args"][0] if job else None
