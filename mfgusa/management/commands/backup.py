from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from mfgusa.backups.backup import create_backup
from mfgusa.backups.errors import BackupError

NAME = "mfgusa-%Y%m%d-%H%M%S.backup"


class Command(BaseCommand):
    """Writes the whole database, its history included, into one file."""

    help = (
        "Write the database into PATH (a file, or a folder), as it is at one moment. "
        "The site may go on meanwhile. The file is restored on trial and compared "
        "before it gets its name."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, nargs="?", default=Path())
        parser.add_argument(
            "--no-verify", action="store_true", help="do not restore it on trial"
        )

    def handle(self, *, path: Path, no_verify: bool, **options: Any) -> None:
        if path.is_dir():
            path /= timezone.now().strftime(NAME)
        try:
            manifest = create_backup(path, verify=not no_verify)
        except BackupError as error:
            raise CommandError(str(error)) from error
        size = filesizeformat(path.stat().st_size).replace("\xa0", " ")
        contents = manifest.contents
        self.stdout.write(
            f"{path}: {size}, {contents.rows} rows in {len(contents.tables)} tables, "
            f"{'not tried' if no_verify else 'restored on trial and found alike'}."
        )
