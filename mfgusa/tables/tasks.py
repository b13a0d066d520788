"""The background jobs, as the worker (`manage.py work`) finds them."""

from django.utils.translation import gettext as _
from django_tasks import task

from mfgusa.tables import jobs
from mfgusa.tables.models import Batch


@task()
def plan(batch: int) -> None:
    """Plan the batch of this id."""
    jobs.plan(Batch.objects.get(pk=batch))


@task()
def commit(batch: int) -> None:
    """Commit the batch of this id, if who asked for it still has an account."""
    found = Batch.objects.get(pk=batch)
    if found.committed_by is None:
        jobs.refuse(found, _("Whoever committed this has no account any more."))
    else:
        jobs.commit(found)
