from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from mfgusa.backups.backup import check_backup
from mfgusa.backups.errors import BackupError
from mfgusa.backups.streams import STANDARD_INPUT, STREAM, as_file


class Command(BaseCommand):
    """Proves that a backup restores, beside the database of the site."""

    help = (
        "Restore a backup into a scratch database, compare every table with what the "
        "backup says of it, and drop the scratch database. Nothing else changes. It "
        "needs room for a second copy of the database. A backup is trusted like code: "
        "check only files that you made yourself."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", help="a backup, or - for standard input")

    def handle(self, *, path: str, **options: Any) -> None:
        try:
            with as_file(path) as file:
                manifest = check_backup(file)
        except BackupError as error:
            raise CommandError(str(error)) from error
        contents = manifest.contents
        name = STANDARD_INPUT if path == STREAM else path
        self.stdout.write(
            f"{name} restores: {contents.rows} rows in {len(contents.tables)} tables, "
            f"as they were on {manifest.moment}; code {contents.code}, "
            f"PostgreSQL {manifest.postgres // 10_000}."
        )
