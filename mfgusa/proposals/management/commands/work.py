from contextlib import suppress
from threading import Thread
from time import monotonic, sleep
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from mfgusa.proposals.requeue import requeue_dead_jobs
from mfgusa.proposals.retention import forget_old_imports

PAUSE = 2  # Seconds.
DAY = 86_400


class Command(db_worker.Command):
    """Works on long imports, and on those whose worker has died; forgets old ones."""

    help = (
        "Work on long imports until stopped; takes up what a dead worker left. Once a "
        "day it forgets imports that are older than KEEP_IMPORTS_DAYS."
    )

    def handle(self, **options: Any) -> None:
        Thread(target=watch_imports, daemon=True).start()
        super().handle(**options)


def watch_imports() -> None:
    """Requeue the jobs of dead workers every few seconds, forget imports once a day."""
    next_cleanup = monotonic()
    while True:
        with suppress(DatabaseError):
            requeue_dead_jobs()
            if monotonic() >= next_cleanup:
                next_cleanup = monotonic() + DAY
                forget_old_imports(settings.KEEP_IMPORTS_DAYS)
        connection.close()
        sleep(PAUSE)
