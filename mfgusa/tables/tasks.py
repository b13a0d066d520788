"""The background jobs, as the worker (`manage.py db_worker`) finds them."""

from django_tasks import task

from mfgusa.tables import jobs
from mfgusa.tables.models import Batch


@task()
def plan(batch: int) -> None:
    """Plan the batch of this id."""
    jobs.plan(Batch.objects.get(pk=batch))


@task()
def commit(batch: int) -> None:
    """Commit the batch of this id."""
    jobs.commit(Batch.objects.get(pk=batch))
