from typing import Any

from django.core.management import BaseCommand
from django.db import transaction

from mfgusa.db.models import DatabaseLife


class Command(BaseCommand):
    """Makes everything worthless that processes and caches keep of the database."""

    help = (
        "Begin another life of the database: pages, ETags and indexes that were made "
        "from it are made anew. Run it after a point-in-time restore, and after every "
        "promotion of a standby. `restore` does it itself."
    )

    def handle(self, **options: Any) -> None:
        with transaction.atomic():
            DatabaseLife.objects.begin()
        self.stdout.write(
            f"The database begins another life: {DatabaseLife.objects.get()}"
        )
