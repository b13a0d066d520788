from contextlib import suppress
from threading import Thread
from time import sleep
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from mfgusa.proposals.requeue import requeue_dead_jobs

PAUSE = 2  # Seconds.


class Command(db_worker.Command):
    """Works on long imports, and on those whose worker has died."""

    help = "Work on long imports until stopped; takes up what a dead worker left."

    def handle(self, **options: Any) -> None:
        Thread(target=watch_dead_jobs, daemon=True).start()
        super().handle(**options)


def watch_dead_jobs() -> None:
    """Requeue the jobs of dead workers, every few seconds."""
    while True:
        with suppress(DatabaseError):
            requeue_dead_jobs()
        connection.close()
        sleep(PAUSE)
