"""The background tasks that the worker (`manage.py work`) runs."""

from django.utils.translation import gettext as _
from django_tasks import task

from mfgusa.proposals import jobs
from mfgusa.proposals.models import Proposal


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
