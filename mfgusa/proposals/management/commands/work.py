from functools import partial
from threading import Thread
from typing import Any

from django_tasks_db.management.commands import db_worker

from mfgusa.proposals.upkeep import do_duties
from mfgusa.proposals.worker_outage import work_through_outages


class Command(db_worker.Command):
    """Works on long imports, and on those whose worker has died; forgets old ones.

    While the database is away it waits.
    """

    help = (
        "Work on long imports until stopped; takes up what a dead worker left. Once a "
        "day it forgets imports that are older than KEEP_IMPORTS_DAYS."
    )

    def handle(self, **options: Any) -> None:
        Thread(target=do_duties, daemon=True).start()
        work_through_outages(partial(super().handle, **options))
