"""The background jobs, as the worker (`manage.py work`) finds them."""

from django.utils.translation import gettext as _
from django_tasks import task

from mfgusa.proposals import jobs
from mfgusa.proposals.models import Proposal


@task()
def plan(proposal: int) -> None:
    """Plan the proposal of this id."""
    jobs.plan(Proposal.objects.get(pk=proposal))


@task()
def commit(proposal: int) -> None:
    """Commit the proposal of this id, if who asked for it still has an account."""
    found = Proposal.objects.get(pk=proposal)
    if found.committed_by is None:
        jobs.refuse(found, _("Whoever committed this has no account any more."))
    else:
        jobs.commit(found)
