"""Making many bitmaps anew, as a job: a reader would wait too long for them."""

from typing import Any

from django.core.cache import cache
from django_tasks import task

registry: dict[str, Any] = {}  # The FilterSets that have an index, by its name.
ASKED = "renewing-bitmaps-{}"  # The key in the cache, while a job is asked for.
PAUSE = 30  # Seconds between two jobs for one index, unless it is done before.


def renew_soon(name: str) -> None:
    """Ask for a job, unless one was asked for a moment ago."""
    if cache.add(ASKED.format(name), True, PAUSE):
        renew_bitmaps.enqueue(name)


@task()
def renew_bitmaps(name: str) -> None:
    """Make all stale bitmaps of an index anew."""
    registry[name].renew_bitmaps()
    cache.delete(ASKED.format(name))
