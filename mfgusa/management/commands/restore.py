from pathlib import Path

from django.core.management import BaseCommand, CommandError

from mfgusa.backups.errors import BackupError
from mfgusa.backups.restore import restore


class Command(BaseCommand):
    """Puts a backup in the place of the database, whole or not at all."""

    help = (
        "Restore a backup that `backup` made. A database that is not empty is kept "
        "beside it under another name, and only --replace allows it."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="though the database is not empty"
        )

    def handle(self, *, path, replace, **options):
        try:
            manifest, kept = restore(path, replace=replace)
        except BackupError as problem:
            raise CommandError(str(problem)) from problem
        contents = manifest.contents
        self.stdout.write(
            f"Restored: {contents.rows} rows in {len(contents.tables)} tables, as they "
            f"were on {manifest.made}."
        )
        if kept:
            self.stdout.write(f"What was there before is the database {kept}.")
