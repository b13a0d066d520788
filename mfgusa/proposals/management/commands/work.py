from threading import Thread
from typing import Any

from django_tasks_db.management.commands import db_worker

from mfgusa.proposals.upkeep import do_duties


class Command(db_worker.Command):
    """Works on long imports, and on those whose worker has died; forgets old ones."""

    help = (
        "Work on long imports until stopped; takes up what a dead worker left. Once a "
        "day it forgets imports that are older than KEEP_IMPORTS_DAYS."
    )

    def handle(self, **options: Any) -> None:
        Thread(target=do_duties, daemon=True).start()
        super().handle(**options)
