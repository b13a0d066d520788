from contextlib import suppress
from threading import Thread
from time import sleep

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from mfgusa.proposals.requeue import take_up

PAUSE = 2  # Seconds.


class Command(db_worker.Command):
    """Works on long imports, and on those that another worker died on."""

    help = "Work on long imports until stopped; takes up what a dead worker left."

    def handle(self, **options):
        Thread(target=look_after, daemon=True).start()
        super().handle(**options)


def look_after():
    """Look for the jobs of dead workers, now and again."""
    while True:
        with suppress(DatabaseError):
            take_up()
        connection.close()
        sleep(PAUSE)
