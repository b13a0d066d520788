from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.template.defaultfilters import filesizeformat

from mfgusa.backups.archive import Manifest
from mfgusa.backups.backup import create_backup
from mfgusa.backups.errors import BackupError
from mfgusa.backups.folder import delete_old_backups, is_open_to_all, new_backup_path
from mfgusa.backups.models import BackupRecord
from mfgusa.backups.streams import STREAM, refuse_terminal, send, temporary_path


class Command(BaseCommand):
    """Writes the whole database, its history included, into one file."""

    help = (
        "Make a consistent snapshot of the database in PATH (a file, a folder, or - "
        "for standard output). The site can keep running. The backup is test-restored "
        "and compared before it is saved or sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            nargs="?",
            default=".",
            help="a folder (it is made when it ends with /), a new file that ends "
            "in .backup, or - for standard output",
        )
        parser.add_argument(
            "--keep",
            type=int,
            metavar="N",
            help="after a verified backup, keep only the newest N backups with "
            "timestamp names in this folder; use a separate folder for each site",
        )
        parser.add_argument(
            "--no-verify", action="store_true", help="skip the test restore"
        )

    def handle(
        self, *, path: str, keep: int | None, no_verify: bool, **options: Any
    ) -> None:
        if keep is not None:
            self.refuse_keep(path, keep, is_verified=not no_verify)
        try:
            if path == STREAM:
                self.to_output(verify=not no_verify)
            else:
                self.to_file(new_backup_path(path), keep, verify=not no_verify)
        except BackupError as error:
            raise CommandError(str(error)) from error

    def refuse_keep(self, path: str, keep: int, *, is_verified: bool) -> None:
        """Raise CommandError where --keep could delete what it should not."""
        if keep < 1:
            raise CommandError("--keep needs a whole number, 1 or more.")
        if not is_verified:
            raise CommandError("--keep deletes only after a backup that was verified.")
        if not (path.endswith("/") or Path(path).is_dir()):
            raise CommandError("--keep needs a folder.")

    def to_file(self, path: Path, keep: int | None, *, verify: bool) -> None:
        """Back up into a file, and delete those that are too many."""
        manifest = create_backup(path, verify=verify)
        if is_open_to_all(path.parent):
            self.report(
                "Warning: any account on this machine can delete files in "
                f"{path.parent}."
            )
        self.record(manifest, is_verified=verify)
        size = filesizeformat(path.stat().st_size).replace("\xa0", " ")
        self.stdout.write(
            f"{path}: {size}, {describe_contents(manifest, is_verified=verify)}"
        )
        for old in delete_old_backups(path, keep) if keep else []:
            self.stdout.write(f"{old} deleted.")

    def to_output(self, *, verify: bool) -> None:
        """Back up into a temporary file, and send it once it is complete."""
        refuse_terminal()
        with temporary_path("standard-output") as path:
            manifest = create_backup(path, verify=verify)
            send(path)
        self.record(manifest, is_verified=verify)
        self.report(
            f"Standard output: {describe_contents(manifest, is_verified=verify)}"
        )

    def record(self, manifest: Manifest, *, is_verified: bool) -> None:
        """Note the time of a verified backup for the metrics."""
        if not is_verified:
            return
        try:
            BackupRecord.objects.create(made_at=manifest.made, bytes=manifest.bytes)
        except DatabaseError as error:
            reason = str(error).splitlines()[0]
            self.report(f"The time of this backup could not be recorded: {reason}")

    def report(self, message: str) -> None:
        """Say something beside the backup, which may be standard output."""
        self.stderr.write(message, style_func=str)


def describe_contents(manifest: Manifest, *, is_verified: bool) -> str:
    """What a backup holds, and whether a restore of it was tested."""
    contents = manifest.contents
    result = "verified by a test restore" if is_verified else "not verified"
    return f"{contents.rows} rows in {len(contents.tables)} tables, {result}."
