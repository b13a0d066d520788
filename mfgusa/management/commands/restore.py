from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser

from mfgusa.backups.errors import BackupError
from mfgusa.backups.restore import restore
from mfgusa.backups.streams import as_file
from mfgusa.management.processes import handle_stop_signals


class Command(BaseCommand):
    """Puts a backup in the place of the database, whole or not at all."""

    help = (
        "Restore a backup that `backup` made. A database that is not empty is kept "
        "beside it under another name, and only --replace allows it. A backup is "
        "trusted like code: restore only files that you made yourself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="a backup, or - for standard input")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="replace a database that is not empty; the old one is kept under "
            "another name",
        )

    def handle(self, *, path: str, replace: bool, **options: Any) -> None:
        handle_stop_signals()
        try:
            with as_file(path) as file:
                manifest, kept = restore(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; the database is as it was.") from None
        contents = manifest.contents
        self.stdout.write(
            f"Restored: {contents.rows} rows in {len(contents.tables)} tables, as they "
            f"were on {manifest.moment}."
        )
        if kept:
            self.stdout.write(f"What was there before is the database {kept}.")
        if settings.REPLICA_URLS:
            self.stdout.write(
                "Restart all sites now: their sessions on the replicas (REPLICA_URLS) "
                "still read the old database."
            )
